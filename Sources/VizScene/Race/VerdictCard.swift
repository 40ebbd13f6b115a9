import AttentionCore
import CellFrame
import VizPlayback

/// The race on one card, fit for a screenshot: what it came to, each algorithm's numbers, what the clocks mean.
struct VerdictCard {
  /// How much of it there is: with the steps in big digits, with what was measured, with the table, or what it came to
  /// alone.
  enum Detail { case large, whole, table, brief }

  typealias Line = VerdictTable.Line

  var lines: [Line]

  var width: Int { lines.map(Self.length).max() ?? 0 }

  /// The card in so many columns and rows; `nil` where it has no room. Sentences are whole or not there.
  ///
  /// - Parameter isBig: whether the steps stand beside the strips, in big digits.
  init?(_ state: State, detail: Detail, isBig: Bool = false, width: Int, height: Int) {
    let head = Self.head(state, namesSteps: !isBig || detail != .brief, width: width)
    var table: [Line] = []
    var notes: [Line] = []
    if detail != .brief {
      guard let rows = VerdictTable(state).lines(width: width, isLarge: detail == .large) else { return nil }
      table = rows
      notes = Self.measuredNote(state, isOptional: detail == .table, width: width)
    }
    var spare = height - head.count - table.count - notes.count
    guard spare >= 0, (head + notes).allSatisfy({ Self.length($0) <= width }) else { return nil }
    // Blank lines first, then whatever remark fits whole.
    let gaps = [table, notes].map { part in
      guard !part.isEmpty, spare > 0 else { return [Line]() }
      spare -= 1
      return [[]]
    }
    lines = head + gaps[0] + table + gaps[1] + notes
    guard detail != .brief else { return }
    if notes.isEmpty, spare > 1 {
      lines.append([])
      spare -= 1
    }
    for remark in Self.remarks(state, besides: notes, width: width) where remark.count <= spare {
      lines += remark
      spare -= remark.count
    }
    while lines.last?.isEmpty == true, notes.isEmpty { lines.removeLast() }
  }

  /// What it came to: the steps, then whether the results are right and who else gets there.
  private static func head(_ state: State, namesSteps: Bool, width: Int) -> [Line] {
    let results = [accuracySentence(state), leanSentence(state) ?? ""].filter { !$0.isEmpty }
    guard namesSteps else { return wrapping(([floorSentence(state)] + results).joined(separator: " "), width) }
    let steps = verdictHeadline(state) + "."
    let whole = "\(steps) \(floorSentence(state))"
    let title = whole.count <= width ? [whole] : [steps, floorSentence(state)]
    return wrapping(title[0], width, .title) + title.dropFirst().flatMap { wrapping($0, width) }
      + wrapping(results.joined(separator: " "), width)
  }

  /// What was measured, and how often; until it has been, as many blank lines, so that nothing moves.
  ///
  /// - Parameter isOptional: whether it may be left out where FlashDecoding's S was the one on stage.
  private static func measuredNote(_ state: State, isOptional: Bool, width: Int) -> [Line] {
    if let measured = state.timings.measured {
      let isOther = state.runs.indices.contains { measuredSplits(state, place: $0) != nil }
      return isOther || !isOptional ? wrapping(measuredRemark(state, measured), width) : []
    }
    guard !state.isReplay, [.notYet, .measuring].contains(state.timings.phase) else { return [] }
    let units = max(1, state.cores)
    let work = PlannedWork(state.problem, units: units, slots: state.experiment.slots, splits: state.experiment.splits)
    let onStage = state.runs.first { $0.schedule.algorithm == .fd }?.schedule.splits
    let splits = onStage.flatMap { $0 == work.splits.count(for: work) ? nil : work.splits.count(for: work) }
    guard splits != nil || !isOptional else { return [] }
    return wrapped(measuredWords(units: units, runs: 31, splits: splits), width: width).map { _ in [] }
  }

  /// Why there are no times, or what those that are there stand for.
  private static func remarks(_ state: State, besides notes: [Line], width: Int) -> [[Line]] {
    let said = notes.isEmpty ? nil : state.timings.measured.map { measuredRemark(state, $0) }
    var remarks = clockRemarks(state).filter { $0 != said }.map { wrapping($0, width, .dim) }
    if case .failed(let reason) = state.timings.phase {
      remarks.insert(wrapping("No times: \(reason)", width, .fair), at: 0)
    }
    return remarks.filter { $0.allSatisfy { length($0) <= width } }
  }

  private static func wrapping(_ text: String, _ width: Int, _ style: Style = .plain) -> [Line] {
    wrapped(text, width: width).map { [($0, style)] }
  }

  private static func length(_ line: Line) -> Int { line.reduce(0) { $0 + $1.0.count } }

  /// Its first line alone.
  init(headlineOf state: State) { lines = [[(verdictHeadline(state) + ".", .title)]] }
}

extension Frame {
  /// A card in its box. What is behind it is cleared.
  mutating func drawVerdictCard(_ card: VerdictCard, title: String, in box: Rect, isFramed: Bool) {
    fill(box, with: Cell(" ", .plain))
    var inside = Rect(x: box.x + 1, y: box.y, width: box.width - 2, height: box.height)
    if isFramed {
      drawBorder(box, style: .border)
      write(" \(title) ", x: box.x + 2, y: box.y, style: .title, limit: box.maxX - 1)
      inside = Rect(x: box.x + 2, y: box.y + 1, width: box.width - 4, height: box.height - 2)
    }
    for line in card.lines { write(line, x: inside.x, y: inside.takeTop(1).y, limit: inside.maxX) }
  }
}

/// The clock of whole runs, by name: measured here, or imported.
///
/// - Parameter isBrief: without the source of what is imported, where that stands beside.
func measuredClockName(_ state: State, isBrief: Bool = false) -> String {
  if let imported = state.timings.imported {
    return isBrief ? "imported" : Clock.imported(source: imported.source).name
  }
  return state.timings.measured?.clock.name ?? state.workers.map { Clock.measured($0).name } ?? "measured"
}

/// What the times that are there stand for.
func clockRemarks(_ state: State) -> [String] {
  var lines: [String] = []
  if let imported = state.timings.imported {
    lines.append("Imported from a trace: \(imported.source). Nothing of it ran here.")
  }
  if let composed = state.timings.composed {
    lines.append("On one core, \(exchangeRate(composed, state.runs)). Composed: \(asIf(state)).")
  }
  if let measured = state.timings.measured { lines.append(measuredRemark(state, measured)) }
  return lines
}

/// What was measured, over how many runs, and with which S, where that is another than on stage.
func measuredRemark(_ state: State, _ measured: MeasuredTimes) -> String {
  let splits = state.runs.indices.compactMap { measuredSplits(state, place: $0) }.first
  let warning = measured.isOversubscribed ? " Oversubscribed: no ratios." : ""
  return measuredWords(units: measured.workers.threads, runs: measured.wall.first?.runs ?? 0, splits: splits) + warning
}

private func measuredWords(units: Int, runs: Int, splits: Int?) -> String {
  let rule = splits == 1 ? "FlashDecoding's rule does not split there" : "there FlashDecoding's rule splits otherwise"
  let other = splits.map { "; \(rule) (S=\($0))" } ?? ""
  return
    "Measured: the same problem on \(counted(units, "unit")), medians of \(counted(runs, "interleaved run"))\(other)."
}

/// Breaks a text into lines at blanks.
func wrapped(_ text: String, width: Int) -> [String] {
  var lines: [String] = []
  var line = ""
  for word in text.split(separator: " ", omittingEmptySubsequences: false) {
    if !line.isEmpty && line.count + 1 + word.count > width {
      lines.append(line)
      line = String(word)
    } else {
      line += (line.isEmpty ? "" : " ") + word
    }
  }
  return line.isEmpty ? lines : lines + [line]
}
