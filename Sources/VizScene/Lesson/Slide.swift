import CellFrame
import VizPlayback

extension Frame {
  /// What stands in the place of the picture while it would give an answer away: what the demo is about, the problem
  /// before any of it has been given to a unit, and words, to be read from afar. Returns the room that is left.
  mutating func drawSlide(_ state: State) -> Rect {
    let chrome = Chrome(width: width, height: height)
    // Without the way so far: its marks tell how long everything takes.
    drawTop(state, chrome)
    drawKeyLine(state, in: chrome.keys)
    let room = min(width - 8, 76)
    var rest = Rect(
      x: max(4, (width - room) / 2), y: chrome.body.y, width: room, height: chrome.scrub.maxY - chrome.body.y)
    _ = rest.takeTop(max(1, (height - 24) / 3))
    if let title = state.poster?.title ?? state.demo?.title {
      write(title, x: rest.x, y: rest.takeTop(1).y, style: .title, limit: width - 1)
      _ = rest.takeTop(1)
    }
    drawProblem(state, in: &rest)
    // A question takes the words' place.
    if state.question == nil { drawSlideWords(state, in: rest) }
    return rest
  }

  /// What is said; before anything is, what will be known afterwards.
  private mutating func drawSlideWords(_ state: State, in rect: Rect) {
    var rest = rect
    if let words = state.narration {
      for line in wrapped(words, width: rest.width) {
        write(line, x: rest.x, y: rest.takeTop(1).y, style: .caption, limit: width - 1)
      }
      return
    }
    guard let points = state.poster?.points, !points.isEmpty else { return }
    write("After it you know", x: rest.x, y: rest.takeTop(1).y, style: .dim, limit: width - 1)
    for point in points {
      for (row, line) in wrapped(point, width: rest.width - 2).enumerated() {
        write((row == 0 ? "· " : "  ") + line, x: rest.x, y: rest.takeTop(1).y, style: .caption, limit: width - 1)
      }
    }
  }
}
