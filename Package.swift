// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
]

/// A library target of ours. The arrows are those of ARCHITECTURE.md; a test enforces them.
func module(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .testTarget(name: name, dependencies: dependencies, swiftSettings: strict)
}

/// Swift's own libraries inside the program: it starts in half the time, and runs where no toolchain is. ICU is named
/// after what needs it.
let withinOneFile: [LinkerSetting] = [
  .unsafeFlags(["-static-stdlib"]), .linkedLibrary("_FoundationCShims"),
  .linkedLibrary("_FoundationCollections"),
  .linkedLibrary("CoreFoundation"), .unsafeFlags(["-l_FoundationICU", "-lstdc++"]),
]

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")

let package = Package(
  name: "scrim",
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
    .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
    .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
  ],
  targets: [
    // One door for each C library.
    .systemLibrary(name: "CLibPQ", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
    .systemLibrary(name: "CLibCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
    .systemLibrary(name: "COpenSSL", pkgConfig: "openssl", providers: [.apt(["libssl-dev"])]),
    .systemLibrary(name: "CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"])]),
    .systemLibrary(name: "CQREncode", pkgConfig: "libqrencode", providers: [.apt(["libqrencode-dev"])]),
    .target(name: "CurlShim", dependencies: ["CLibCurl"]),
    .target(name: "OpenSSLShim", dependencies: ["COpenSSL"]),
    .target(name: "ProcessShim"),

    // The path, from the practice's records to the wire.
    module("Carriers"),
    module("Postgres", ["CLibPQ", "Carriers"]),
    module("CodeSets"),
    module("X12", ["Carriers"]),
    module("Acknowledgments", ["X12", "Carriers"]),
    module("AnswerWords"),
    module("Sessions", ["Postgres", "Carriers"]),
    module("Defects"),
    module("Claims", ["Sessions", "X12", "CodeSets", "Defects", "Carriers"]),
    module("Egress", ["CodeSets", "Carriers"]),
    module("Signing", ["COpenSSL", "OpenSSLShim", "Carriers"]),
    module("Trail", ["Signing", "Postgres", "Carriers"]),
    module("Archive", ["COpenSSL", "OpenSSLShim", "CZstd"]),
    module("Journal", ["Archive", "Signing", "Carriers", "ProcessShim"]),
    module("Submissions", ["Signing", "Postgres", "Carriers"]),
    module("Delivery", ["Submissions", "Signing", "Carriers", "CLibCurl", "CurlShim"]),
    module(
      "Gateway",
      [
        "Sessions", "Claims", "Defects", "Egress", "Signing", "Archive", "Submissions", "Delivery",
        "Carriers",
        logging,
      ]),

    // Before the path: the process itself.
    module("Hardening", ["ProcessShim"]),
    // How the events of the path are written down.
    module("LogLines", [logging]),

    // Beside the path: people, set-up.
    module("Gate", ["Postgres", "Carriers"]),
    module("Desk", ["Postgres", "Carriers"]),
    module("Accounts", ["Postgres", "Carriers"]),
    module("Marks", ["Gate", "Journal", "Carriers"]),
    module("Settings"),
    module("Health"),
    module("Credentials", ["Signing", "Carriers", "COpenSSL"]),
    module("Pictures", ["CQREncode"]),
    module("Schema", ["Postgres"]),
    module("Demonstration", ["Postgres", "Schema", "Signing"]),

    .executableTarget(
      name: "scrim",
      dependencies: [
        "Gateway", "Gate", "Desk", "Marks", "Accounts", "Acknowledgments", "AnswerWords", "Defects", "X12",
        "Settings", "Schema",
        "Demonstration", "Archive",
        "Signing", "Trail",
        "Journal", "Delivery", "Submissions", "Sessions", "Claims", "Postgres", "Hardening", "LogLines",
        "Credentials", "Health",
        argumentParser,
        logging,
      ], swiftSettings: strict, linkerSettings: withinOneFile),
    .executableTarget(
      name: "scrim-console",
      dependencies: [
        "Accounts", "Credentials", "Pictures", "Marks", "Gate", "Desk", "Defects", "AnswerWords", "Health",
        "Journal", "Signing", "Settings", "Schema", "Postgres", "Hardening", "LogLines",
        argumentParser, logging,
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "HummingbirdCore", package: "hummingbird"),
        .product(name: "HummingbirdTLS", package: "hummingbird"),
        .product(name: "Mustache", package: "swift-mustache"),
        .product(name: "NIOSSL", package: "swift-nio-ssl"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "HTTPTypes", package: "swift-http-types"),
      ], swiftSettings: strict, linkerSettings: withinOneFile),
    .executableTarget(
      name: "clearinghouse-sandbox",
      dependencies: [
        argumentParser,
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOSSL", package: "swift-nio-ssl"),
        .product(name: "Crypto", package: "swift-crypto"),
      ], swiftSettings: strict),
    .executableTarget(
      name: "scrim-bench",
      dependencies: [
        "Proofs", "Demonstration", "Gate", "Postgres", "Schema", "Sessions", "Signing", "Hardening",
        argumentParser,
      ],
      swiftSettings: strict),
    // What is proved of the whole, at any size: used by scrim-bench and by the tests.
    module(
      "Proofs",
      [
        "Sessions", "Claims", "Defects", "X12", "Acknowledgments", "Egress", "CodeSets", "Signing", "Archive",
        "Submissions", "Delivery",
        "Gate", "Desk", "Postgres", "Schema", "Demonstration", "TestSupport", "ProcessShim",
      ]),
    .target(
      name: "TestSupport",
      dependencies: ["Postgres", "Schema", "Demonstration", "Sessions", "Submissions", "Signing"],
      path: "Tests/TestSupport", swiftSettings: strict),
    tests("PostgresTests", ["Postgres", "Demonstration", "TestSupport"]),
    tests("SchemaTests", ["Postgres", "Schema", "Demonstration", "TestSupport"]),
    tests("DemonstrationTests", ["Postgres", "Schema", "Demonstration", "TestSupport"]),
    .testTarget(
      name: "SigningTests", dependencies: ["Signing", "COpenSSL"], exclude: ["Vectors"], swiftSettings: strict
    ),
    tests("ArchiveTests", ["Archive", "Signing"]),
    tests("TrailTests", ["Trail", "Signing", "Postgres", "Demonstration", "TestSupport"]),
    tests("CredentialsTests", ["Credentials", "Signing"]),
    tests("PicturesTests", ["Pictures"]),
    tests("CarriersTests", ["Carriers", "Postgres", "Sessions", "Submissions", "Gate", "Desk"]),
    tests("CodeSetsTests", ["CodeSets"]),
    tests("LogLinesTests", ["LogLines", "Gateway", "Signing", "Submissions", logging]),
    tests("X12Tests", ["X12"]),
    tests("AcknowledgmentsTests", ["Acknowledgments", "AnswerWords", "X12"]),
    tests("ClaimsTests", ["Claims", "Defects", "Sessions"]),
    tests("EgressTests", ["Egress"]),
    tests("SettingsTests", ["Settings"]),
    .testTarget(name: "ArchitectureTests", swiftSettings: strict),
    tests(
      "CommandLineTests",
      ["Proofs", "Postgres", "Schema", "Demonstration", "Signing", "Archive", "Hardening", "TestSupport"]),
    tests("SessionsTests", ["Sessions", "Postgres", "TestSupport"]),
    .testTarget(
      name: "GateTests",
      dependencies: [
        "Proofs", "Gate", "Desk", "Accounts", "Sessions", "Submissions", "Signing", "Postgres",
        "Demonstration", "TestSupport",
      ], swiftSettings: strict),
    tests(
      "AccountsTests",
      [
        "Accounts", "Credentials", "Gate", "Desk", "Sessions", "Submissions", "Signing", "Postgres",
        "Demonstration", "TestSupport",
      ]),
    tests("ConsoleTests", ["Proofs", "Accounts", "Credentials", "Signing", "Postgres", "TestSupport"]),
    tests(
      "DeskTests",
      [
        "Desk", "Defects", "AnswerWords", "Gate", "Sessions", "Submissions", "Signing", "Postgres",
        "TestSupport",
      ]),
    tests("SubmissionsTests", ["Submissions", "Sessions", "Signing", "Postgres", "TestSupport"]),
    .testTarget(
      name: "GatewayTests",
      dependencies: [
        "Gateway", "Sessions", "Claims", "Defects", "Egress", "Signing", "Archive", "Submissions", "Delivery",
        "Postgres",
        "TestSupport",
        logging, "clearinghouse-sandbox",
      ], swiftSettings: strict),
    .testTarget(
      name: "DeliveryTests",
      dependencies: ["Delivery", "Submissions", "Signing", "CLibCurl", "CurlShim", "clearinghouse-sandbox"],
      exclude: ["scripted_server.py", "http2_server.py"], swiftSettings: strict),
    .testTarget(
      name: "ClearinghouseSandboxTests",
      dependencies: ["clearinghouse-sandbox", .product(name: "Crypto", package: "swift-crypto")],
      swiftSettings: strict),
  ])
