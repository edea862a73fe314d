internal import Accounts
internal import Desk
internal import Hummingbird

/// How it goes: what was sent and rejected, how long answers take, how old what is open is. Counts alone,
/// each picture with a sentence and a table of the same numbers.
struct ChartPages {
  let site: Site
  private static let weeks: Int32 = 12

  func add(to router: Router<PageContext>) {
    router.get("/charts") { request, _ in
      try await site.show(request, [.billing]) { .page(try page($0)) }
    }
  }

  private func page(_ visit: SignedIn) throws -> Page {
    let desk = visit.desk
    let monday = Self.monday(try desk.today())
    let since = monday - 7 * (Self.weeks - 1)
    return Page(
      "charts", "Charts",
      [
        "charts": [
          sent(try desk.weeks(since: since), since), answers(try desk.answerDays(since: since)),
          ages(try desk.openAges()),
        ]
      ])
  }

  /// 2000-01-01 was a Saturday.
  private static func monday(_ day: Int32) -> Int32 { day - ((day + 5) % 7 + 7) % 7 }

  // MARK: What was sent, and what was rejected

  private func sent(_ weeks: [BillingDesk.Week], _ since: Int32) -> [String: any Sendable] {
    let lines = (0..<Self.weeks).map { since + 7 * $0 }.map { monday -> Chart.Line in
      let these = weeks.filter { $0.monday == monday }
      let counts = [these.reduce(0) { $0 + $1.sent }, these.reduce(0) { $0 + $1.rejected }]
      return Chart.Line(
        labels: [Self.short(monday)], values: counts.map(Double.init), shown: counts.map(Said.grouped))
    }
    let (sent, rejected) = (
      weeks.reduce(0) { $0 + $1.sent }, weeks.reduce(0) { $0 + $1.rejected }
    )
    let share =
      rejected == 0
      ? "As far as is known, none was rejected."
      : "Of \(Said.grouped(rejected)) it became known that they were rejected"
        + (sent == 0 ? "." : ": \(Self.percent(rejected, of: sent)).")
    return Self.values(
      Chart(title: "Claims sent and rejected, by week", series: ["sent", "rejected"], rows: lines),
      id: "weeks", any: !weeks.isEmpty,
      sentence: "In twelve weeks \(Said.counted(sent, "claim was", "claims were")) sent. \(share)",
      table: (
        ["Week of", "Clearinghouse", "Sent", "Rejected"],
        weeks.map {
          [Said.day($0.monday), $0.clearinghouse, Said.grouped($0.sent), Said.grouped($0.rejected)]
        }
      ))
  }

  // MARK: How long answers take

  private func answers(_ weeks: [BillingDesk.AnswerDays]) -> [String: any Sendable] {
    let answered = weeks.filter { $0.median != nil }
    let lines = answered.map { week in
      let values = [week.median ?? 0, week.ninth ?? 0]
      return Chart.Line(
        labels: [Self.short(week.monday), String(week.clearinghouse.prefix(12))], values: values,
        shown: values.map(Self.days))
    }
    let (all, open) = (
      weeks.reduce(0) { $0 + $1.submissions }, weeks.reduce(0) { $0 + $1.submissions - $1.answered }
    )
    let slowest = answered.max { ($0.ninth ?? 0) < ($1.ninth ?? 0) }
    let slow =
      slowest.map {
        " The slowest week was that of \(Said.day($0.monday)) at \($0.clearinghouse): nine of ten were "
          + "answered within \(Self.days($0.ninth ?? 0))."
      } ?? ""
    return Self.values(
      Chart(
        title: "Days until the first answer, by week and clearinghouse",
        series: ["half were answered", "nine of ten were"], rows: lines),
      id: "answers", any: !lines.isEmpty,
      sentence: "In twelve weeks \(Said.counted(all, "submission was", "submissions were")) taken; "
        + (open == 0 ? "all have an answer." : "\(Said.grouped(open)) of them without an answer yet.") + slow,
      table: (
        ["Week of", "Clearinghouse", "Submissions", "Answered", "Half within", "Nine of ten within"],
        weeks.map {
          [
            Said.day($0.monday), $0.clearinghouse, Said.grouped($0.submissions), Said.grouped($0.answered),
            $0.median.map(Self.days) ?? "none", $0.ninth.map(Self.days) ?? "none",
          ]
        }
      ))
  }

  // MARK: How old what is open is

  private func ages(_ ages: [BillingDesk.OpenAge]) -> [String: any Sendable] {
    let lines = ages.map { age in
      let counts = [age.waitsForOthers, age.waitsForUs]
      return Chart.Line(
        labels: [Self.bucket(age.firstDays)], values: counts.map(Double.init), shown: counts.map(Said.grouped)
      )
    }
    let all = ages.reduce(0) { $0 + $1.waitsForOthers + $1.waitsForUs }
    let ours = ages.reduce(0) { $0 + $1.waitsForUs }
    let charge = ages.reduce(0) { $0 + $1.chargeCents }
    return Self.values(
      Chart(
        title: "Open claims by the days since they were sent",
        series: ["wait for an answer", "wait for us"], rows: lines),
      id: "ages", any: all > 0,
      sentence: "\(Said.counted(all, "claim is", "claims are")) open, with \(Said.dollars(charge)) charged; "
        + "\(Said.grouped(ours)) of them wait for us.",
      table: (
        ["Days since sent", "Wait for an answer", "Wait for us", "Charged"],
        ages.map {
          [
            Self.bucket($0.firstDays), Said.grouped($0.waitsForOthers), Said.grouped($0.waitsForUs),
            Said.dollars($0.chargeCents),
          ]
        }
      ))
  }

  private static func bucket(_ first: Int) -> String {
    switch first {
    case 0: "0–7 days"
    case 8: "8–30 days"
    case 31: "31–60 days"
    case 61: "61–90 days"
    default: "over 90 days"
    }
  }

  // MARK: How they are said

  private static func values(
    _ chart: Chart, id: String, any: Bool, sentence: String, table: (head: [String], rows: [[String]])
  ) -> [String: any Sendable] {
    [
      "id": id, "title": chart.title, "any": any, "sentence": sentence, "picture": chart.svg(id: id),
      "first": chart.series[0], "second": chart.series[1], "head": table.head,
      "table": table.rows.map { row -> [String: any Sendable] in
        [
          "cells": zip(table.head, row).map { ["label": $0, "text": $1] as [String: any Sendable] }
        ]
      },
    ]
  }

  /// `Nov 23`
  private static func short(_ day: Int32) -> String {
    String(Said.day(day).split(separator: ",").first ?? "")
  }

  /// `2.5 days`, `3 hours`
  private static func days(_ days: Double) -> String {
    let hours = Int((days * 24).rounded())
    if hours < 24 { return hours == 0 ? "an hour" : Said.counted(hours, "hour") }
    let tenths = Int((days * 10).rounded())
    return "\(tenths / 10)" + (tenths % 10 == 0 ? "" : ".\(tenths % 10)") + (tenths == 10 ? " day" : " days")
  }

  private static func percent(_ part: Int, of whole: Int) -> String {
    let tenths = Int((Double(part) * 1_000 / Double(whole)).rounded())
    return "\(tenths / 10).\(tenths % 10) %"
  }
}
