// swift-format-ignore-file
// Generated from schemas/disclosure.json by scripts/embed-disclosure. Do not edit.

enum DisclosureJSON {
  static let text = #"""
    limit;payloadBytes;65536
    object;;required;
    member;version;constant;;;1;version of this format
    member;usage;required;;;T|P;usage: test or production
    object;submitter;required;
    member;submitter.id;required;;;[A-Z0-9][A-Z0-9-]{1,14};submitter's identifier
    member;submitter.name;required;organization;;[A-Z0-9][A-Z0-9 #&'(),./-]{0,59};submitter's name
    member;submitter.contactName;required;organization;;[A-Z0-9][A-Z0-9 #&'(),./-]{0,59};contact's name
    member;submitter.contactTelephone;required;;;[0-9]{10};contact's telephone number
    object;receiver;required;
    member;receiver.id;required;;;[A-Z0-9][A-Z0-9-]{1,14};receiver's identifier
    member;receiver.name;required;organization;;[A-Z0-9][A-Z0-9 #&'(),./-]{0,59};receiver's name
    object;billingProvider;required;
    member;billingProvider.organizationName;situational;organization;;[A-Z0-9][A-Z0-9 #&'(),./-]{0,59};practice's name
    member;billingProvider.familyName;situational;name;;[A-Z'][A-Z '.-]{0,59};provider's family name
    member;billingProvider.givenName;situational;name;;[A-Z'][A-Z '.-]{0,34};provider's given name
    member;billingProvider.npi;required;npi;;[0-9]{10};practice's NPI
    member;billingProvider.taxonomyCode;situational;;;[0-9]{3}[A-Z0-9]{6}[X];billing provider's taxonomy code
    member;billingProvider.taxIDKind;required;;;EI|SY;kind of tax number
    member;billingProvider.taxID;required;;;[0-9]{9};provider's tax number
    object;billingProvider.address;required;
    member;billingProvider.address.line1;required;street;;[A-Z0-9#][A-Z0-9 #&'(),./-]{0,54};street address
    member;billingProvider.address.line2;situational;unit;;[A-Z0-9#][A-Z0-9 #&'(),./-]{0,54};second address line
    member;billingProvider.address.city;required;name;;[A-Z][A-Z '.-]{1,29};city
    member;billingProvider.address.state;required;;;AA|AE|AK|AL|AP|AR|AS|AZ|CA|CO|CT|DC|DE|FL|FM|GA|GU|HI|IA|ID|IL|IN|KS|KY|LA|MA|MD|ME|MH|MI|MN|MO|MP|MS|MT|NC|ND|NE|NH|NJ|NM|NV|NY|OH|OK|OR|PA|PR|PW|RI|SC|SD|TN|TX|UT|VA|VI|VT|WA|WI|WV|WY;state
    member;billingProvider.address.postalCode;required;;;[0-9]{9};postal code
    object;payer;required;
    member;payer.id;required;;;[A-Z0-9][A-Z0-9-]{1,29};payer's identifier
    member;payer.name;required;organization;;[A-Z0-9][A-Z0-9 #&'(),./-]{0,59};payer's name
    object;subscriber;required;
    member;subscriber.payerResponsibility;constant;;;P;primary
    member;subscriber.groupNumber;situational;group;;[A-Z0-9][A-Z0-9-]{0,29};group number
    member;subscriber.claimFilingIndicator;required;;;11|12|13|14|15|16|17|AM|BL|CH|CI|DS|FI|HM|LM|MA|MB|MC|OF|TV|VA|WC|ZZ;kind of plan
    member;subscriber.memberID;required;number;;[A-Z0-9][A-Z0-9-]{1,29};member identification number
    member;subscriber.familyName;required;name;;[A-Z'][A-Z '.-]{0,59};subscriber's family name
    member;subscriber.givenName;situational;name;;[A-Z'][A-Z '.-]{0,34};subscriber's given name
    member;subscriber.middleName;situational;name;;[A-Z'][A-Z '.-]{0,24};subscriber's middle name
    member;subscriber.suffix;situational;;;[A-Z0-9][A-Z0-9.]{0,4};subscriber's name suffix
    member;subscriber.birthDate;situational;day;;[0-9]{4}[-][0-9]{2}[-][0-9]{2};birth date
    member;subscriber.sex;situational;;;F|M|U;sex, as the plan has it
    object;subscriber.address;situational;
    member;subscriber.address.line1;required;street;;[A-Z0-9#][A-Z0-9 #&'(),./-]{0,54};street address
    member;subscriber.address.line2;situational;unit;;[A-Z0-9#][A-Z0-9 #&'(),./-]{0,54};second address line
    member;subscriber.address.city;required;name;;[A-Z][A-Z '.-]{1,29};city
    member;subscriber.address.state;required;;;AA|AE|AK|AL|AP|AR|AS|AZ|CA|CO|CT|DC|DE|FL|FM|GA|GU|HI|IA|ID|IL|IN|KS|KY|LA|MA|MD|ME|MH|MI|MN|MO|MP|MS|MT|NC|ND|NE|NH|NJ|NM|NV|NY|OH|OK|OR|PA|PR|PW|RI|SC|SD|TN|TX|UT|VA|VI|VT|WA|WI|WV|WY;state
    member;subscriber.address.postalCode;required;;;[0-9]{5}|[0-9]{9};postal code
    object;patient;situational;
    member;patient.relationship;required;;;01|19|20|21|39|40|53|G8;relationship
    member;patient.familyName;required;name;;[A-Z'][A-Z '.-]{0,59};patient's family name
    member;patient.givenName;situational;name;;[A-Z'][A-Z '.-]{0,34};patient's given name
    member;patient.middleName;situational;name;;[A-Z'][A-Z '.-]{0,24};patient's middle name
    member;patient.suffix;situational;;;[A-Z0-9][A-Z0-9.]{0,4};patient's name suffix
    member;patient.birthDate;required;day;;[0-9]{4}[-][0-9]{2}[-][0-9]{2};birth date
    member;patient.sex;required;;;F|M|U;sex, as the plan has it
    object;patient.address;required;
    member;patient.address.line1;required;street;;[A-Z0-9#][A-Z0-9 #&'(),./-]{0,54};street address
    member;patient.address.line2;situational;unit;;[A-Z0-9#][A-Z0-9 #&'(),./-]{0,54};second address line
    member;patient.address.city;required;name;;[A-Z][A-Z '.-]{1,29};city
    member;patient.address.state;required;;;AA|AE|AK|AL|AP|AR|AS|AZ|CA|CO|CT|DC|DE|FL|FM|GA|GU|HI|IA|ID|IL|IN|KS|KY|LA|MA|MD|ME|MH|MI|MN|MO|MP|MS|MT|NC|ND|NE|NH|NJ|NM|NV|NY|OH|OK|OR|PA|PR|PW|RI|SC|SD|TN|TX|UT|VA|VI|VT|WA|WI|WV|WY;state
    member;patient.address.postalCode;required;;;[0-9]{5}|[0-9]{9};postal code
    object;claim;required;
    member;claim.patientControlNumber;generated;;;[A-Z2-7]{20};patient control number
    member;claim.frequency;generated;;;1|7|8;original, replacement or void
    member;claim.payerClaimNumber;situational;number;;[A-Z0-9][A-Z0-9-]{0,49};payer's number of the earlier claim
    member;claim.charge;required;money;;[0][.][0-9]{2}|[1-9][0-9]{0,7}[.][0-9]{2};total charge
    member;claim.patientPaid;situational;money;;[0][.][0-9]{2}|[1-9][0-9]{0,7}[.][0-9]{2};amount paid
    member;claim.dateOfService;required;day;;[0-9]{4}[-][0-9]{2}[-][0-9]{2};date of service
    member;claim.placeOfService;required;;;01|02|03|04|05|06|07|08|09|10|11|12|13|14|15|16|17|18|19|20|21|22|23|24|25|26|27|31|32|33|34|41|42|49|50|51|52|53|54|55|56|57|58|60|61|62|65|66|71|72|81|99;place of service
    member;claim.providerSignature;constant;;;Y;provider's signature on file
    member;claim.acceptsAssignment;required;;;A|C;provider accepts assignment
    member;claim.benefitsAssigned;required;;;Y|N;benefits assigned to the provider
    member;claim.releaseOfInformation;required;;;Y;release of information on file
    member;claim.delayReason;situational;;;1|2|3|4|5|6|7|8|9|10|11|15;why the claim is late
    member;claim.priorAuthorization;situational;number;;[A-Z0-9][A-Z0-9-]{0,29};authorization number
    member;claim.diagnoses[];required;icd-10-cm;12;[A-Z][A-Z0-9]{2,6};diagnosis code, the principal one first
    object;renderingProvider;situational;
    member;renderingProvider.familyName;required;name;;[A-Z'][A-Z '.-]{0,59};clinician's family name
    member;renderingProvider.givenName;situational;name;;[A-Z'][A-Z '.-]{0,34};clinician's given name
    member;renderingProvider.suffix;situational;;;[A-Z0-9][A-Z0-9.]{0,9};clinician's name suffix
    member;renderingProvider.npi;required;npi;;[0-9]{10};clinician's NPI
    member;renderingProvider.taxonomyCode;situational;;;[0-9]{3}[A-Z0-9]{6}[X];clinician's taxonomy code
    object;serviceLocation;situational;
    member;serviceLocation.name;required;organization;;[A-Z0-9][A-Z0-9 #&'(),./-]{0,59};location's name
    member;serviceLocation.npi;situational;npi;;[0-9]{10};location's NPI
    object;serviceLocation.address;required;
    member;serviceLocation.address.line1;required;street;;[A-Z0-9#][A-Z0-9 #&'(),./-]{0,54};street address
    member;serviceLocation.address.line2;situational;unit;;[A-Z0-9#][A-Z0-9 #&'(),./-]{0,54};second address line
    member;serviceLocation.address.city;required;name;;[A-Z][A-Z '.-]{1,29};city
    member;serviceLocation.address.state;required;;;AA|AE|AK|AL|AP|AR|AS|AZ|CA|CO|CT|DC|DE|FL|FM|GA|GU|HI|IA|ID|IL|IN|KS|KY|LA|MA|MD|ME|MH|MI|MN|MO|MP|MS|MT|NC|ND|NE|NH|NJ|NM|NV|NY|OH|OK|OR|PA|PR|PW|RI|SC|SD|TN|TX|UT|VA|VI|VT|WA|WI|WV|WY;state
    member;serviceLocation.address.postalCode;required;;;[0-9]{9};postal code
    object;supervisingProvider;situational;
    member;supervisingProvider.familyName;required;name;;[A-Z'][A-Z '.-]{0,59};supervisor's family name
    member;supervisingProvider.givenName;situational;name;;[A-Z'][A-Z '.-]{0,34};supervisor's given name
    member;supervisingProvider.suffix;situational;;;[A-Z0-9][A-Z0-9.]{0,9};supervisor's name suffix
    member;supervisingProvider.npi;required;npi;;[0-9]{10};supervisor's NPI
    object;lines[];required;50
    member;lines[].procedureCode;required;;;[A-Z0-9][0-9]{3}[A-Z0-9];procedure code
    member;lines[].modifiers[];situational;;4;[A-Z0-9]{2};modifier
    member;lines[].charge;required;money;;[0][.][0-9]{2}|[1-9][0-9]{0,7}[.][0-9]{2};line charge
    member;lines[].units;required;;;[1-9][0-9]{0,2};number of units
    member;lines[].placeOfService;situational;;;01|02|03|04|05|06|07|08|09|10|11|12|13|14|15|16|17|18|19|20|21|22|23|24|25|26|27|31|32|33|34|41|42|49|50|51|52|53|54|55|56|57|58|60|61|62|65|66|71|72|81|99;place of service of the line
    member;lines[].diagnosisPointers[];required;;4;[1-9][0-2]{0,1};position of a diagnosis of the line, from 1
    """#
}
