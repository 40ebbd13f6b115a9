import CellFrame
import VizPlayback

/// The tabs of the top bar, where a press shows a view.
enum Tabs {
  static let name = " lean-viz "

  /// The columns of each view's tab.
  static let all: [(view: View, columns: Range<Int>)] = {
    var x = name.count
    return View.allCases.map { view in
      let first = x + 1
      x = first + text(view).count
      return (view, first..<x)
    }
  }()

  static func text(_ view: View) -> String { " \(view.number) \(view.rawValue) " }
}

extension Frame {
  /// The top line: the program, its views, and whether what is shown is live.
  mutating func drawHeader(_ state: State, in rect: Rect) {
    fill(rect, with: Cell(" ", .bar))
    write(Tabs.name, x: rect.x, y: rect.y, style: .bar)
    for (view, columns) in Tabs.all where state.shows(.tabs) {
      write(Tabs.text(view), x: columns.lowerBound, y: rect.y, style: state.view == view ? .tab : .barDim)
    }
    let end = state.shows(.tabs) ? Tabs.all.last?.columns.upperBound : nil
    let x = end ?? rect.x + Tabs.name.count
    let words = fitting(situationWords(state), rect.width - x - 2)
    write(words, x: rect.maxX - words.count - 1, y: rect.y, style: .barDim)
  }
}

/// Whether what is shown is live, or who shows it; the longest wording first.
private func situationWords(_ state: State) -> [String] {
  guard let demo = state.demo else { return liveWords(state) }
  if demo.isConducting { return demoWords(demo) + liveWords(state) }
  if demo.exercise != nil { return turnWords(demo) }
  let kind = demo.isLesson ? "lesson" : "demo"
  return liveWords(state).map { "\(kind) waits · \($0)" } + ["\(kind) waits"]
}

private func liveWords(_ state: State) -> [String] {
  let sign = state.isPlaying && !state.isAtEnd ? "▶" : "■"
  let name = state.source.map { "\($0) · " } ?? ""
  switch state.origin {
  case .kernel: break
  case .trace(let file), .demoTrace(let file):
    return [
      "\(name)\(sign) replayed from \(file), nothing is executed", "\(sign) replayed from \(file)",
      "\(sign) replayed from a file", "\(sign) replay",
    ]
  }
  let slowed = state.slowMotion.map { " · slowed \(rough($0))×" } ?? ""
  let replayed = state.playhead < state.furthestComputed
  let live =
    state.isPreparingInput
    ? "making q, K and V" : replayed ? "replayed from the record" : "live, every tile computed"
  return [
    "\(name)\(sign) \(live)\(slowed)", "\(sign) \(live)\(slowed)",
    "\(sign) \(replayed ? "replay" : "live")\(slowed)", "\(sign) \(replayed ? "replay" : "live")",
  ]
}

/// What the learner is to do, by the chapter's name: the words may be behind the form.
private func turnWords(_ demo: DemoStatus) -> [String] {
  guard let chapter = demo.chapter, demo.chapters.indices.contains(chapter) else { return ["your turn"] }
  return ["\(demo.title) · your turn: \(demo.chapters[chapter])", "your turn: \(demo.chapters[chapter])", "your turn"]
}

/// A demo's place: its chapter; the longest wording first.
private func demoWords(_ demo: DemoStatus) -> [String] {
  let kind = demo.isLesson ? "lesson" : "demo"
  let sign = demo.isPaused ? "■ \(kind)" : "▶ \(kind)"
  guard let chapter = demo.chapter, demo.chapters.indices.contains(chapter) else {
    return ["\(sign) · \(demo.title)", sign]
  }
  let count = "\(chapter + 1) of \(demo.chapters.count)"
  return ["\(sign) · \(count) · \(demo.chapters[chapter])", "\(sign) · \(count)", sign]
}
