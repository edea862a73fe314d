// swift-format-ignore-file
// Generated from schemas/disclosure.json by scripts/embed-disclosure. Do not edit.

enum Disclosure837P {
  static let text = #"""
    limit;payloadBytes;268435456
    limit;transactionSets;99999
    limit;claimsPerTransactionSet;5000
    limit;linesPerClaim;50
    segment;envelope;ISA;;required
    element;01;constant;;00;authorization qualifier
    element;02;constant;;          ;authorization information, blank
    element;03;constant;;00;security qualifier
    element;04;constant;;          ;security information, blank
    element;05;constant;;ZZ;sender qualifier
    element;06;required;;[A-Z0-9][A-Z0-9 -]{14};sender
    element;07;constant;;ZZ;receiver qualifier
    element;08;required;;[A-Z0-9][A-Z0-9 -]{14};receiver
    element;09;generated;;[0-9]{6};date of making
    element;10;generated;time;[0-9]{4};time of making
    element;11;constant;;\^;repetition separator
    element;12;constant;;00501;version
    element;13;generated;;[0-9]{9};interchange control number
    element;14;constant;;1;acknowledgment requested
    element;15;required;;T|P;usage: test or production
    element;16;constant;;:;component separator
    segment;envelope;GS;;required
    element;01;constant;;HC;health care claim
    element;02;required;;[A-Z0-9][A-Z0-9-]{1,14};sender
    element;03;required;;[A-Z0-9][A-Z0-9-]{1,14};receiver
    element;04;generated;date;[0-9]{8};date of making
    element;05;generated;time;[0-9]{4};time of making
    element;06;generated;;[1-9][0-9]{0,8};group control number
    element;07;constant;;X;agency
    element;08;constant;;005010X222A1;guide
    segment;envelope;ST;;required
    element;01;constant;;837;claim
    element;02;generated;;[0-9]{4}|[1-9][0-9]{4};set control number
    element;03;constant;;005010X222A1;guide
    segment;envelope;BHT;;required
    element;01;constant;;0019;structure
    element;02;constant;;00;original
    element;03;generated;;[A-Z2-7]{16}[-][0-9]{4,5};batch identifier
    element;04;generated;date;[0-9]{8};date of making
    element;05;generated;time;[0-9]{4};time of making
    element;06;constant;;CH;chargeable
    segment;1000A;NM1;;required
    element;01;constant;;41;submitter
    element;02;constant;;2;organization
    element;03;required;organization;[A-Z0-9][A-Z0-9 #&'(),./-]{0,59};submitter's name
    element;08;constant;;46;identifier qualifier
    element;09;required;;[A-Z0-9][A-Z0-9-]{1,14};submitter's identifier
    segment;1000A;PER;;required
    element;01;constant;;IC;information contact
    element;02;required;organization;[A-Z0-9][A-Z0-9 #&'(),./-]{0,59};contact's name
    element;03;constant;;TE;telephone
    element;04;required;;[0-9]{10};contact's telephone number
    segment;1000B;NM1;;required
    element;01;constant;;40;receiver
    element;02;constant;;2;organization
    element;03;required;organization;[A-Z0-9][A-Z0-9 #&'(),./-]{0,59};receiver's name
    element;08;constant;;46;identifier qualifier
    element;09;required;;[A-Z0-9][A-Z0-9-]{1,14};receiver's identifier
    segment;2000A;HL;;required
    element;01;generated;;[1-9][0-9]{0,5};level number
    element;03;constant;;20;billing provider level
    element;04;constant;;1;has subscribers
    segment;2000A;PRV;;situational
    element;01;constant;;BI;billing
    element;02;constant;;PXC;taxonomy
    element;03;required;;[0-9]{3}[A-Z0-9]{6}[X];billing provider's taxonomy code
    segment;2010AA;NM1;organization;required
    element;01;constant;;85;billing provider
    element;02;constant;;2;organization
    element;03;required;organization;[A-Z0-9][A-Z0-9 #&'(),./-]{0,59};practice's name
    element;08;constant;;XX;NPI
    element;09;required;npi;[0-9]{10};practice's NPI
    segment;2010AA;NM1;person;required
    element;01;constant;;85;billing provider
    element;02;constant;;1;person
    element;03;required;name;[A-Z'][A-Z '.-]{0,59};provider's family name
    element;04;situational;name;[A-Z'][A-Z '.-]{0,34};provider's given name
    element;08;constant;;XX;NPI
    element;09;required;npi;[0-9]{10};provider's NPI
    segment;2010AA;N3;;required
    element;01;required;street;[A-Z0-9#][A-Z0-9 #&'(),./-]{0,54};street address
    element;02;situational;unit;[A-Z0-9#][A-Z0-9 #&'(),./-]{0,54};second address line
    segment;2010AA;N4;;required
    element;01;required;name;[A-Z][A-Z '.-]{1,29};city
    element;02;required;;AA|AE|AK|AL|AP|AR|AS|AZ|CA|CO|CT|DC|DE|FL|FM|GA|GU|HI|IA|ID|IL|IN|KS|KY|LA|MA|MD|ME|MH|MI|MN|MO|MP|MS|MT|NC|ND|NE|NH|NJ|NM|NV|NY|OH|OK|OR|PA|PR|PW|RI|SC|SD|TN|TX|UT|VA|VI|VT|WA|WI|WV|WY;state
    element;03;required;;[0-9]{9};postal code
    segment;2010AA;REF;;required
    element;01;required;;EI|SY;kind of tax number
    element;02;required;;[0-9]{9};provider's tax number
    segment;2000B;HL;;required
    element;01;generated;;[1-9][0-9]{0,5};level number
    element;02;generated;;[1-9][0-9]{0,5};level it belongs to
    element;03;constant;;22;subscriber level
    element;04;required;;0|1;whether a dependant follows
    segment;2000B;SBR;;required
    element;01;constant;;P;primary
    element;02;situational;;18;the patient is the subscriber
    element;03;situational;group;[A-Z0-9][A-Z0-9-]{0,29};group number
    element;09;required;;11|12|13|14|15|16|17|AM|BL|CH|CI|DS|FI|HM|LM|MA|MB|MC|OF|TV|VA|WC|ZZ;kind of plan
    segment;2010BA;NM1;;required
    element;01;constant;;IL;insured
    element;02;constant;;1;person
    element;03;required;name;[A-Z'][A-Z '.-]{0,59};subscriber's family name
    element;04;situational;name;[A-Z'][A-Z '.-]{0,34};subscriber's given name
    element;05;situational;name;[A-Z'][A-Z '.-]{0,24};subscriber's middle name
    element;07;situational;;[A-Z0-9][A-Z0-9.]{0,4};subscriber's name suffix
    element;08;constant;;MI;member identification
    element;09;required;number;[A-Z0-9][A-Z0-9-]{1,29};member identification number
    segment;2010BA;N3;;situational
    element;01;required;street;[A-Z0-9#][A-Z0-9 #&'(),./-]{0,54};street address
    element;02;situational;unit;[A-Z0-9#][A-Z0-9 #&'(),./-]{0,54};second address line
    segment;2010BA;N4;;situational
    element;01;required;name;[A-Z][A-Z '.-]{1,29};city
    element;02;required;;AA|AE|AK|AL|AP|AR|AS|AZ|CA|CO|CT|DC|DE|FL|FM|GA|GU|HI|IA|ID|IL|IN|KS|KY|LA|MA|MD|ME|MH|MI|MN|MO|MP|MS|MT|NC|ND|NE|NH|NJ|NM|NV|NY|OH|OK|OR|PA|PR|PW|RI|SC|SD|TN|TX|UT|VA|VI|VT|WA|WI|WV|WY;state
    element;03;required;;[0-9]{5}|[0-9]{9};postal code
    segment;2010BA;DMG;;situational
    element;01;constant;;D8;date format
    element;02;required;date;[0-9]{8};birth date
    element;03;required;;F|M|U;sex, as the plan has it
    segment;2010BB;NM1;;required
    element;01;constant;;PR;payer
    element;02;constant;;2;organization
    element;03;required;organization;[A-Z0-9][A-Z0-9 #&'(),./-]{0,59};payer's name
    element;08;constant;;PI;payer identification
    element;09;required;;[A-Z0-9][A-Z0-9-]{1,29};payer's identifier
    segment;2000C;HL;;situational
    element;01;generated;;[1-9][0-9]{0,5};level number
    element;02;generated;;[1-9][0-9]{0,5};level it belongs to
    element;03;constant;;23;patient level
    element;04;constant;;0;nothing below
    segment;2000C;PAT;;situational
    element;01;required;;01|19|20|21|39|40|53|G8;relationship
    segment;2010CA;NM1;;situational
    element;01;constant;;QC;patient
    element;02;constant;;1;person
    element;03;required;name;[A-Z'][A-Z '.-]{0,59};patient's family name
    element;04;situational;name;[A-Z'][A-Z '.-]{0,34};patient's given name
    element;05;situational;name;[A-Z'][A-Z '.-]{0,24};patient's middle name
    element;07;situational;;[A-Z0-9][A-Z0-9.]{0,4};patient's name suffix
    segment;2010CA;N3;;situational
    element;01;required;street;[A-Z0-9#][A-Z0-9 #&'(),./-]{0,54};street address
    element;02;situational;unit;[A-Z0-9#][A-Z0-9 #&'(),./-]{0,54};second address line
    segment;2010CA;N4;;situational
    element;01;required;name;[A-Z][A-Z '.-]{1,29};city
    element;02;required;;AA|AE|AK|AL|AP|AR|AS|AZ|CA|CO|CT|DC|DE|FL|FM|GA|GU|HI|IA|ID|IL|IN|KS|KY|LA|MA|MD|ME|MH|MI|MN|MO|MP|MS|MT|NC|ND|NE|NH|NJ|NM|NV|NY|OH|OK|OR|PA|PR|PW|RI|SC|SD|TN|TX|UT|VA|VI|VT|WA|WI|WV|WY;state
    element;03;required;;[0-9]{5}|[0-9]{9};postal code
    segment;2010CA;DMG;;situational
    element;01;constant;;D8;date format
    element;02;required;date;[0-9]{8};birth date
    element;03;required;;F|M|U;sex, as the plan has it
    segment;2300;CLM;;required
    element;01;generated;;[A-Z2-7]{20};patient control number
    element;02;required;amount;[0-9.]{1,11};total charge
    element;05-1;required;;01|02|03|04|05|06|07|08|09|10|11|12|13|14|15|16|17|18|19|20|21|22|23|24|25|26|27|31|32|33|34|41|42|49|50|51|52|53|54|55|56|57|58|60|61|62|65|66|71|72|81|99;place of service
    element;05-2;constant;;B;place of service code set
    element;05-3;generated;;1|7|8;original, replacement or void
    element;06;constant;;Y;provider's signature on file
    element;07;required;;A|C;provider accepts assignment
    element;08;required;;Y|N;benefits assigned to the provider
    element;09;required;;Y;release of information on file
    element;20;situational;;1|2|3|4|5|6|7|8|9|10|11|15;why the claim is late
    segment;2300;AMT;;situational
    element;01;constant;;F5;patient paid
    element;02;required;amount;[0-9.]{1,11};amount paid
    segment;2300;REF;F8;situational
    element;01;constant;;F8;payer's claim number
    element;02;required;number;[A-Z0-9][A-Z0-9-]{0,49};payer's number of the earlier claim
    segment;2300;REF;;situational
    element;01;constant;;G1;prior authorization
    element;02;required;number;[A-Z0-9][A-Z0-9-]{0,29};authorization number
    segment;2300;HI;;required
    element;01-1;constant;;ABK;principal diagnosis, ICD-10-CM
    element;01-2;required;icd-10-cm;[A-Z][A-Z0-9]{2,6};principal diagnosis code
    element;02-1;situational;;ABF;further diagnosis, ICD-10-CM
    element;02-2;required;icd-10-cm;[A-Z][A-Z0-9]{2,6};further diagnosis code
    element;03-1;situational;;ABF;further diagnosis, ICD-10-CM
    element;03-2;required;icd-10-cm;[A-Z][A-Z0-9]{2,6};further diagnosis code
    element;04-1;situational;;ABF;further diagnosis, ICD-10-CM
    element;04-2;required;icd-10-cm;[A-Z][A-Z0-9]{2,6};further diagnosis code
    element;05-1;situational;;ABF;further diagnosis, ICD-10-CM
    element;05-2;required;icd-10-cm;[A-Z][A-Z0-9]{2,6};further diagnosis code
    element;06-1;situational;;ABF;further diagnosis, ICD-10-CM
    element;06-2;required;icd-10-cm;[A-Z][A-Z0-9]{2,6};further diagnosis code
    element;07-1;situational;;ABF;further diagnosis, ICD-10-CM
    element;07-2;required;icd-10-cm;[A-Z][A-Z0-9]{2,6};further diagnosis code
    element;08-1;situational;;ABF;further diagnosis, ICD-10-CM
    element;08-2;required;icd-10-cm;[A-Z][A-Z0-9]{2,6};further diagnosis code
    element;09-1;situational;;ABF;further diagnosis, ICD-10-CM
    element;09-2;required;icd-10-cm;[A-Z][A-Z0-9]{2,6};further diagnosis code
    element;10-1;situational;;ABF;further diagnosis, ICD-10-CM
    element;10-2;required;icd-10-cm;[A-Z][A-Z0-9]{2,6};further diagnosis code
    element;11-1;situational;;ABF;further diagnosis, ICD-10-CM
    element;11-2;required;icd-10-cm;[A-Z][A-Z0-9]{2,6};further diagnosis code
    element;12-1;situational;;ABF;further diagnosis, ICD-10-CM
    element;12-2;required;icd-10-cm;[A-Z][A-Z0-9]{2,6};further diagnosis code
    segment;2310B;NM1;;situational
    element;01;constant;;82;rendering provider
    element;02;constant;;1;person
    element;03;required;name;[A-Z'][A-Z '.-]{0,59};clinician's family name
    element;04;situational;name;[A-Z'][A-Z '.-]{0,34};clinician's given name
    element;07;situational;;[A-Z0-9][A-Z0-9.]{0,9};clinician's name suffix
    element;08;constant;;XX;NPI
    element;09;required;npi;[0-9]{10};clinician's NPI
    segment;2310B;PRV;;situational
    element;01;constant;;PE;performing
    element;02;constant;;PXC;taxonomy
    element;03;required;;[0-9]{3}[A-Z0-9]{6}[X];clinician's taxonomy code
    segment;2310C;NM1;;situational
    element;01;constant;;77;service location
    element;02;constant;;2;organization
    element;03;required;organization;[A-Z0-9][A-Z0-9 #&'(),./-]{0,59};location's name
    element;08;situational;;XX;NPI
    element;09;situational;npi;[0-9]{10};location's NPI
    segment;2310C;N3;;situational
    element;01;required;street;[A-Z0-9#][A-Z0-9 #&'(),./-]{0,54};street address
    element;02;situational;unit;[A-Z0-9#][A-Z0-9 #&'(),./-]{0,54};second address line
    segment;2310C;N4;;situational
    element;01;required;name;[A-Z][A-Z '.-]{1,29};city
    element;02;required;;AA|AE|AK|AL|AP|AR|AS|AZ|CA|CO|CT|DC|DE|FL|FM|GA|GU|HI|IA|ID|IL|IN|KS|KY|LA|MA|MD|ME|MH|MI|MN|MO|MP|MS|MT|NC|ND|NE|NH|NJ|NM|NV|NY|OH|OK|OR|PA|PR|PW|RI|SC|SD|TN|TX|UT|VA|VI|VT|WA|WI|WV|WY;state
    element;03;required;;[0-9]{9};postal code
    segment;2310D;NM1;;situational
    element;01;constant;;DQ;supervising provider
    element;02;constant;;1;person
    element;03;required;name;[A-Z'][A-Z '.-]{0,59};supervisor's family name
    element;04;situational;name;[A-Z'][A-Z '.-]{0,34};supervisor's given name
    element;07;situational;;[A-Z0-9][A-Z0-9.]{0,9};supervisor's name suffix
    element;08;constant;;XX;NPI
    element;09;required;npi;[0-9]{10};supervisor's NPI
    segment;2400;LX;;required
    element;01;generated;;[1-9][0-9]{0,1};line number
    segment;2400;SV1;;required
    element;01-1;constant;;HC;procedure code set
    element;01-2;required;;[A-Z0-9][0-9]{3}[A-Z0-9];procedure code
    element;01-3;situational;;[A-Z0-9]{2};modifier
    element;01-4;situational;;[A-Z0-9]{2};modifier
    element;01-5;situational;;[A-Z0-9]{2};modifier
    element;01-6;situational;;[A-Z0-9]{2};modifier
    element;02;required;amount;[0-9.]{1,11};line charge
    element;03;constant;;UN;units
    element;04;required;;[1-9][0-9]{0,2};number of units
    element;05;situational;;01|02|03|04|05|06|07|08|09|10|11|12|13|14|15|16|17|18|19|20|21|22|23|24|25|26|27|31|32|33|34|41|42|49|50|51|52|53|54|55|56|57|58|60|61|62|65|66|71|72|81|99;place of service of the line
    element;07-1;required;;[1-9][0-2]{0,1};first diagnosis of the line
    element;07-2;situational;;[1-9][0-2]{0,1};further diagnosis of the line
    element;07-3;situational;;[1-9][0-2]{0,1};further diagnosis of the line
    element;07-4;situational;;[1-9][0-2]{0,1};further diagnosis of the line
    segment;2400;DTP;;required
    element;01;constant;;472;service
    element;02;constant;;D8;date format
    element;03;required;date;[0-9]{8};date of service
    segment;envelope;SE;;required
    element;01;generated;;[1-9][0-9]{0,8};number of segments
    element;02;generated;;[0-9]{4}|[1-9][0-9]{4};set control number, as in ST02
    segment;envelope;GE;;required
    element;01;generated;;[1-9][0-9]{0,5};number of sets
    element;02;generated;;[1-9][0-9]{0,8};group control number, as in GS06
    segment;envelope;IEA;;required
    element;01;constant;;1;number of groups
    element;02;generated;;[0-9]{9};interchange control number, as in ISA13
    """#
}
