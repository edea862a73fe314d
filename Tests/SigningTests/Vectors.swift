import Foundation
import Signing
import Testing

/// The file of vectors, decoded.
struct Vectors: Decodable {
  struct Key: Decodable {
    let publicPEM: String?
    let privatePEM: String?
    let base64: String?

    enum CodingKeys: String, CodingKey {
      case publicPEM = "public_pem"
      case privatePEM = "private_pem"
      case base64
    }
  }

  struct DigestExample: Decodable {
    let body: String
    let values: [String]

    enum CodingKeys: String, CodingKey {
      case body
      case values = "content-digest"
    }
  }

  let keys: [String: Key]
  let messages: [String: Message]
  let cases: [Vector]
  let transforms: [Transform]
  let digests: [DigestExample]

  enum CodingKeys: String, CodingKey {
    case keys, messages, cases, transforms
    case digests = "rfc9530_examples"
  }

  static func load() throws -> Vectors {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("Vectors/rfc9421_vectors.json")
    return try JSONDecoder().decode(Vectors.self, from: Data(contentsOf: file))
  }
}

struct Vector: Decodable, Sendable, CustomTestStringConvertible {
  let section: String
  let message: String
  let keyid: String
  let alg: String
  let label: String
  let signatureBase: String
  let signatureInput: String
  let signature: String

  enum CodingKeys: String, CodingKey {
    case section, message, keyid, alg, label, signature
    case signatureBase = "signature_base"
    case signatureInput = "signature_input"
  }

  var testDescription: String { section }
}

struct Transform: Decodable, Sendable, CustomTestStringConvertible {
  let `case`: String
  let valid: Bool
  let keyid: String
  let alg: String
  let label: String
  let message: Message

  var testDescription: String { `case` }
}

/// A printed HTTP message, and what its components are (RFC 9421, section 2).
struct Message: Decodable, Sendable {
  let startLine: String
  let headers: [[String]]

  enum CodingKeys: String, CodingKey {
    case startLine = "start_line"
    case headers
  }

  /// All values of a field, joined.
  func field(_ name: String) -> String? {
    let values = headers.filter { $0[0].lowercased() == name }.map { $0[1] }
    return values.isEmpty ? nil : values.joined(separator: ", ")
  }

  /// The base that a Signature-Input with one member asks for.
  func base(for signatureInput: String) throws -> SignatureBase {
    let parts = try #require(signatureInput.wholeMatch(of: /[^=]+=\(([^)]*)\)(.*)/))
    let components = try parts.1.split(separator: " ").map { item in
      let name = try #require(item.wholeMatch(of: /"([^"]+)"(.*)/))
      let value = try #require(self.value(of: String(name.1), String(name.2)))
      return SignatureBase.Component(String(name.1), parameters: String(name.2), value)
    }
    return try SignatureBase(components, parameters: String(parts.2))
  }

  private func value(of name: String, _ parameters: String) -> String? {
    let words = startLine.split(separator: " ").map(String.init)
    let target = words[1].split(separator: "?", maxSplits: 1).map(String.init)
    switch name {
    case "@method": return words[0]
    case "@status": return words[1]
    case "@path": return target[0]
    case "@query": return "?" + (target.count > 1 ? target[1] : "")
    case "@authority": return field("host")?.lowercased()
    case "@query-param":
      let wanted = parameters.replacing(";name=", with: "").replacing("\"", with: "")
      return URLComponents(string: words[1])?.queryItems?.first { $0.name == wanted }?.value
    default: return field(name)
    }
  }
}

/// The bytes of `label=:BASE64:`.
func sequence(_ member: String, _ label: String) -> [UInt8]? {
  guard member.hasPrefix(label + "=:"), member.hasSuffix(":") else { return nil }
  return Data(base64Encoded: String(member.dropFirst(label.count + 2).dropLast())).map { [UInt8]($0) }
}
