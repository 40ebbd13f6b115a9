import AttentionCore
import CellFrame
import VizPlayback

extension Frame {
  /// Times as far as they are known; below a verdict, which has them, FlashDecoding's choices.
  mutating func drawNotes(_ state: State, in rect: Rect) {
    guard !rect.isEmpty else { return }
    let isSaid = state.showsVerdict && state.timings.phase == .done
    write(isSaid ? splitsLine(state) : timesLine(state), x: 1, y: rect.y, limit: rect.maxX - 1)
  }

  private func timesLine(_ state: State) -> [(String, Style)] {
    let units = counted(state.experiment.units, "unit")
    let cores = state.workers?.inWords ?? "cores"
    if let imported = state.timings.imported {
      let times = zip(state.runs, imported.timelines).map { "\($0.schedule.algorithm.shortName) \(duration($1.end))" }
      return [("\(Clock.imported(source: imported.source).name): ", .dim), (times.joined(separator: " · "), .plain)]
    }
    guard let composed = state.timings.composed else {
      switch state.timings.phase {
      case .notYet where state.isReplay: return [("times: the trace's, when the race has ended", .dim)]
      case .notYet: return [("times: composed on \(units) and measured on \(cores) when the race has ended", .dim)]
      case .measuring: return [("times: measuring on \(cores) …", .dim)]
      case .cancelled: return [("times: a key stopped the measurement; it starts again when the keys rest", .dim)]
      case .failed(let reason): return [("times: \(reason)", .fair)]
      case .done: return [("times: –", .dim)]
      }
    }
    let times = zip(state.runs, composed.timelines).map { "\($0.schedule.algorithm.shortName) \(duration($1.end))" }
    let clock = Clock.composed(units: state.experiment.units).name
    let known = "\(clock): \(times.joined(separator: " · "))"
    let meaning = " (\(asIf(state, isBrief: true)))"
    let room = width - 2 - known.count
    let short = state.experiment.units > state.cores ? " (no GPU's)" : ""
    let rate = "   " + exchangeRate(composed, state.runs)
    let rest = [meaning + rate, short + rate, meaning, short].first { $0.count <= room }
    return [("\(clock): ", .dim), (times.joined(separator: " · "), .plain), (rest ?? "", .dim)]
  }

  private func splitsLine(_ state: State) -> [(String, Style)] {
    guard let table = state.splitTable,
      let decoding = state.runs.first(where: { $0.schedule.algorithm == .fd })?.schedule
    else { return [] }
    let chosen = table.row(splits: decoding.splits ?? 1)?.splits
    var pieces: [(String, Style)] = [
      (width >= 100 ? "FD's steps for S chunks per output: S =" : "FD's steps for S =", .dim)
    ]
    var room = width - 3 - pieces[0].0.count
    var ending: [(String, Style)] = []
    func reserve(_ text: String, _ style: Style) {
      guard room >= text.count else { return }
      room -= text.count
      ending.append((text, style))
    }
    if let lean = state.runs.first(where: { $0.schedule.algorithm == .lean })?.schedule {
      reserve("   LA \(grouped(lean.makespan))", .good)
    }
    reserve("   floor \(grouped(decoding.floor))", .dim)
    // Where not all fit, those around the S in use.
    let texts = table.rows.map { " \($0.splits)→\($0.steps) " }
    let here = table.rows.firstIndex { $0.splits == chosen } ?? 0
    var shown = here..<here
    while true {
      let larger = shown.upperBound < texts.count ? shown.lowerBound..<shown.upperBound + 1 : nil
      let smaller = shown.lowerBound > 0 ? shown.lowerBound - 1..<shown.upperBound : nil
      // The first ones first: they are the fewest partials.
      let next = [shown.isEmpty ? nil : smaller, larger].compactMap { $0 }.first {
        texts[$0].reduce(4) { $0 + $1.count } <= room
      }
      guard let next else { break }
      shown = next
    }
    if shown.lowerBound > 0 { pieces.append((" …", .dim)) }
    for place in shown { pieces.append((texts[place], place == here ? .fair : .dim)) }
    if shown.upperBound < texts.count { pieces.append(("… ", .dim)) }
    return pieces + ending
  }
}
