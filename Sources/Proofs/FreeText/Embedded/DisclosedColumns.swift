// swift-format-ignore-file
// Generated from schemas/disclosure.json by scripts/embed-disclosure. Do not edit.

/// The columns of the source views that an element of a claim comes from, and the forms of these elements.
enum DisclosedColumns {
  static let text = #"""
    billing_provider.accepts_assignment;A|C
    billing_provider.address_1;[A-Z0-9#][A-Z0-9 #&'(),./-]{0,54}
    billing_provider.address_2;[A-Z0-9#][A-Z0-9 #&'(),./-]{0,54}
    billing_provider.city;[A-Z][A-Z '.-]{1,29}
    billing_provider.family_name;[A-Z'][A-Z '.-]{0,59}
    billing_provider.given_name;[A-Z'][A-Z '.-]{0,34}
    billing_provider.npi;[0-9]{10}
    billing_provider.organization_name;[A-Z0-9][A-Z0-9 #&'(),./-]{0,59}
    billing_provider.postal_code;[0-9]{9}
    billing_provider.state;AA|AE|AK|AL|AP|AR|AS|AZ|CA|CO|CT|DC|DE|FL|FM|GA|GU|HI|IA|ID|IL|IN|KS|KY|LA|MA|MD|ME|MH|MI|MN|MO|MP|MS|MT|NC|ND|NE|NH|NJ|NM|NV|NY|OH|OK|OR|PA|PR|PW|RI|SC|SD|TN|TX|UT|VA|VI|VT|WA|WI|WV|WY
    billing_provider.tax_id;[0-9]{9}
    billing_provider.tax_id_kind;EI|SY
    billing_provider.taxonomy_code;[0-9]{3}[A-Z0-9]{6}[X]
    charge.charge_cents;[0-9.]{1,11}
    charge.diagnosis_pointers;[1-9][0-2]{0,1}
    charge.modifiers;[A-Z0-9]{2}
    charge.patient_paid_cents;[0-9.]{1,11}
    charge.place_of_service;01|02|03|04|05|06|07|08|09|10|11|12|13|14|15|16|17|18|19|20|21|22|23|24|25|26|27|31|32|33|34|41|42|49|50|51|52|53|54|55|56|57|58|60|61|62|65|66|71|72|81|99
    charge.prior_authorization;[A-Z0-9][A-Z0-9-]{0,29}
    charge.procedure_code;[A-Z0-9][0-9]{3}[A-Z0-9]
    charge.units;[1-9][0-9]{0,2}
    client.address_1;[A-Z0-9#][A-Z0-9 #&'(),./-]{0,54}
    client.address_2;[A-Z0-9#][A-Z0-9 #&'(),./-]{0,54}
    client.birth_date;[0-9]{8}
    client.city;[A-Z][A-Z '.-]{1,29}
    client.family_name;[A-Z'][A-Z '.-]{0,59}
    client.given_name;[A-Z'][A-Z '.-]{0,34}
    client.middle_name;[A-Z'][A-Z '.-]{0,24}
    client.postal_code;[0-9]{5}|[0-9]{9}
    client.sex;F|M|U
    client.state;AA|AE|AK|AL|AP|AR|AS|AZ|CA|CO|CT|DC|DE|FL|FM|GA|GU|HI|IA|ID|IL|IN|KS|KY|LA|MA|MD|ME|MH|MI|MN|MO|MP|MS|MT|NC|ND|NE|NH|NJ|NM|NV|NY|OH|OK|OR|PA|PR|PW|RI|SC|SD|TN|TX|UT|VA|VI|VT|WA|WI|WV|WY
    client.suffix;[A-Z0-9][A-Z0-9.]{0,4}
    clinician.family_name;[A-Z'][A-Z '.-]{0,59}
    clinician.given_name;[A-Z'][A-Z '.-]{0,34}
    clinician.npi;[0-9]{10}
    clinician.suffix;[A-Z0-9][A-Z0-9.]{0,9}
    clinician.taxonomy_code;[0-9]{3}[A-Z0-9]{6}[X]
    coverage.benefits_assigned;Y|N
    coverage.consent_on;Y
    coverage.filing_indicator;11|12|13|14|15|16|17|AM|BL|CH|CI|DS|FI|HM|LM|MA|MB|MC|OF|TV|VA|WC|ZZ
    coverage.group_number;[A-Z0-9][A-Z0-9-]{0,29}
    coverage.member_id;[A-Z0-9][A-Z0-9-]{1,29}
    coverage.payer_name;[A-Z0-9][A-Z0-9 #&'(),./-]{0,59}
    coverage.relationship;01|19|20|21|39|40|53|G8
    coverage.relationship;0|1
    coverage.relationship;18
    coverage.subscriber_address_1;[A-Z0-9#][A-Z0-9 #&'(),./-]{0,54}
    coverage.subscriber_address_2;[A-Z0-9#][A-Z0-9 #&'(),./-]{0,54}
    coverage.subscriber_birth_date;[0-9]{8}
    coverage.subscriber_city;[A-Z][A-Z '.-]{1,29}
    coverage.subscriber_family_name;[A-Z'][A-Z '.-]{0,59}
    coverage.subscriber_given_name;[A-Z'][A-Z '.-]{0,34}
    coverage.subscriber_middle_name;[A-Z'][A-Z '.-]{0,24}
    coverage.subscriber_postal_code;[0-9]{5}|[0-9]{9}
    coverage.subscriber_sex;F|M|U
    coverage.subscriber_state;AA|AE|AK|AL|AP|AR|AS|AZ|CA|CO|CT|DC|DE|FL|FM|GA|GU|HI|IA|ID|IL|IN|KS|KY|LA|MA|MD|ME|MH|MI|MN|MO|MP|MS|MT|NC|ND|NE|NH|NJ|NM|NV|NY|OH|OK|OR|PA|PR|PW|RI|SC|SD|TN|TX|UT|VA|VI|VT|WA|WI|WV|WY
    coverage.subscriber_suffix;[A-Z0-9][A-Z0-9.]{0,4}
    location.address_1;[A-Z0-9#][A-Z0-9 #&'(),./-]{0,54}
    location.address_2;[A-Z0-9#][A-Z0-9 #&'(),./-]{0,54}
    location.city;[A-Z][A-Z '.-]{1,29}
    location.name;[A-Z0-9][A-Z0-9 #&'(),./-]{0,59}
    location.npi;[0-9]{10}
    location.postal_code;[0-9]{9}
    location.state;AA|AE|AK|AL|AP|AR|AS|AZ|CA|CO|CT|DC|DE|FL|FM|GA|GU|HI|IA|ID|IL|IN|KS|KY|LA|MA|MD|ME|MH|MI|MN|MO|MP|MS|MT|NC|ND|NE|NH|NJ|NM|NV|NY|OH|OK|OR|PA|PR|PW|RI|SC|SD|TN|TX|UT|VA|VI|VT|WA|WI|WV|WY
    session.diagnosis_codes;[A-Z][A-Z0-9]{2,6}
    session.service_date;[0-9]{8}
    """#
}
