internal import ArgumentParser
internal import Foundation
internal import Proofs

struct Acknowledge: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract:
      "How fast an acknowledgment of many claims is read and recorded, beside pyx12 on the same file.",
    discussion: """
      Writes a 277CA and reads it by Scrim's reader, and by pyx12's reader of segments and envelopes without \
      its maps, each in a process of its own. Ends 2 where the two do not find the same claims. Then \
      `scrim acknowledge` records it in a ledger that has the claims. \
      SCRIM_TEST_PYTHON names a Python that has pyx12; else it is .scrim/venv/bin/python.
      """)

  @Option(help: "Claims in the file.")
  var claims = 50_000

  @Option(help: "Where the private database cluster lives. It is kept, and used again.")
  var folder = ".scrim/bench"

  @Flag(inversion: .prefixedNo, help: "Record it, and not only read it.")
  var recording = true

  @Flag(help: "Print one JSON document.")
  var json = false

  /// The process that is measured.
  @Option(help: .hidden)
  var read: String?

  func validate() throws {
    guard (1...10_000_000).contains(claims) else {
      throw ValidationError("--claims must be between 1 and 10,000,000.")
    }
  }

  func run() throws {
    if let read {
      let start = ContinuousClock.now
      let found = try GeneratedStatusFile.read(read)
      let seconds = (ContinuousClock.now - start) / .seconds(1)
      return print(found, seconds, try Self.peakResidentKilobytes())
    }
    let path = "\(FileManager.default.temporaryDirectory.path)/scrim-bench-\(getpid()).277"
    defer { unlink(path) }
    try GeneratedStatusFile.write(claims: claims, to: path)
    let own = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    let ours = try Reading([own, "acknowledge", "--read", path], claims)
    let python = ProcessInfo.processInfo.environment["SCRIM_TEST_PYTHON"] ?? ".scrim/venv/bin/python"
    let theirs = try Reading([python, "-c", Self.program, path], claims)
    let recorded = recording ? try Recording(claims, folder).take() : nil
    let report = Report(
      recorded: recorded, claims: claims, seconds: rounded(ours.seconds),
      claimsPerSecond: (Double(claims) / ours.seconds).rounded(),
      peakResidentMegabytes: ours.megabytes, pyx12Seconds: rounded(theirs.seconds),
      pyx12PeakResidentMegabytes: theirs.megabytes, ratioToPyx12: rounded(theirs.seconds / ours.seconds))
    print(json ? try report.json() : report.text)
  }

  /// As much as ours does: the patient levels that have a reference and a status.
  private static let program = """
    import sys, time
    import pyx12.x12file
    start, level, named, claims = time.monotonic(), "", False, 0
    for segment in pyx12.x12file.X12Reader(sys.argv[1]):
        name = segment.get_seg_id()
        if name == "HL":
            level, named = segment.get_value("HL03"), False
        elif name == "TRN" and level == "PT":
            named = bool(segment.get_value("TRN02"))
        elif name == "STC" and named:
            claims, named = claims + bool(segment.get_value("STC01-1")), False
    peak = next(line for line in open("/proc/self/status") if line.startswith("VmHWM:"))
    print(claims, time.monotonic() - start, peak.split()[1])
    """

  /// Of the program itself: what a process leaves to its parent counts the memory of the parent as well.
  private static func peakResidentKilobytes() throws -> Int {
    let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") } ?? ""
    guard let kilobytes = Int(line.filter(\.isNumber)) else {
      throw BenchError("The kernel does not say how much memory was held.")
    }
    return kilobytes
  }
}

private func rounded(_ value: Double) -> Double { (value * 1_000).rounded() / 1_000 }

/// What a process says that it read, and how long it took without its start.
private struct Reading {
  let seconds: Double
  let megabytes: Double

  init(_ arguments: [String], _ claims: Int) throws {
    let finished = try Child.require(arguments)
    let words = finished.output.split(whereSeparator: \.isWhitespace)
    guard words.count == 3, let seconds = Double(words[1]), let kilobytes = Double(words[2]),
      Int(words[0]) == claims, seconds > 0
    else {
      say("\(arguments[0]) did not find \(claims) claims in the file.")
      throw ExitCode(2)
    }
    self.seconds = seconds
    megabytes = rounded(kilobytes * 1_024 / 1e6)
  }
}

private struct Report: Encodable {
  let recorded: Recording.Taken?
  let claims: Int
  let seconds: Double
  let claimsPerSecond: Double
  let peakResidentMegabytes: Double
  let pyx12Seconds: Double
  let pyx12PeakResidentMegabytes: Double
  let ratioToPyx12: Double

  func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    return String(decoding: try encoder.encode(self), as: UTF8.self)
  }

  var text: String {
    """
    \(claims) claims in \(seconds) s: \(Int(claimsPerSecond)) claims a second
    peak resident memory \(peakResidentMegabytes) MB
    pyx12 \(pyx12Seconds) s, \(pyx12PeakResidentMegabytes) MB: \(ratioToPyx12) times as long
    """ + recordedText
  }

  private var recordedText: String {
    guard let recorded else { return "" }
    let ratio = rounded(recorded.seconds / seconds)
    return "\nrecorded in \(recorded.seconds) s: \(Int(Double(claims) / recorded.seconds)) claims a second, "
      + "\(ratio) times as long as reading; peak resident memory \(recorded.peakResidentMegabytes) MB"
  }
}
