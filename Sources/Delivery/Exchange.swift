internal import CLibCurl
internal import CurlShim

/// One use of libcurl: a handle of its own, so a connection of its own, so nothing that libcurl could send
/// again on a connection that died. Used by one thread.
final class Exchange {
  private let handle: UnsafeMutableRawPointer
  private var headerList: UnsafeMutablePointer<curl_slist>?
  private(set) var wire = WireObserver()
  private(set) var body: [UInt8] = []
  private var headerBytes = 0
  /// What is read of an answer; more ends the exchange.
  var answerBytes = Limit.answerBytes
  private var beginBy: ContinuousClock.Instant?
  /// The connection stood too late: nothing was written to it.
  private(set) var isTooLate = false

  init() throws(DeliveryError) {
    #if PROOF
      // Before the shim takes the variable away.
      if Leak.keyLog.isPlanted { curl_global_init(Int(CURL_GLOBAL_DEFAULT)) }
    #endif
    guard curl_shim_start() == CURLE_OK, let handle = curl_easy_init() else { throw .libraryUnusable }
    self.handle = handle
  }

  deinit {
    curl_easy_cleanup(handle)
    curl_slist_free_all(headerList)
  }

  func set(_ option: CURLoption, _ number: Int) throws(DeliveryError) {
    try check(curl_shim_set_number(handle, option, number))
  }

  /// libcurl copies the text.
  func set(_ option: CURLoption, _ text: String?) throws(DeliveryError) {
    try check(curl_shim_set_text(handle, option, text))
  }

  /// - Parameter lines: `Name: value`; `Name:` removes a header that libcurl would write.
  func setHeaders(_ lines: [String]) throws(DeliveryError) {
    for line in lines {
      guard let longer = curl_slist_append(headerList, line) else { throw .libraryUnusable }
      headerList = longer
    }
    try check(curl_shim_set_pointer(handle, CURLOPT_HTTPHEADER, headerList))
  }

  /// Bounds the answer and counts what leaves. Verbose mode is what makes libcurl call its debug function;
  /// with one set it prints nothing.
  func observe() throws(DeliveryError) {
    let context = Unmanaged.passUnretained(self).toOpaque()
    try check(curl_shim_set_pointer(handle, CURLOPT_WRITEDATA, context))
    try check(curl_shim_set_pointer(handle, CURLOPT_HEADERDATA, context))
    try check(curl_shim_set_pointer(handle, CURLOPT_DEBUGDATA, context))
    try check(
      curl_shim_set_reader(handle, CURLOPT_WRITEFUNCTION) { bytes, size, count, context in
        Exchange.of(context)?.takeBody(bytes, size * count) ?? 0
      })
    try check(
      curl_shim_set_reader(handle, CURLOPT_HEADERFUNCTION) { _, size, count, context in
        Exchange.of(context)?.takeHeader(size * count) ?? 0
      })
    try check(
      curl_shim_set_observer(handle) { _, kind, bytes, count, context in
        Exchange.of(context)?.wire.observe(kind, UnsafeRawBufferPointer(start: bytes, count: count))
        #if PROOF
          Exchange.reach(kind)
        #endif
        return 0
      })
    try set(CURLOPT_VERBOSE, 1)
  }

  /// Nothing of a request is written later than this. libcurl asks once the connection stands, so that time
  /// spent on tokens, names and handshakes counts, and so does the time in which this process was stopped.
  func begin(by instant: ContinuousClock.Instant) throws(DeliveryError) {
    beginBy = instant
    let context = Unmanaged.passUnretained(self).toOpaque()
    let gate: curl_shim_gate = { context, _, _, _, _ in Exchange.of(context)?.mayBegin() == true ? 0 : 1 }
    try check(curl_shim_set_gate(handle, gate, context))
  }

  private func mayBegin() -> Bool {
    #if PROOF
      try? Failpoint.reach("connected")
    #endif
    isTooLate = beginBy.map { $0 < .now } ?? false
    #if PROOF
      if Leak.lateSending.isPlanted { return true }
    #endif
    return !isTooLate
  }

  /// Sends these bytes as the body of one POST request. libcurl reads them where they are.
  func post(_ payload: [UInt8]) throws(DeliveryError) -> CURLcode {
    try check(curl_shim_set_size(handle, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(payload.count)))
    let code = payload.withUnsafeBytes { bytes in
      let set = curl_shim_set_pointer(
        handle, CURLOPT_POSTFIELDS, UnsafeMutableRawPointer(mutating: bytes.baseAddress))
      return set == CURLE_OK ? curl_shim_perform(handle) : nil
    }
    guard let code else { throw .libraryUnusable }
    return code
  }

  /// The handshake alone (CURLOPT_CONNECT_ONLY).
  func connect() -> CURLcode { curl_shim_perform(handle) }

  /// Reads once what the server said after the handshake; nothing yet is CURLE_AGAIN.
  func receive() -> CURLcode {
    var bytes = [UInt8](repeating: 0, count: 256)
    var count = 0
    return curl_shim_receive(handle, &bytes, bytes.count, &count)
  }

  var socket: Int32? {
    var socket: curl_socket_t = -1
    return curl_shim_get_socket(handle, &socket) == CURLE_OK && socket >= 0 ? socket : nil
  }

  /// The final status; 0 if none came.
  var status: Int {
    var status = 0
    return curl_shim_get_number(handle, CURLINFO_RESPONSE_CODE, &status) == CURLE_OK ? status : 0
  }

  /// Nil where the answer does not ask for it.
  var retryAfterSeconds: Int? {
    var seconds = 0
    let code = curl_shim_get_number(handle, CURLINFO_RETRY_AFTER, &seconds)
    return code == CURLE_OK && seconds > 0 ? seconds : nil
  }

  /// The answer's media type, lower case, without parameters.
  var mediaType: String {
    var text: UnsafePointer<CChar>?
    guard curl_shim_get_text(handle, CURLINFO_CONTENT_TYPE, &text) == CURLE_OK, let text else { return "" }
    let type = String(cString: text).prefix { $0 != ";" }
    return type.filter { $0 != " " && $0 != "\t" }.lowercased()
  }

  private func check(_ code: CURLcode) throws(DeliveryError) {
    guard code == CURLE_OK else { throw .libraryUnusable }
  }
}

#if PROOF
  internal import Submissions

  extension Exchange {
    fileprivate static func reach(_ kind: curl_infotype) {
      switch kind {
      case CURLINFO_HEADER_OUT: try? Failpoint.reach("header leaving")
      case CURLINFO_DATA_OUT: try? Failpoint.reach("payload leaving")
      case CURLINFO_HEADER_IN: try? Failpoint.reach("header arriving")
      case CURLINFO_DATA_IN: try? Failpoint.reach("answer arriving")
      default: break
      }
    }
  }
#endif

extension Exchange {
  fileprivate static func of(_ context: UnsafeMutableRawPointer?) -> Exchange? {
    context.map { Unmanaged<Exchange>.fromOpaque($0).takeUnretainedValue() }
  }

  /// Taking less than what came makes libcurl stop with CURLE_WRITE_ERROR.
  fileprivate func takeBody(_ bytes: UnsafeMutablePointer<CChar>?, _ count: Int) -> Int {
    guard body.count + count <= answerBytes else { return 0 }
    body.append(contentsOf: UnsafeRawBufferPointer(start: bytes, count: count))
    return count
  }

  fileprivate func takeHeader(_ count: Int) -> Int {
    headerBytes += count
    return headerBytes <= Limit.answerBytes ? count : 0
  }
}
