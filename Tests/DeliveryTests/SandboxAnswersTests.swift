import CLibCurl
import CurlShim
import Delivery
import Foundation
import Signing
import Submissions
import Testing

/// A GET of the same client that sends the claims.
private final class Fetch {
  private(set) var body: [UInt8] = []
  private(set) var status = 0
  private(set) var mediaType = ""

  init(_ destination: Destination, _ url: String) throws {
    guard curl_shim_start() == CURLE_OK, let handle = curl_easy_init() else { throw BareCurl.NoHandle() }
    defer { curl_easy_cleanup(handle) }
    for (option, text) in [
      (CURLOPT_URL, url), (CURLOPT_CAINFO, destination.authority),
      (CURLOPT_SSLCERT, destination.clientCertificate),
      (CURLOPT_SSLKEY, destination.clientKey),
    ] {
      guard curl_shim_set_text(handle, option, text) == CURLE_OK else { throw BareCurl.NoHandle() }
    }
    curl_shim_set_number(handle, CURLOPT_TIMEOUT_MS, 30_000)
    let reader: curl_shim_reader = { bytes, size, count, context in
      guard let bytes, let context else { return 0 }
      let fetch = Unmanaged<Fetch>.fromOpaque(context).takeUnretainedValue()
      fetch.body += UnsafeRawBufferPointer(start: bytes, count: size * count)
      return size * count
    }
    curl_shim_set_reader(handle, CURLOPT_WRITEFUNCTION, reader)
    curl_shim_set_pointer(handle, CURLOPT_WRITEDATA, Unmanaged.passUnretained(self).toOpaque())
    guard curl_shim_perform(handle) == CURLE_OK else { throw BareCurl.NoHandle() }
    var number = 0
    curl_shim_get_number(handle, CURLINFO_RESPONSE_CODE, &number)
    status = number
    var text: UnsafePointer<CChar>?
    curl_shim_get_text(handle, CURLINFO_CONTENT_TYPE, &text)
    mediaType = text.map { String(cString: $0) } ?? ""
  }

  var files: [[String: String]] {
    get throws {
      let json = try JSONSerialization.jsonObject(with: Data(body)) as? [String: [[String: Any]]]
      return (json?["files"] ?? []).map { file in file.mapValues { "\($0)" } }
    }
  }
}

struct `Answers of the sandbox clearinghouse` {
  private static let interchange = Array(
    """
    ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       \
    *261123*0200*^*00501*000000007*1*T*:~\
    GS*HC*SENDER*RECEIVER*20261123*0200*7*X*005010X222A1~ST*837*0001*005010X222A1~\
    BHT*0019*00*B*20261123*0200*CH~HL*1**20*1~NM1*85*2*QUIET HARBOR*****XX*1234567893~HL*2*1*22*0~\
    NM1*IL*1*SAMPLESON*RILEY****MI*ZM1~NM1*PR*2*MERIDIAN*****PI*MMH01~\
    CLM*A1*100***11:B:1~HI*ABK:F411~LX*1~SV1*HC:90834*100*UN*1***1~DTP*472*D8*20261120~SE*13*0001~\
    GE*1*7~IEA*1*000000007~
    """.utf8)

  private func destination(_ sandbox: Sandbox) throws -> Destination {
    var destination = try Destination.local(sandbox.port)
    let key = try PrivateKey(pem: destination.clientKey, passphrase: nil)
    destination.requestSigner = RequestSigner(key: key, keyID: key.publicKey.id)
    return destination
  }

  private func list(_ sandbox: Sandbox, _ query: String = "") throws -> [[String: String]] {
    let fetch = try Fetch(try destination(sandbox), url(sandbox) + query)
    #expect(fetch.status == 200 && fetch.mediaType == "application/json")
    return try fetch.files
  }

  private func url(_ sandbox: Sandbox) -> String {
    "https://127.0.0.1:\(sandbox.port)/claims/acknowledgments"
  }

  @Test
  func `are fetched with the client's certificate, also after a restart`() throws {
    let folder = try Certificates.fresh().path
    let options = ["--answers", "--answer-script", folder + "/script"]
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try Data("payer: A7:562:IL\n".utf8).write(to: URL(filePath: folder + "/script"))
    var sandbox = try Sandbox(received: folder, options: options)
    let digest = Digest(sha256Of: Self.interchange)
    let outcome = try Courier(destination(sandbox)).send(Self.interchange, key: "s-1", digest: digest).outcome
    #expect(outcome == .accepted(Receipt(evidence: .digest, number: "R-1")))
    let files = try list(sandbox)
    #expect(files.map { $0["id"] } == ["000001.ta1", "000002.999", "000003.277", "000004.277"])
    #expect(try list(sandbox, "?after=000003.277") == Array(files.suffix(1)))
    sandbox = try Sandbox(received: folder, options: options)
    #expect(try list(sandbox) == files)
    for file in files {
      let id = try #require(file["id"])
      let fetch = try Fetch(try destination(sandbox), url(sandbox) + "/" + id)
      #expect(fetch.status == 200 && fetch.mediaType == "application/edi-x12")
      #expect("sha256:\(file["digest"] ?? "")" == "\(Digest(sha256Of: fetch.body))")
      #expect(file["bytes"] == String(fetch.body.count))
    }
    let last = try Fetch(try destination(sandbox), url(sandbox) + "/000004.277")
    #expect(String(decoding: last.body, as: UTF8.self).contains("~STC*A7:562:IL*"))
    #expect(try Fetch(try destination(sandbox), url(sandbox) + "/000009.999").status == 404)
  }

  @Test
  func `are nothing for a client of another authority`() throws {
    let sandbox = try Sandbox(received: try Certificates.fresh().path, options: ["--answers"])
    var stranger = try destination(sandbox)
    stranger.clientCertificate = try Certificates.file("client.crt.pem", .theirs)
    stranger.clientKey = try Certificates.file("client.key.pem", .theirs)
    #expect(throws: BareCurl.NoHandle.self) { try Fetch(stranger, url(sandbox)) }
    #expect(try list(sandbox) == [])
  }
}
