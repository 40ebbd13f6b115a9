import AttentionCore
import CellFrame
import VizPlayback

extension Frame {
  /// The race on one card, fit for a screenshot.
  mutating func drawVerdictCard(_ state: State, layout: RaceLayout) {
    let room = width - 8
    let sentences = verdictSentences(state).flatMap { wrapped($0, width: room) }
    let table = verdictTable(state)
    let remarks = verdictRemarks(state).flatMap { wrapped($0, width: room) }
    let lines: [[(String, Style)]] =
      sentences.enumerated().map { [($1, $0 == 0 ? .title : .plain)] } + [[]] + table + [[]]
      + remarks.map { [($0, .dim)] }
    let contentWidth = lines.map { $0.reduce(0) { $0 + $1.0.count } }.max() ?? 0
    // As wide as the screen and down to the end of a strip, so that nothing beside it is cut in half.
    let ends = layout.strips.map(\.lanes.maxY) + [layout.chrome.scrub.y]
    let wantedTop = layout.strips.count > 1 ? layout.strips[1].title.y : layout.chrome.problem.y
    let top = max(layout.chrome.header.maxY, min(wantedTop, layout.chrome.scrub.y - lines.count - 2))
    let bottom = ends.first { $0 >= top + lines.count + 2 } ?? layout.chrome.scrub.y
    var inside = drawBox(title: state.source ?? "verdict", width: width - 4, height: bottom - top - 2, y: top)
    _ = inside.takeTop((inside.height - lines.count) / 2)
    let x = inside.x + max(1, (inside.width - contentWidth) / 2)
    for line in lines { write(line, x: x, y: inside.takeTop(1).y, limit: inside.maxX) }
  }

  /// Algorithms named in full, one a row, with a heading that names every clock.
  private func verdictTable(_ state: State) -> [[(String, Style)]] {
    // The remark below names its source.
    let measured = measuredClockName(state, isBrief: true)
    let isWide = width >= 100
    let timeWidth = 20
    var heading: [(String, Style)] = [
      ("".padded(to: 17), .dim), ("steps".leftPadded(to: 7), .dim), ("unit time".leftPadded(to: 11), .dim),
      ("partials".leftPadded(to: 10), .dim),
    ]
    if isWide { heading.append(("⊕".leftPadded(to: 6), .dim)) }
    heading.append((Clock.composed(units: state.experiment.units).name.leftPadded(to: timeWidth), .dim))
    heading.append(((isWide ? measured : "").leftPadded(to: isWide ? timeWidth : 0), .dim))
    var rows = [heading]
    for (place, run) in state.runs.enumerated() {
      let schedule = run.schedule
      let isFloor = schedule.makespan == schedule.floor
      var row: [(String, Style)] = [
        (schedule.algorithm.title.padded(to: 17), .title),
        (grouped(schedule.makespan).leftPadded(to: 7), isFloor ? .good : .plain),
        (percent(schedule.utilization).leftPadded(to: 11), .plain),
        (grouped(schedule.partialCount).leftPadded(to: 10), .plain),
      ]
      if isWide { row.append((grouped(schedule.merges.count).leftPadded(to: 6), .plain)) }
      row.append((composedTime(state, place).leftPadded(to: timeWidth), .plain))
      if isWide { row.append((measuredTime(state, place).leftPadded(to: timeWidth), .plain)) }
      rows.append(row)
    }
    if !isWide {
      let times = state.runs.indices.map { "\(state.runs[$0].schedule.algorithm.shortName) \(measuredTime(state, $0))" }
      rows.append([("\(measured): " + times.joined(separator: " · "), .dim)])
    }
    return rows
  }

  private func composedTime(_ state: State, _ place: Int) -> String {
    state.timings.composed.map { duration($0.timelines[place].end) } ?? pending(state)
  }

  private func measuredTime(_ state: State, _ place: Int) -> String {
    if let imported = state.timings.imported {
      return duration(imported.wall[place]?.median ?? imported.timelines[place].end)
    }
    return state.timings.measured.map { duration($0.wall[place].median) } ?? pending(state)
  }

  private func pending(_ state: State) -> String {
    switch state.timings.phase {
    case .notYet where state.isReplay: "–"
    case .notYet, .measuring: "measuring"
    case .cancelled: "stopped"
    case .done, .failed: "–"
    }
  }

  /// What the clocks mean, and what to press next.
  private func verdictRemarks(_ state: State) -> [String] {
    guard state.shows(.keys) else { return clockRemarks(state) }
    let last = state.isReplay ? "x export an SVG" : "r measure again"
    return clockRemarks(state) + [
      "space replay · ← → [ ] step through it · m clock · z zoom · esc strips · \(last) · q quit"
    ]
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
  if let measured = state.timings.measured {
    let runs = measured.wall.first?.runs ?? 0
    let warning = measured.isOversubscribed ? " Oversubscribed: no ratios." : ""
    lines.append(
      "Measured: the same problem on \(counted(measured.workers.threads, "unit")), medians of "
        + "\(counted(runs, "interleaved run")).\(warning)"
    )
  }
  return lines
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
