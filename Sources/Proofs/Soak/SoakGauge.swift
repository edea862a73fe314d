internal import Foundation
internal import Glibc
internal import TestSupport

/// What is open or left behind between two nights.
struct SoakReading {
  /// Of our logins at the database.
  var connections = 0
  /// Advisory locks.
  var locks = 0
  /// Of the clearinghouse that lives through everything.
  var descriptors = 0
  /// What that one had before the first night.
  var usualDescriptors = 0
  /// Kilobytes that it holds.
  var clearinghouse = 0
  /// In the site's folder, and in the programs' place for files that do not stay.
  var files = 0
  /// Entries of the trail without a number.
  var waiting = 0
  var freeNumbers = 0

  /// What must not be there at all.
  var findings: [String] {
    [
      (connections, "connections to the database are left"), (locks, "advisory locks are left"),
      (descriptors - usualDescriptors, "descriptors of the clearinghouse are left"),
      (files, "files are left"),
    ].filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
  }
}

struct SoakGauge {
  private let office: SoakOffice
  private let usualDescriptors: Int
  private let usualFiles: Set<String>

  init(_ office: SoakOffice) throws {
    self.office = office
    usualDescriptors = Self.descriptors(of: office)
    usualFiles = Set(try Self.files(of: office)).union(["witness", "received"])
  }

  /// What is closed by the other side only when it notices gets a moment for it.
  func read() throws -> SoakReading {
    var reading = try take()
    for _ in 0..<50 where !reading.findings.isEmpty {
      usleep(100_000)
      reading = try take()
    }
    return reading
  }

  private func take() throws -> SoakReading {
    var reading = SoakReading()
    let counts = try office.site.rows(
      """
      select (select count(*) from pg_stat_activity where datname = current_database()
          and usename <> 'postgres')::text,
        (select count(*) from pg_locks l join pg_database d on d.oid = l.database
          where l.locktype = 'advisory' and d.datname = current_database())::text,
        (select count(*) from trail.waiting)::text, (select count(*) from claims.free_control_number)::text
      """)[0].map { Int($0) ?? -1 }
    (reading.connections, reading.locks) = (counts[0], counts[1])
    (reading.waiting, reading.freeNumbers) = (counts[2], counts[3])
    (reading.descriptors, reading.usualDescriptors) = (Self.descriptors(of: office), usualDescriptors)
    reading.clearinghouse = Self.kilobytes("VmRSS:", of: office.site.sandbox?.processID ?? 0)
    let temporary = try FileManager.default.contentsOfDirectory(atPath: office.site.folder + "/temporary")
    reading.files = Set(try Self.files(of: office)).subtracting(usualFiles).count + temporary.count
    return reading
  }

  private static func files(of office: SoakOffice) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: office.site.folder)
  }

  private static func descriptors(of office: SoakOffice) -> Int {
    let folder = "/proc/\(office.site.sandbox?.processID ?? 0)/fd"
    return (try? FileManager.default.contentsOfDirectory(atPath: folder).count) ?? 0
  }

  /// Kilobytes that it held at most, looked at until it ends.
  static func peak(of run: Running) -> Int {
    var peak = 0
    while run.isRunning {
      peak = max(peak, kilobytes("VmHWM:", of: run.processID))
      usleep(5_000)
    }
    return peak
  }

  private static func kilobytes(_ name: String, of process: Int32) -> Int {
    let status = (try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)) ?? ""
    let line = status.split(separator: "\n").first { $0.hasPrefix(name) }
    return line.flatMap { Int($0.filter(\.isNumber)) } ?? 0
  }
}
