import CellFrame
import VizPlayback

extension Frame {
  /// What stands in the place of the picture while it would give an answer away: the words alone, to be read from afar.
  mutating func drawSlide(_ state: State) {
    let chrome = Chrome(width: width, height: height)
    drawChrome(state, chrome, caption: [])
    let room = min(width - 8, 72)
    // A question takes the words' place.
    let lines = state.question == nil ? wrapped(state.narration ?? "", width: room) : []
    let x = max(4, (width - room) / 2)
    var y = chrome.body.y + max(1, chrome.body.height / 5)
    if let title = state.demo?.title, state.question == nil {
      write(title, x: x, y: y, style: .title, limit: width - 1)
      y += 2
    }
    for line in lines {
      guard y < chrome.body.maxY else { return }
      write(line, x: x, y: y, style: .caption, limit: width - 1)
      y += 1
    }
  }
}
