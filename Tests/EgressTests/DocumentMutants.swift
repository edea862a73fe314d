import Egress
import Testing

/// One forbidden thing in a claim as JSON: what to change in a sample, and the refusal that must follow.
///
/// The tables have one case a line: name, first occurrence of what, replaced by what, code, member; `⏎` stands
/// for a line feed. Those of `dependants` change `DocumentSample.dependant`, all others `every`.
struct DocumentMutant: CustomTestStringConvertible {
  let name: String
  let of: [String]
  let old: String
  let new: String
  let code: EgressRefusal.Code
  let member: String

  var testDescription: String { name }

  static let all =
    [text, prose, syntax, structure, tables, conditions, diagnoses].flatMap { read($0, DocumentSample.every) }
    + read(dependants, DocumentSample.dependant)

  private static func read(_ table: String, _ sample: [String]) -> [DocumentMutant] {
    table.split(separator: "\n").map { DocumentMutant($0, of: sample) }
  }

  private init(_ line: Substring, of sample: [String]) {
    let cells = line.replacing("⏎", with: "\n").split(separator: " | ", omittingEmptySubsequences: false)
    precondition(cells.count == 5, "a mutant has five cells")
    let code = EgressRefusal.Code(rawValue: String(cells[3]))
    precondition(code != nil, "a mutant names a refusal")
    (name, old, new, of) = (String(cells[0]), String(cells[1]), String(cells[2]), sample)
    (self.code, member) = (code ?? .manifest, String(cells[4]))
  }
}

extension DocumentMutant {
  /// Places where clinical text could ride.
  private static let text = #"""
    a note of the claim | "diagnoses":["F4323" | "note":"TOLD ME OF HER AFFAIR","diagnoses":["F4323" | \#
    element-not-listed | claim
    a note of a line | "charge":"125.00" | "note":"TEXT","charge":"125.00" | element-not-listed | lines[]
    a note of the document | "lines":[{ | "note":"TEXT","lines":[{ | element-not-listed | document
    a note at the end | ["12","11","10","9"]}]} | ["12","11","10","9"]}],"note":"TEXT"} | \#
    element-not-listed | document
    a description of the service | "modifiers":["95" | "description":"LONG TALK","modifiers":["95" | \#
    element-not-listed | lines[]
    a telephone number of the patient | "sex":"U" | "telephone":"5035550142","sex":"U" | \#
    element-not-listed | subscriber
    an e-mail address of the submitter | "contactTelephone" | "email":"A","contactTelephone" | \#
    element-not-listed | submitter
    a diagnosis in words | "F330" | "DEPRESSION" | length | claim.diagnoses[]
    a diagnosis with its text | "F330" | {"code":"F330","text":"DEPRESSION"} | not-text | claim.diagnoses[]
    words in the authorization | PA-20441 | HUSBAND KNOWS | character | claim.priorAuthorization
    a long authorization | PA-20441 | PA204410000000000000000000000001 | length | claim.priorAuthorization
    words in the member number | ZMMH0001-01 | ASK THE WIFE | character | subscriber.memberID
    words in the control number | "B3XA | "B3X A | character | claim.patientControlNumber
    a long control number | "B3XA | "B3XAA | length | claim.patientControlNumber
    words in the payer's claim number | MMH-2026000123 | TOLD ME | character | claim.payerClaimNumber
    words in the group number | GRP-7788 | GRP 7788 | character | subscriber.groupNumber
    digits in a family name | O'BRIEN-SMITH | O'BRIEN 5035550142 | character | subscriber.familyName
    a name prefix | "middleName":"L." | "prefix":"MRS","middleName":"L." | element-not-listed | subscriber
    a time beside the date | 2026-11-04 | 2026-11-04T10:00 | character | claim.dateOfService
    start of the session | "dateOfService" | "startTime":"1000","dateOfService" | element-not-listed | claim
    the client's own number | "memberID" | "clientID":"C-1","memberID" | element-not-listed | subscriber
    """#

  /// Sentences in members that may hold words, and words in those that hold numbers.
  private static let prose = #"""
    a sentence in a family name | O'BRIEN-SMITH | HE DRINKS AND BEATS HER AGAIN | words | \#
    subscriber.familyName
    a sentence in a given name | MARY ANN | SHE IS AFRAID OF HIM TOO | words | subscriber.givenName
    a sentence in a middle name | "L." | "A B C D E F" | words | subscriber.middleName
    a word as a suffix | "III" | "ALCOHOLIC" | length | subscriber.suffix
    a sentence in a clinician's name | "OKONKWO" | "SEES HIM FOR HIS OLD ADDICTION" | words | \#
    renderingProvider.familyName
    a sentence in a supervisor's name | "LINDQVIST" | "KNOWS OF IT AND SAID SO THEN" | words | \#
    supervisingProvider.familyName
    a sentence in the practice's name | QUIET HARBOR THERAPY & FRIENDS, PLLC | \#
    WE TREAT HER FOR WHAT HE DID TO HER AS A CHILD | words | billingProvider.organizationName
    a sentence in the location's name | QUIET HARBOR EAST | \#
    THE ROOM WHERE WE SEE THOSE WHO DO NOT WANT IT KNOWN | words | serviceLocation.name
    a sentence in the payer's name | MERIDIAN MUTUAL HEALTH | ASK THEM TO SEND IT TO ME AND NOT TO HIM | \#
    words | payer.name
    a sentence in the contact's name | BILLING DESK | A B C D E F G H I J K | words | submitter.contactName
    a sentence in a street | 77 SAMPLE LN | HE MUST NOT KNOW WHERE SHE LIVES SINCE MAY | words | \#
    subscriber.address.line1
    a sentence in the second address line | APT #4/B | HER HUSBAND OPENS ALL LETTERS | words | \#
    subscriber.address.line2
    a sentence in a city | ST. LOUIS | IN A HOME FOR THE OLD | words | subscriber.address.city
    a hyphenated sentence as a member number | ZMMH0001-01 | HUSBAND-HITS-HER-1 | identifier | \#
    subscriber.memberID
    a word as an authorization | PA-20441 | SUICIDAL | identifier | claim.priorAuthorization
    a sentence as a group number | GRP-7788 | TUESDAY-TRAUMA-GROUP | identifier | subscriber.groupNumber
    a word as a payer's claim number | MMH-2026000123 | PENDING | identifier | claim.payerClaimNumber
    doubled spaces | MARY ANN | MARY  ANN | spaces | subscriber.givenName
    a space at the end | MARY ANN | MARY ANN  | spaces | subscriber.givenName
    letters in lower case | MARY ANN | Mary Ann | character | subscriber.givenName
    letters that look Latin | MARY | MАRY | character | subscriber.givenName
    """#

  /// What other readers of JSON would take.
  private static let syntax = #"""
    a space between members | ,"usage" | , "usage" | syntax | document
    a space after a colon | "usage":"T" | "usage": "T" | not-text | usage
    a line feed | {"version" | {⏎"version" | syntax | document
    a byte order mark | {"version" | ﻿{"version" | syntax | document
    a line feed at the end | ["12","11","10","9"]}]} | ["12","11","10","9"]}]}⏎ | trailing-bytes | document
    a second document | ["12","11","10","9"]}]} | ["12","11","10","9"]}]}{} | trailing-bytes | document
    a list of documents | {"version" | [{"version" | syntax | document
    an escape | MARY ANN | MARY\u0020ANN | escape | subscriber.givenName
    an escaped name of a member | "usage":"T" | "us\u0061ge":"T" | element-not-listed | document
    a line feed in a text | MARY ANN | MARY⏎ANN | character | subscriber.givenName
    an escaped quotation mark | MARY ANN | MARY \"ANN\" | escape | subscriber.givenName
    a number for a text | "units":"2" | "units":2 | not-text | lines[].units
    a number for an amount | "charge":"325.75" | "charge":325.75 | not-text | claim.charge
    a number as a pointer | ["1","2","3","4"] | ["1",2,"3","4"] | not-text | lines[].diagnosisPointers[]
    null | "middleName":"L." | "middleName":null | not-text | subscriber.middleName
    true | "benefitsAssigned":"N" | "benefitsAssigned":true | not-text | claim.benefitsAssigned
    an object for a text | "sex":"U" | "sex":{"a":"U"} | not-text | subscriber.sex
    a list for a text | "sex":"U" | "sex":["U"] | not-text | subscriber.sex
    a text for a list | "diagnoses":["F4323", | "diagnoses":"F4323","x":[ | syntax | claim.diagnoses[]
    a text for an object | "payer":{"id":"MMH01","name":"MERIDIAN MUTUAL HEALTH"} | "payer":"MMH01" | \#
    syntax | payer
    an empty text | "middleName":"L." | "middleName":"" | length | subscriber.middleName
    an empty list | "modifiers":["95","HO","U1","59"] | "modifiers":[] | not-text | lines[].modifiers[]
    an empty object | "payer":{"id":"MMH01","name":"MERIDIAN MUTUAL HEALTH"} | "payer":{} | syntax | payer
    a comma too many | "III","birthDate" | "III",,"birthDate" | syntax | subscriber
    a comma at the end of a list | "U1","59"] | "U1","59",] | limit | lines[].modifiers[]
    a comment | ,"usage" | /**/,"usage" | syntax | document
    """#

  /// Members that are missing, repeated or somewhere else.
  private static let structure = #"""
    a member twice | "usage":"T" | "usage":"T","usage":"T" | member-out-of-place | usage
    a later member twice | "sex":"U" | "sex":"U","memberID":"ZMMH0001-01" | member-out-of-place | \#
    subscriber.memberID
    an object twice | "subscriber":{ | "payer":{"id":"MMH01","name":"X"},"subscriber":{ | \#
    member-out-of-place | payer
    another order | "state":"MO","postalCode":"631010001" | "postalCode":"631010001","state":"MO" | \#
    element-missing | subscriber.address.state
    no version | "version":"1","usage" | "usage" | element-missing | version
    another version | "version":"1" | "version":"2" | pattern | version
    no usage | "usage":"T", |  | element-missing | usage
    no payer | "payer":{"id":"MMH01","name":"MERIDIAN MUTUAL HEALTH"}, |  | element-missing | payer
    no member number | "memberID":"ZMMH0001-01", |  | element-missing | subscriber.memberID
    no date of service | "dateOfService":"2026-11-04", |  | element-missing | claim.dateOfService
    no control number | "frequency" | "frequencyCode" | element-not-listed | claim
    no postal code | ,"postalCode":"631010001" |  | element-missing | subscriber.address.postalCode
    a name in other letters | "usage" | "Usage" | element-not-listed | document
    a member of another object | "sex":"U" | "npi":"1300000001","sex":"U" | element-not-listed | subscriber
    a fifth modifier | "U1","59"] | "U1","59","HO"] | limit | lines[].modifiers[]
    a fifth pointer | ["1","2","3","4"] | ["1","2","3","4","5"] | limit | lines[].diagnosisPointers[]
    a thirteenth diagnosis | "Z600"] | "Z600","F1020"] | limit | claim.diagnoses[]
    """#
}

extension DocumentMutant {
  /// Code tables and grammars.
  private static let tables = #"""
    a state that is none | "state":"MO" | "state":"ZZ" | pattern | subscriber.address.state
    a place of service that is none | "placeOfService":"11" | "placeOfService":"69" | pattern | \#
    claim.placeOfService
    a sex that is none | "sex":"U" | "sex":"X" | pattern | subscriber.sex
    a delay reason that is none | "delayReason":"11" | "delayReason":"12" | pattern | claim.delayReason
    a delay reason in words | "delayReason":"11" | "delayReason":"HE LOST HIS JOB" | character | claim.delayReason
    an empty delay reason | "delayReason":"11" | "delayReason":"" | length | claim.delayReason
    a frequency that is none | "frequency":"7" | "frequency":"6" | pattern | claim.frequency
    an NPI with another check digit | 1300000001 | 1300000002 | npi | renderingProvider.npi
    a day that is none | 2000-02-29 | 2001-02-29 | date | subscriber.birthDate
    a date without hyphens | 2026-11-04 | 20261104 | length | claim.dateOfService
    an American date | 2026-11-04 | 11-04-2026 | pattern | claim.dateOfService
    an amount of one decimal | "20.50" | "20.5" | pattern | claim.patientPaid
    an amount without decimals | "125.00" | "125" | length | lines[].charge
    an amount with a leading zero | "125.00" | "0125.00" | pattern | lines[].charge
    a negative amount | "125.00" | "-125.00" | character | lines[].charge
    an amount with an exponent | "125.00" | "125E00" | character | lines[].charge
    no units | "units":"2" | "units":"0" | pattern | lines[].units
    a procedure that is none | "90785" | "9078" | length | lines[].procedureCode
    a postal code of six digits | 631010001 | 631010 | pattern | subscriber.address.postalCode
    a control number in lower case | "B3XA | "b3XA | character | claim.patientControlNumber
    """#

  private static let conditions = #"""
    a birth after the service | 2000-02-29 | 2026-11-05 | birth-date | subscriber.birthDate
    a total that is not the sum | "325.75" | "325.74" | charge-total | claim.charge
    a line that adds to the total | "0.50" | "0.51" | charge-total | claim.charge
    paid in full | "20.50" | "325.75" | patient-paid | claim.patientPaid
    nothing paid | "20.50" | "0.00" | patient-paid | claim.patientPaid
    the billing provider as rendering | 1300000001 | 1234567893 | condition-false | renderingProvider.npi
    the billing provider as location | 1400000000 | 1234567893 | condition-false | serviceLocation.npi
    a location for telehealth | "placeOfService":"11" | "placeOfService":"10" | condition-false | \#
    serviceLocation
    a location at home | "placeOfService":"11" | "placeOfService":"12" | condition-false | serviceLocation
    the practice's own address as a location | \#
    {"line1":"12 EAST ST","line2":"FLOOR 2","city":"PORTLAND","state":"OR","postalCode":"972060001"} | \#
    {"line1":"400 INLET ST","line2":"SUITE #12","city":"PORTLAND","state":"OR","postalCode":"972011234"} | condition-false | serviceLocation.address
    the claim's place of service on a line | "placeOfService":"53" | "placeOfService":"11" | \#
    place-of-service | lines[].placeOfService
    a replacement that names nothing | ,"payerClaimNumber":"MMH-2026000123" |  | correction-unnamed | \#
    claim.payerClaimNumber
    an original that names another | "frequency":"7" | "frequency":"1" | correction-unnamed | \#
    claim.payerClaimNumber
    an organization's given name | "npi":"1234567893" | "givenName":"DARA","npi":"1234567893" | \#
    condition-false | billingProvider.givenName
    an organization and a person | "npi":"1234567893" | "familyName":"OKONKWO","npi":"1234567893" | \#
    condition-false | billingProvider.organizationName
    no name of the billing provider | "organizationName":"QUIET HARBOR THERAPY & FRIENDS, PLLC", |  | \#
    element-missing | billingProvider.organizationName
    no birth date of the patient | "birthDate":"2000-02-29", |  | element-missing | subscriber.birthDate
    production in place of test | "usage":"T" | "usage":"P" | usage | usage
    another receiver | "id":"HARBORLINK" | "id":"CLEARPATH" | party | receiver.id
    another submitter | "id":"QUIETHARBOR" | "id":"LOUDHARBOR" | party | submitter.id
    another claim | "B3XA | "B3YA | control-number | claim.patientControlNumber
    a service after the day of making | 2026-11-04 | 2026-11-24 | service-date | claim.dateOfService
    """#

  private static let diagnoses = #"""
    one that no line points to | ["12","11","10","9"] | ["12","11","10"] | diagnosis-not-pointed-to | \#
    claim.diagnoses[]
    a header of the code tree | "F5231" | "F523" | diagnosis-not-billable | claim.diagnoses[]
    a code that ended | "F5231" | "F438" | diagnosis-not-billable | claim.diagnoses[]
    a code that never was | "F5231" | "F9999" | diagnosis-not-billable | claim.diagnoses[]
    a code with its point | "F5231" | "F52.31" | character | claim.diagnoses[]
    one twice | "F5231" | "F411" | diagnosis-repeated | claim.diagnoses[]
    a pointer to nothing | "Z658","Z600"] | "Z658"] | pointer | lines[].diagnosisPointers[]
    a pointer to zero | ["1","2","3","4"] | ["0","2","3","4"] | pattern | lines[].diagnosisPointers[]
    a pointer twice | ["1","2","3","4"] | ["1","2","3","3"] | pointer | lines[].diagnosisPointers[]
    """#

  private static let dependants = #"""
    a birth date of a subscriber who is not the patient | "givenName":"RILEY" | \#
    "givenName":"RILEY","birthDate":"1980-01-01" | condition-false | subscriber.birthDate
    a sex of a subscriber who is not the patient | "givenName":"RILEY" | "givenName":"RILEY","sex":"F" | \#
    condition-false | subscriber.sex
    an address of a subscriber who is not the patient | "givenName":"RILEY" | \#
    "givenName":"RILEY","address":{"line1":"77 SAMPLE LN","city":"PORTLAND","state":"OR","postalCode":"97202"} | condition-false | subscriber.address
    a relationship that is none | "relationship":"19" | "relationship":"18" | pattern | patient.relationship
    a dependant's birth after the service | 2012-09-09 | 2099-09-09 | birth-date | patient.birthDate
    a word as a dependant's suffix | "JR" | "ADOPTED" | length | patient.suffix
    a sentence in a dependant's name | "KIT" | "KIT TOLD ME ALL OF IT" | words | patient.givenName
    a sentence in a dependant's second line | "REAR" | "LIVES WITH HIS FATHER NOW" | words | \#
    patient.address.line2
    a member number of the dependant | "relationship":"19" | "relationship":"19","memberID":"ZM1" | \#
    element-not-listed | patient
    no address of the dependant | \#
    ,"address":{"line1":"77 SAMPLE LN","line2":"REAR","city":"PORTLAND","state":"OR","postalCode":"97202"} |  | element-missing | patient.address
    """#
}
