import AttentionCore
import CellFrame

extension Frame {
  /// The merge at the playhead for the last row of a hall: m′, α and β in big digits, and how far the result is off.
  mutating func drawBigMerge(_ content: MergeContent, in rect: Rect) {
    var rest = rect
    _ = rest.takeTop(1)
    let foot = rest.takeBottom(1)
    if let error = content.result?.error {
      let missing = (content.result?.of ?? 0) - (content.result?.tiles ?? 0)
      let words = "O ÷ l over the same keys as the f64 reference: off by ≤ \(errorBound(error))"
      let coverage = missing > 0 ? "; \(counted(missing, "tile")) still missing" : ""
      write(fitting([words + coverage, words], foot.width - 2), x: 1, y: foot.y, style: .good)
    }
    guard content.steps.indices.contains(content.current) else { return }
    let step = content.steps[content.current]
    let heading = "⊕ \(step.number) of \(content.steps.count): U\(step.host) ⊕ U\(step.source)"
    guard let weights = step.weights else {
      let why = step.isDone ? notRecorded : "the first to come"
      write(fitting(["\(heading), \(why)", heading], rest.width - 2), x: 1, y: rest.y, style: .title)
      return
    }
    write(fitting([heading], rest.width - 2), x: 1, y: rest.y, style: .title)
    _ = rest.takeTop(1)
    let lines: [(String, Float, Style, String)] = [
      ("m′", weights.m, .title, "the larger of the two m"),
      ("α", weights.alpha, .mark(content.output), "re-scales what was there"),
      ("β", weights.beta, .mark(content.output), "re-scales U\(step.source)'s partial"),
    ]
    let height = rest.height / lines.count
    for (name, value, style, words) in lines {
      var line = rest.takeTop(height)
      _ = line.takeTop(max(0, (height - BigDigits.height) / 2))
      write(name, x: 2, y: line.y + BigDigits.height / 2, style: .title)
      let room = Rect(x: 7, y: line.y, width: line.width - 8, height: min(BigDigits.height, line.height))
      let width = write(big: decimal(Double(value), 3), at: room, style: style)
      write(words, x: room.x + width + 3, y: line.y + BigDigits.height / 2, style: .plain, limit: line.maxX - 1)
    }
  }
}
