import AttentionCore
import CellFrame
import VizPlayback

// The lines below a view: words, the way so far, and keys.

extension Frame {
  /// What happens, in words: at most two lines, broken at blanks where the screen is narrow.
  mutating func drawCaption(_ caption: [String], in rect: Rect) {
    let lines = caption.flatMap { wrapped($0, width: rect.width - 2) }
    for (row, line) in lines.prefix(rect.height).enumerated() {
      let isCut = row == rect.height - 1 && lines.count > rect.height && !line.hasSuffix(".")
      write(isCut ? fitting([line + " …"], rect.width - 2) : line, x: rect.x + 1, y: rect.y + row, style: .caption)
    }
  }

  /// What a demo says, whole and over any view: where two lines are not enough, it takes more of the rows above them.
  mutating func drawNarration(_ words: String) {
    let chrome = Chrome(width: width, height: height)
    let lines = wrapped(words, width: chrome.captions.width - 2).prefix(chrome.body.height)
    let first = chrome.captions.maxY - max(chrome.captions.height, lines.count)
    fill(
      Rect(x: 0, y: first, width: width, height: chrome.captions.maxY - first), with: Cell(" ", .plain))
    for (row, line) in lines.enumerated() { write(line, x: chrome.captions.x + 1, y: first + row, style: .caption) }
  }

  /// Where the playhead is on the whole way. Marks: the first idle unit, each merge, each algorithm's end.
  mutating func drawScrubBar(_ state: State, in rect: Rect) {
    let sign = state.isPlaying && !state.isAtEnd ? "▶" : "■"
    write("\(sign) \(speedText(state))×", x: rect.x + 1, y: rect.y, style: .good)
    let bar = ScrubBar(state, in: rect)
    let head = bar.column(of: state.playhead)
    for x in bar.columns { self[x, rect.y] = Cell(x < head ? "━" : "─", x < head ? .gauge : .dim) }
    for (column, mark) in bar.marks(state) { self[column, rect.y] = mark }
    self[head, rect.y] = Cell("●", .playhead)
  }

  /// The last line: the most useful keys of the mode, in the order of the table, as many as fit.
  mutating func drawKeyLine(_ state: State, in rect: Rect) {
    if let notice = state.notice {
      write(fitting([notice], rect.width - 2), x: rect.x + 1, y: rect.y, style: .fair)
      return
    }
    if !state.shows(.keys) { return }
    for hint in KeyHint.line(state, width: rect.width) {
      let x = write(hint.keys, x: rect.x + hint.columns.lowerBound, y: rect.y, style: .key)
      write(" " + hint.words, x: x, y: rect.y, style: .dim)
    }
  }
}

private func speedText(_ state: State) -> String {
  briefly(state.speed)
}

/// How moments become columns of the scrub bar, and back.
struct ScrubBar {
  let columns: Range<Int>
  private let pace: Pace
  private let agenda: Agenda
  private let whole: Double

  init(_ state: State, in rect: Rect) {
    // Wide enough for every speed, so that nothing moves when it changes.
    let start = rect.x + 10
    columns = start..<max(start + 1, rect.maxX - 2)
    pace = state.pace
    agenda = state.agenda
    whole = max(pace.seconds(to: agenda.end), .leastNonzeroMagnitude)
  }

  func column(of moment: Moment) -> Int {
    columns.lowerBound + Int(pace.seconds(to: moment) / whole * Double(columns.count - 1))
  }

  func moment(atColumn column: Int) -> Moment {
    if column >= columns.upperBound - 1 { return agenda.end }
    let share = Double(column - columns.lowerBound) / Double(max(1, columns.count - 1))
    return pace.moment(at: share * whole, in: agenda)
  }

  /// Merges that stand too close are left out: they would be one line.
  func marks(_ state: State) -> [(Int, Cell)] {
    var marks: [(Int, Cell)] = []
    if state.runs.reduce(0, { $0 + $1.schedule.merges.count }) <= columns.count / 3 {
      for (place, item) in agenda.items.enumerated() {
        let run = state.runs[item.run]
        guard case .merge(let merge) = run.events[item.event].kind else { continue }
        let output = run.schedule.merges[merge].destination
        marks.append((column(of: Moment(step: item.step, passed: place + 1)), Cell("◆", .mark(output))))
      }
    }
    if let step = firstIdleStep(state) { marks.append((column(of: agenda.moment(afterStep: step)), Cell("▽", .fair))) }
    return marks
      + state.runs.map { (column(of: agenda.moment(afterStep: $0.schedule.makespan)), Cell("┊", .title)) }
  }

  /// The first step at which a unit of some run has nothing to do while others of it work; `nil` if none ever does.
  private func firstIdleStep(_ state: State) -> Int? {
    state.runs.compactMap { run in
      let schedule = run.schedule
      let ends = run.lanes.map { $0.last?.end ?? 0 }
      return ends.min().flatMap { $0 < schedule.makespan ? $0 : nil }
    }.min()
  }
}

/// A key on the last line, and what it does now.
struct KeyHint {
  var keys: String
  var words: String
  var action: Action
  var columns: Range<Int>

  /// As many hints as fit; words, help and quit always have their place.
  static func line(_ state: State, width: Int) -> [KeyHint] {
    let isInHands = state.demo?.isConducting == false && state.mode == .play
    let named = KeyBinding.all.filter { binding in
      if isInHands, binding.isBack { return binding.modes == [.play] }
      return binding.modes.contains(state.keyMode) && !(state.isReplay && binding.action.needsKernel)
        && !(state.isAtEnd && binding.leadsToTheEnd) && (binding.hint?.views.contains(state.view) ?? false)
    }
    // What the mode is for comes first.
    let isOwn = { (binding: KeyBinding) in isInHands && binding.isBack || !binding.modes.contains(.play) }
    let (shared, own) = (named.filter { !isOwn($0) }, named.filter(isOwn))
    let bindings = own.filter { !$0.isLeaving } + shared + own.filter(\.isLeaving)
    var line: [KeyHint] = []
    var x = 1
    let texts = bindings.compactMap { binding in binding.hint.map { Self.words($0, of: binding, state: state) } }
    for (index, (binding, words)) in zip(bindings, texts).enumerated() {
      guard let hint = binding.hint else { continue }
      let length = hint.keys.count + 1 + words.count
      let last = bindings.indices.suffix(3).filter { $0 > index }
      let reserved = last.reduce(1) { $0 + (bindings[$1].hint?.keys.count ?? 0) + texts[$1].count + 3 }
      guard x + length <= width - reserved else { continue }
      line.append(KeyHint(keys: hint.keys, words: words, action: binding.action, columns: x..<x + length))
      x += length + 2
    }
    return line
  }

  private static func words(_ hint: KeyBinding.Hint, of binding: KeyBinding, state: State) -> String {
    switch binding.action {
    case .demo(.togglePause): state.demo?.isPaused == true ? "go on" : "pause"
    case .back where state.keyMode == .play: state.demo?.exercise == nil ? "give back the controls" : "show me how"
    case .inspect where state.view == .lesson: "begin"
    case .previousLine where state.keyMode == .words: "page"
    case .togglePlay: state.isAtEnd ? "replay" : state.isPlaying ? "pause" : "play"
    case .toggleRescaling: state.mergesWithoutRescaling ? "re-scaled" : hint.words
    default: hint.words
    }
  }
}

extension KeyBinding {
  fileprivate var isBack: Bool { if case .back = action { true } else { false } }
  /// Leaving a demo stands where quitting does.
  fileprivate var isLeaving: Bool { if case .demo(.leave) = action { true } else { false } }

  /// At the end there is no way to it.
  fileprivate var leadsToTheEnd: Bool { if case .goToEnd = action { true } else { false } }
}
