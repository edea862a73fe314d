internal import Glibc

/// A moment as X12 writes it, in UTC.
struct Moment {
  /// CCYYMMDD.
  let day: String
  /// HHMM.
  let minute: String

  /// - Parameter seconds: since 1970.
  init(_ seconds: Int) {
    var time = time_t(seconds)
    var parts = tm()
    gmtime_r(&time, &parts)
    day =
      padded(Int(parts.tm_year) + 1900, 4) + padded(Int(parts.tm_mon) + 1, 2) + padded(Int(parts.tm_mday), 2)
    minute = padded(Int(parts.tm_hour), 2) + padded(Int(parts.tm_min), 2)
  }

  var year: String { String(day.prefix(4)) }
}
