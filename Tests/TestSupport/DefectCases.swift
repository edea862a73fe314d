internal import Foundation

/// A line of `fixtures/defects/defective.tsv` or `correct.tsv`: what is changed in a claim with nothing wrong
/// with it, and with which code it must be held then.
///
/// The changes, with ` ; ` between them: a table and what is set in it (`coverage: member_id = null`), or one of
/// the words of `sql(_:)`.
public struct DefectCase: Sendable, CustomStringConvertible {
  public let name: String
  public let changes: String
  /// Nil: nothing holds it.
  public let code: String?

  public var session: String { "S-edit-\(name)" }
  /// Of those sessions that a change adds, if it adds one.
  public var further: [String] { ["\(session)-again", "\(session)-joint"] }
  public var description: String { name }

  public static let defective = read("defective.tsv")
  public static let correct = read("correct.tsv")
  public static let all = defective + correct

  /// For the superuser: what lets anything into the practice's tables, and the payers.
  public static let before = text("before.sql")
  /// The day of service, unless a change says another.
  public static let day = "2025-10-10"

  private static let good = text("good.sql")

  private static func read(_ file: String) -> [DefectCase] {
    text(file).split(separator: "\n").dropFirst().map { line in
      let fields = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
      return DefectCase(name: fields[0], changes: fields[1], code: fields.count > 2 ? fields[2] : nil)
    }
  }

  private static func text(_ file: String) -> String {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "fixtures/defects")
    return (try? String(contentsOf: folder.appending(path: file), encoding: .utf8)) ?? ""
  }
}

extension DefectCase {
  /// Makes the claim, and then what is wrong with it; for the superuser.
  public var sql: String {
    let good = Self.good.replacing("DAY", with: Self.day)
    let steps = changes.components(separatedBy: " ; ").filter { !$0.isEmpty }
    return ([good] + steps.map(Self.sql)).joined(separator: "\n").replacing("NAME", with: "edit-\(name)")
  }

  private static func sql(_ step: String) -> String {
    let parts = step.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    let change = parts.count > 1 ? parts[1].trimmingCharacters(in: .whitespaces) : ""
    switch parts[0] {
    case "session", "second session":
      return set("session", change, "session_id = 'S-NAME\(parts[0] == "session" ? "" : "-again")'")
    case "charge": return set("charge", change, "session_id = 'S-NAME'")
    case "coverage", "client": return set(parts[0], change, "client_id = 'C-NAME'")
    case "billing_provider": return set("billing_provider", change, "billing_provider_id = 'B-NAME'")
    case "location": return set("location", change, "location_id = 'L-NAME'")
    case "clinician": return set("clinician", change, "clinician_id = 'D-NAME'")
    case "supervisor": return set("clinician", change, "clinician_id = 'E-NAME'")
    case "line 2":
      return copy("charge", ["line": "2"], "session_id = 'S-NAME' and line = 1")
        + set("charge", change, "session_id = 'S-NAME' and line = 2")
    case "lines":
      return (2...(Int(change) ?? 2)).map {
        copy("charge", ["line": "\($0)"], "session_id = 'S-NAME' and line = 1")
      }.joined(separator: "\n")
    case "again": return session("again", of: "C-NAME") + set("charge", change, "session_id = 'S-NAME-again'")
    case "filed elsewhere":
      return
        "insert into practice.filed_elsewhere values ('S-NAME-\(change)', 'plain-plan', null, date 'DAY');"
        .replacing("DAY", with: day)
    case "joint record": return jointRecord
    case "gate": return gate(change)
    default: return "select 1 / 0 as no_such_change;"
    }
  }

  private static func set(_ table: String, _ change: String, _ place: String) -> String {
    change.isEmpty ? "" : "update practice.\(table) set \(change) where \(place);\n"
  }

  private static func copy(_ table: String, _ values: [String: String], _ place: String) -> String {
    let members = values.sorted { $0.key < $1.key }.map { "\"\($0.key)\": \"\($0.value)\"" }
    return """
      insert into practice.\(table) select (jsonb_populate_record(one, '{\(members.joined(separator: ", "))}')).*
      from practice.\(table) one where \(place);

      """
  }

  /// A second session of that day with the first line's charge.
  private static func session(_ suffix: String, of client: String) -> String {
    copy("session", ["session_id": "S-NAME-\(suffix)", "client_id": client], "session_id = 'S-NAME'")
      + copy("charge", ["session_id": "S-NAME-\(suffix)"], "session_id = 'S-NAME' and line = 1")
  }

  /// Another client's record of the same hour, charged to that client's own plan.
  private static let jointRecord =
    copy("client", ["client_id": "C-NAME-joint"], "client_id = 'C-NAME'")
    + copy("coverage", ["client_id": "C-NAME-joint", "coverage_id": "V-NAME-joint"], "client_id = 'C-NAME'")
    + session("joint", of: "C-NAME-joint")
      + """
      update practice.charge set coverage_id = 'V-NAME-joint' where session_id = 'S-NAME-joint';
      insert into practice.session_participant (session_id, seat, client_id)
      values ('S-NAME', 1, 'C-NAME-joint'), ('S-NAME-joint', 1, 'C-NAME');
      """

  /// A gate of a later version, which holds this claim for a reason of its own.
  private static func gate(_ code: String) -> String {
    """
    alter function gate.legal_holds(boolean) rename to legal_holds_until_now;
    create function gate.legal_holds(p_part2 boolean) returns text language sql immutable
    return 'array_cat(' || gate.legal_holds_until_now(p_part2)
      || $sql$, case when s.session_id = 'S-NAME' then array['\(code)'] else '{}'::text[] end)$sql$;
    """
  }
}
