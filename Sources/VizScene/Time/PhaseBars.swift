import AttentionCore
import CellFrame
import VizPlayback

// What the cores' time went to: a stacked bar per algorithm.

/// One part of a stacked bar.
private struct PhasePart {
  var name: String
  var share: Double
  var style: Style
  /// What fills it.
  var glyph: Unicode.Scalar

  /// Large parts have their name and number in the bar.
  var isNamedInBar: Bool { glyph == " " && share >= 0.3 }

  static func all(_ shares: PhaseShares) -> [PhasePart] {
    [
      PhasePart(name: "scores", share: shares.scores, style: .neutral(0), glyph: " "),
      PhasePart(name: "softmax", share: shares.softmax, style: .neutral(3), glyph: " "),
      PhasePart(name: "values", share: shares.values, style: .neutral(1), glyph: " "),
      PhasePart(name: "merge", share: shares.merge, style: .neutral(2), glyph: " "),
      PhasePart(name: "wait", share: shares.wait, style: .dim, glyph: "▒"),
      PhasePart(name: "no work", share: shares.idle, style: .dim, glyph: "·"),
    ]
  }
}

extension Frame {
  /// Large screens: a bar per algorithm with its numbers below.
  mutating func drawPhasePanel(_ state: State, in rect: Rect) {
    var rest = rect
    let title = write("where the time goes", x: rect.x, y: rest.y, style: .title)
    write(
      ", \(measuredClockName(state, isBrief: true))", x: title, y: rest.takeTop(1).y, style: .dim, limit: rect.maxX - 1)
    let note = rest.takeBottom(1)
    guard let phases = state.timings.measured?.phases, phases.count == state.runs.count, let first = phases.first else {
      write(pendingPhases(state), x: rect.x, y: rect.y + rect.height / 2, style: .dim, limit: rect.maxX - 1)
      return
    }
    let perRun = max(1, rest.height / state.runs.count)
    // A bar, its numbers, and a blank row where there is one to spare.
    let barHeight = max(1, min(6, perRun - 2))
    for (run, phases) in zip(state.runs, phases) {
      var part = rest.takeTop(perRun)
      write(run.schedule.algorithm.shortName, x: rect.x, y: part.y, style: .title)
      let bar = part.takeTop(barHeight)
      drawStack(
        PhasePart.all(phases.shares), in: Rect(x: rect.x + 5, y: bar.y, width: rect.width - 6, height: bar.height))
      let numbers = part.takeTop(1)
      if !numbers.isEmpty { drawPhaseNumbers(phases.shares, x: rect.x + 5, y: numbers.y, limit: rect.maxX - 1) }
    }
    let percents = (phases.map(\.slowdown).max() ?? 1) * 100 - 100
    let slowdown = percents < 0.05 ? "no slower" : "up to \(decimal(percents, 1)) % slower"
    let words = [
      "sampled: 1 tile in \(first.interval) timed inside, in runs of their own, \(slowdown)",
      "sampled: 1 tile in \(first.interval), own runs, \(slowdown)", "1 tile in \(first.interval) sampled, \(slowdown)",
    ]
    write(fitting(words, rect.width - 1), x: rect.x, y: note.y, style: .dim)
  }

  /// Small screens: a bar per algorithm.
  mutating func drawPhaseRows(_ state: State, in rect: Rect) {
    var rest = rect
    let title = write("where the time goes", x: rect.x + 1, y: rest.y, style: .title)
    let phases = state.timings.measured?.phases ?? []
    let sampled = phases.first.map { ", 1 tile in \($0.interval) sampled" } ?? ""
    let clock = ", \(measuredClockName(state, isBrief: true))"
    write(fitting([clock + sampled, clock], rect.maxX - title - 1), x: title, y: rest.takeTop(1).y, style: .dim)
    for (place, run) in state.runs.enumerated() {
      let row = rest.takeTop(1)
      write(run.schedule.algorithm.title, x: rect.x + 1, y: row.y, style: .title)
      let start = rect.x + 19
      guard phases.count == state.runs.count else {
        write(pendingPhases(state), x: start, y: row.y, style: .dim, limit: rect.maxX)
        continue
      }
      drawStack(
        PhasePart.all(phases[place].shares), in: Rect(x: start, y: row.y, width: rect.maxX - start - 1, height: 1))
    }
  }

  /// Parts one after the other, named where they are wide enough.
  private mutating func drawStack(_ parts: [PhasePart], in rect: Rect) {
    var sum = 0.0
    var x = rect.x
    for part in parts {
      sum += part.share
      let end = min(rect.maxX, rect.x + Int((sum * Double(rect.width)).rounded()))
      defer { x = end }
      guard end > x else { continue }
      fill(Rect(x: x, y: rect.y, width: end - x, height: rect.height), with: Cell(part.glyph, part.style))
      guard part.glyph == " " else { continue }
      for y in rect.y..<rect.maxY { self[x, y] = Cell("▏", part.style) }
      let words = [" \(part.name) \(percent((part.share * 100).rounded() / 100))", " \(part.name)"]
      guard let word = words.first(where: { $0.count < end - x }) else { continue }
      write(word, x: x + 1, y: rect.y + (rect.height - 1) / 2, style: part.style, limit: end)
    }
  }

  /// All shares in numbers, their names as bright as the bar's parts.
  private mutating func drawPhaseNumbers(_ shares: PhaseShares, x: Int, y: Int, limit: Int) {
    let parts = PhasePart.all(shares).map { (part: $0, number: decimal($0.share * 100, 1)) }
    func width(_ parts: [(part: PhasePart, number: String)]) -> Int {
      parts.reduce(0) { $0 + $1.part.name.count + $1.number.count + 3 }
    }
    // Where room is scarce: without what the bar names, then without what is its end.
    let wordings = [
      parts, parts.filter { !$0.part.isNamedInBar }, Array(parts.filter { !$0.part.isNamedInBar }.dropLast()),
    ]
    var x = x
    guard let shown = wordings.first(where: { width($0) <= limit - x }), !shown.isEmpty else { return }
    for (part, number) in shown {
      x = write(part.name + " ", x: x, y: y, style: part.glyph == " " ? .plain : .dim, limit: limit)
      x = write(number + "  ", x: x, y: y, style: .plain, limit: limit)
    }
    write("%", x: x - 1, y: y, style: .plain, limit: limit)
  }

  private func pendingPhases(_ state: State) -> String {
    state.timings.measured == nil || state.timings.phase == .measuring
      ? pendingTime(state) : "not measured: r measures again"
  }
}
