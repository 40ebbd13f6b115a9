import AttentionCore
import CellFrame
import VizPlayback

// The lines above and below the strips.

extension Frame {
  /// The top line: the program, its views, and whether what is shown is live.
  mutating func drawHeader(_ state: State, in rect: Rect) {
    fill(rect, with: Cell(" ", .bar))
    var x = write(" lean-viz ", x: rect.x, y: rect.y, style: .bar)
    x = write(" 1 race ", x: x + 2, y: rect.y, style: .tab)
    let sign = state.isPlaying && !state.isAtEnd ? "▶" : "■"
    let slowed = state.slowMotion.map { " · slowed \(rough($0))×" } ?? ""
    let name = state.source.map { "\($0) · " } ?? ""
    let replayed = state.playhead < state.furthestComputed
    let live = replayed ? "replayed from the record" : "live, every tile computed"
    let words = fitting(
      [
        "\(name)\(sign) \(live)\(slowed)", "\(sign) \(live)\(slowed)",
        "\(sign) \(replayed ? "replay" : "live")\(slowed)",
      ], rect.width - x - 2)
    write(words, x: rect.maxX - words.count - 1, y: rect.y, style: .barDim)
  }

  /// Times as far as they are known, and FlashDecoding's choices.
  mutating func drawNotes(_ state: State, in rect: Rect) {
    let lines = [timesLine(state), splitsLine(state)]
    for (row, pieces) in lines.prefix(rect.height).enumerated() {
      write(pieces, x: 1, y: rect.y + row, limit: rect.maxX - 1)
    }
  }

  private func timesLine(_ state: State) -> [(String, Style)] {
    let units = counted(state.experiment.units, "unit")
    let cores = counted(state.cores, "core")
    guard let composed = state.timings.composed else {
      switch state.timings.phase {
      case .notYet: return [("times: composed on \(units) and measured on \(cores) when the race has ended", .dim)]
      case .measuring: return [("times: measuring on \(cores) …", .dim)]
      case .cancelled: return [("times: the measurement was stopped; r measures again", .dim)]
      case .failed(let reason): return [("times: \(reason)", .fair)]
      case .done: return [("times: –", .dim)]
      }
    }
    let times = zip(state.runs, composed.timelines).map { "\($0.schedule.algorithm.shortName) \(duration($1.end))" }
    return [
      ("composed, \(units): ", .dim), (times.joined(separator: " · "), .plain),
      ("   " + exchangeRate(composed.costs), .dim),
    ]
  }

  private func splitsLine(_ state: State) -> [(String, Style)] {
    guard let table = state.splitTable,
      let decoding = state.runs.first(where: { $0.schedule.algorithm == .fd })?.schedule
    else { return [] }
    let chosen = table.row(splits: decoding.splits ?? 1)?.splits
    var pieces: [(String, Style)] = [("S splits : steps ", .dim)]
    var room = width - 3 - pieces[0].0.count
    var ending: [(String, Style)] = []
    func reserve(_ text: String, _ style: Style) {
      guard room >= text.count else { return }
      room -= text.count
      ending.append((text, style))
    }
    if let lean = state.runs.first(where: { $0.schedule.algorithm == .lean })?.schedule {
      reserve("   LA:\(grouped(lean.makespan))", .good)
    }
    reserve("   floor \(grouped(decoding.floor)) = ⌈\(grouped(state.problem.totalTiles))/\(decoding.units)⌉", .dim)
    for row in table.rows {
      let text = " \(row.splits):\(row.steps) "
      guard room >= text.count else { break }
      room -= text.count
      pieces.append((text, row.splits == chosen ? .fair : .dim))
    }
    return pieces + ending
  }

  /// What happens, in words: at most two lines, broken at blanks where the screen is narrow.
  mutating func drawCaption(_ state: State, in rect: Rect) {
    let lines = captionLines(state).flatMap { wrapped($0, width: rect.width - 2) }
    for (row, line) in lines.prefix(rect.height).enumerated() {
      let isCut = row == rect.height - 1 && lines.count > rect.height && !line.hasSuffix(".")
      write(isCut ? fitting([line + " …"], rect.width - 2) : line, x: rect.x + 1, y: rect.y + row, style: .caption)
    }
  }

  /// Where the playhead is on the whole way, with a mark at each algorithm's last tile.
  mutating func drawScrubBar(_ state: State, in rect: Rect) {
    let sign = state.isPlaying && !state.isAtEnd ? "▶" : "■"
    let speed = state.speed == state.speed.rounded() ? decimal(state.speed, 0) : decimal(state.speed, 2)
    let start = max(9, write("\(sign) \(speed)×", x: rect.x + 1, y: rect.y, style: .good) + 2)
    let width = max(1, rect.maxX - 2 - start)
    let whole = max(state.pace.seconds(to: state.agenda.end), .leastNonzeroMagnitude)
    func column(_ moment: Moment) -> Int {
      start + Int(state.pace.seconds(to: moment) / whole * Double(width - 1))
    }
    let head = column(state.playhead)
    for x in start..<start + width {
      self[x, rect.y] = Cell(x < head ? "━" : "─", x < head ? .gauge : .dim)
    }
    for run in state.runs {
      let x = column(state.agenda.moment(afterStep: run.schedule.makespan))
      self[x, rect.y] = Cell("┊", .title)
    }
    self[head, rect.y] = Cell("●", .playhead)
  }

  /// The last line: the most useful keys, in the order of the table, as many as fit.
  mutating func drawKeyLine(_ state: State, in rect: Rect) {
    if let notice = state.notice {
      write(fitting([notice], rect.width - 2), x: rect.x + 1, y: rect.y, style: .fair)
      return
    }
    let hints = KeyBinding.all.compactMap { binding in
      binding.hint.map { (name: $0.keys, hint: hintText($0.words, of: binding.action, state: state)) }
    }
    var x = rect.x + 1
    for (index, (name, hint)) in hints.enumerated() {
      // Quit and help, the last ones, always have their place.
      let reserved = index < hints.count - 2 ? 16 : 0
      guard x + name.count + hint.count + 1 <= rect.maxX - reserved else { continue }
      x = write(name, x: x, y: rect.y, style: .key)
      x = write(" " + hint, x: x, y: rect.y, style: .dim) + 2
    }
  }

  private func hintText(_ hint: String, of action: Action, state: State) -> String {
    guard case .togglePlay = action else { return hint }
    return state.isAtEnd ? "again" : state.isPlaying ? "pause" : "play"
  }
}

/// What merging costs in tiles, both measured on one core.
func exchangeRate(_ costs: PartCosts) -> String {
  let tile = Double(max(1, costs.medianTile))
  return "a ⊕ costs \(significant(Double(costs.merge) / tile)) tile · FD's barrier "
    + "\(significant(Double(costs.barrier) / tile)) tile"
}
