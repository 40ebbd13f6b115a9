import CellFrame
import VizPlayback

/// The rows that every view has: the top bar and the problem above; what signs mean, words, the way so far and keys below.
struct Chrome: Sendable, Hashable {
  var header: Rect
  var problem: Rect
  /// What is left to the view.
  var body: Rect
  /// What colours, letters and signs stand for.
  var legend: Rect
  var captions: Rect
  var scrub: Rect
  var keys: Rect

  init(width: Int, height: Int) {
    body = Rect(x: 0, y: 0, width: width, height: height)
    header = body.takeTop(1)
    problem = body.takeTop(1)
    keys = body.takeBottom(1)
    scrub = body.takeBottom(1)
    captions = body.takeBottom(2)
    legend = body.takeBottom(1)
  }

  /// The same with the captions' rows given to the view.
  var withoutCaptions: Chrome {
    var chrome = self
    chrome.body.height += captions.height
    chrome.legend.y += captions.height
    chrome.captions = Rect(x: captions.x, y: scrub.y, width: captions.width, height: 0)
    return chrome
  }
}

extension Frame {
  /// Everything around a view.
  ///
  /// - Parameter caption: what happens, in words, at most two lines; what a demo says takes its place.
  mutating func drawChrome(_ state: State, _ chrome: Chrome, caption: [String]) {
    drawTop(state, chrome)
    if state.narration == nil { drawCaption(caption, in: chrome.captions) }
    drawScrubBar(state, in: chrome.scrub)
    drawKeyLine(state, in: chrome.keys)
  }

  /// The top bar and the problem.
  mutating func drawTop(_ state: State, _ chrome: Chrome) {
    drawHeader(state, in: chrome.header)
    write(fitting(problemSentences(state), width - 2), x: 1, y: chrome.problem.y, style: .plain)
  }
}
