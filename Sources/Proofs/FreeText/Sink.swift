internal import Demonstration
internal import Foundation
internal import Postgres
internal import TestSupport

/// A place outside the practice's own tables to which a record's text could get.
struct Sink {
  let name: String
  /// What may be there.
  var allows: Set<PlantedWord.Family> = []
  /// And what else, whatever it says of a record: `table.column`.
  var columns: Set<String> = []
  /// Elsewhere nothing at all means that nothing was looked at.
  var isOptional = false
  /// Reads all of it.
  let look: (Reading) throws -> Void
  /// Puts bytes there, in the way in which they would get there, as far as there is one; returns what takes
  /// them away again.
  let plant: ([UInt8]) throws -> () throws -> Void

  func may(hold word: PlantedWord) -> Bool { allows.contains(word.family) || columns.contains(word.column) }

  /// It may be empty.
  var optional: Sink {
    var sink = self
    sink.isOptional = true
    return sink
  }
}

/// Files.
extension Sink {
  /// All files under a folder that a rule takes, whatever they are called.
  static func folder(
    _ name: String, _ folder: String, allows: Set<PlantedWord.Family> = [],
    where isMeant: @escaping (String) -> Bool = { _ in true }
  ) -> Sink {
    Sink(name: name, allows: allows) { reading in
      for path in paths(under: folder) where isMeant(path) { try read("\(folder)/\(path)", reading) }
    } plant: { bytes in
      let path = ["planted.x12", "planted.json"].first(where: isMeant) ?? "planted"
      try Data(bytes).write(to: URL(filePath: "\(folder)/\(path)"))
      return { try FileManager.default.removeItem(atPath: "\(folder)/\(path)") }
    }
  }

  /// How the files are called.
  static func names(under folder: String) -> Sink {
    Sink(name: "the names of files") { reading in
      reading.take(Array(paths(under: folder).joined(separator: "\n").utf8))
    } plant: { bytes in
      let path = "\(folder)/" + String(decoding: bytes, as: UTF8.self)
      _ = FileManager.default.createFile(atPath: path, contents: nil)
      return { try FileManager.default.removeItem(atPath: path) }
    }
  }

  /// A file of the evidence; what a control adds to it is cut off again.
  static func kept(
    _ name: String, _ file: String, of evidence: Evidence, allows: Set<PlantedWord.Family> = [],
    plant: @escaping ([UInt8]) throws -> Void
  ) -> Sink {
    let path = "\(evidence.folder)/\(file)"
    return Sink(name: name, allows: allows) {
      try read(path, $0)
    } plant: { bytes in
      let size = try? FileManager.default.attributesOfItem(atPath: path)[.size] as? UInt64
      try plant(bytes)
      return {
        let handle = try FileHandle(forWritingTo: URL(filePath: path))
        defer { try? handle.close() }
        try handle.truncate(atOffset: size ?? 0)
      }
    }
  }

  private static func paths(under folder: String) -> [String] {
    (FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []).sorted()
  }

  static func read(_ path: String, _ reading: Reading, from offset: UInt64 = 0) throws {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), !isFolder.boolValue else {
      return
    }
    let file = try FileHandle(forReadingFrom: URL(filePath: path))
    defer { try? file.close() }
    try file.seek(toOffset: offset)
    while let data = try file.read(upToCount: 1 << 20), !data.isEmpty {
      data.withUnsafeBytes { reading.take($0) }
    }
    reading.end()
  }
}

/// The database.
extension Sink {
  /// All tables of a schema, as they are shown and as they are: text, and with `bytea` as its bytes.
  static func tables(of schema: String, in site: Site, allows: Set<PlantedWord.Family>) -> Sink {
    Sink(name: "tables of \(schema)", allows: allows) { reading in
      let connection = try site.database.connect(as: "postgres")
      let tables = try site.rows(
        """
        select format('%I.%I', schemaname, tablename) from pg_tables where schemaname = '\(schema)' order by 1
        """)
      for table in tables.map({ $0[0] }) {
        try connection.copyOut("copy \(table) to stdout") { reading.take($0) }
        reading.end()
        try connection.copyOut("copy \(table) to stdout (format binary)") { reading.take($0) }
        reading.end()
      }
    } plant: { bytes in
      let connection = try site.database.connect(as: "postgres")
      try connection.script("create table \(schema).planted (word bytea)")
      _ = try connection.query("insert into \(schema).planted values ($1)", [.bytes(bytes)])
      return { try site.script("drop table \(schema).planted") }
    }
  }

  /// The planner's samples of what is in columns, which outlive the rows.
  static func statistics(_ name: String, _ schemas: String, in site: Site, allows: Set<PlantedWord.Family>)
    -> Sink
  {
    Sink(name: name, allows: allows) { reading in
      let connection = try site.database.connect(as: "postgres")
      try connection.copyOut("copy (select * from pg_stats where schemaname \(schemas)) to stdout") {
        reading.take($0)
      }
      reading.end()
    } plant: { bytes in
      let schema = schemas.contains("not") ? "claims" : "practice"
      let connection = try site.database.connect(as: "postgres")
      try connection.script("create table \(schema).planted (word text)")
      _ = try connection.query(
        "insert into \(schema).planted select $1 from generate_series(1, 100)",
        [.text(String(decoding: bytes, as: UTF8.self))])
      try connection.script("analyze \(schema).planted")
      return { try site.script("drop table \(schema).planted") }
    }
  }

  /// What the server wrote down, from a place on. With PostgreSQL's own settings a failed cast is there.
  static func serverLog(of site: Site, from offset: UInt64) -> Sink {
    Sink(name: "the database server's log", isOptional: true) { reading in
      try read(site.database.cluster.log, reading, from: offset)
    } plant: { bytes in
      let connection = try site.database.connect(as: "postgres")
      try connection.script(
        """
        set log_min_messages = warning; set log_error_verbosity = default; set log_min_error_statement = error
        """)
      _ = try? connection.query("select '\(String(decoding: bytes, as: UTF8.self))'::integer")
      return {}
    }
  }
}
