import CellFrame
import VizPlayback

extension Frame {
  /// The smallest size that shows a view; below it one page says so, until the terminal grows.
  public static let smallest = (width: 80, height: 24)

  /// The picture of a state: the same state and size always give the same frame.
  public init(_ state: State, width: Int, height: Int) {
    self.init(width: width, height: height)
    guard width >= Self.smallest.width, height >= Self.smallest.height else {
      drawTooSmall()
      return
    }
    if let page = state.wordsPage {
      self = Frame(state.withoutWords, width: width, height: height)
      drawWords(page: page, keys: state)
      return
    }
    var slide: Rect?
    if state.showsPicture {
      drawView(state)
      if let words = state.narration { drawNarration(words) }
    } else {
      slide = drawSlide(state)
    }
    switch state.mode {
    case .play, .inspect, .splits, .demo, .words: break
    case .presets: drawPresets(state)
    case .form: drawForm(state.form, words: state.narration)
    }
    if let question = state.question { drawQuestion(question, isInteractive: state.demo != nil, below: slide) }
    if state.showsHelp { drawHelp(in: state.keyMode) }
  }

  private mutating func drawView(_ state: State) {
    switch state.view {
    case .race: drawRace(state)
    case .map: drawMap(state)
    case .merge: drawMerge(state)
    case .time: drawTime(state)
    case .lesson: drawLessons(state)
    }
  }

  private mutating func drawTooSmall() {
    let words = "need \(Self.smallest.width)×\(Self.smallest.height), have \(width)×\(height)"
    write(words, x: max(0, (width - words.count) / 2), y: height / 2, style: .title)
    guard height > 2 else { return }
    let hint = "q quits"
    write(hint, x: max(0, (width - hint.count) / 2), y: height / 2 + 1, style: .dim)
  }
}
