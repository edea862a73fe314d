/// The columns that the views of schema `source` have to have, with PostgreSQL's names of their types.
/// They are the product's interface to any practice: docs/connecting-your-records.md explains each.
extension SourceViews {
  package struct View: Sendable {
    package let name: String
    package let columns: [(name: String, type: String)]
    /// Refuse further columns: what is not there cannot be read by mistake.
    package var closed = false

    /// `text` for each word; other types with `name:type`.
    init(_ name: String, _ columns: String, closed: Bool = false) {
      self.name = name
      self.closed = closed
      self.columns = columns.split(whereSeparator: \.isWhitespace).map { word in
        let parts = word.split(separator: ":")
        return (String(parts[0]), parts.count == 2 ? String(parts[1]) : "text")
      }
    }
  }

  package static let contract: [View] = [
    View(
      "session", "session_id client_id clinician_id service_date:date diagnosis_codes:text[]", closed: true),
    View("participant", "session_id client_id"),
    View(
      "charge",
      """
      session_id line:integer coverage_id billing_provider_id rendering_clinician_id
      supervising_clinician_id location_id procedure_code modifiers:text[] units:integer charge_cents:bigint
      patient_paid_cents:bigint diagnosis_pointers:integer[] place_of_service prior_authorization
      """),
    View(
      "coverage",
      """
      coverage_id client_id rank:integer payer_id payer_name filing_indicator member_id group_number
      relationship subscriber_family_name subscriber_given_name subscriber_middle_name subscriber_suffix
      subscriber_birth_date:date subscriber_sex subscriber_address_1 subscriber_address_2 subscriber_city
      subscriber_state subscriber_postal_code policyholder_is_client:boolean valid_from:date
      valid_through:date consent_on:date consent_through:date benefits_assigned:boolean
      """),
    View(
      "client",
      """
      client_id family_name given_name middle_name suffix birth_date:date sex address_1 address_2 city state
      postal_code consented_alone:boolean
      """),
    View("clinician", "clinician_id npi family_name given_name suffix taxonomy_code"),
    View(
      "billing_provider",
      """
      billing_provider_id entity npi tax_id tax_id_kind organization_name family_name given_name
      taxonomy_code address_1 address_2 city state postal_code contact_name contact_phone
      accepts_assignment:boolean
      """),
    View("location", "location_id name npi address_1 address_2 city state postal_code"),
    View("caseload", "clinician_id client_id"),
    View("already_claimed", "session_id payer_id payer_claim_number"),
    View("restriction", "client_id session_id from_date:date through_date:date"),
    View("client_alias", "client_id former_client_id"),
  ]
}
