import CellFrame
import VizPlayback

// The lines below the strips: words, the way so far, and keys.

extension Frame {
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
