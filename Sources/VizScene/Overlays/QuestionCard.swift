import CellFrame
import VizPlayback

extension Frame {
  /// A question with its options; once one is chosen, which was right.
  ///
  /// - Parameter slide: the room that a slide leaves, if there is one: the card keeps what is above in sight.
  mutating func drawQuestion(_ posed: PosedQuestion, isInteractive: Bool, below slide: Rect?) {
    let room = min(width - 8, 76)
    let text = wrapped(posed.question.text, width: room)
    let options = posed.question.options
    let foot = Self.foot(posed, isInteractive: isInteractive)
    let widest = (text + foot).map(\.count).max() ?? 0
    let boxWidth = min(room, max(widest, (options.map(\.count).max() ?? 0) + 14, 40))
    let rows = text.count + options.count + foot.count + 4
    let y = slide.map { max(0, min($0.y + 1, $0.maxY - rows - 2)) }
    var inside = drawBox(title: "predict", width: boxWidth, height: rows, y: y)
    _ = inside.takeTop(1)
    for line in text {
      let row = inside.takeTop(1)
      write(line, x: row.x, y: row.y, style: .title, limit: row.maxX)
    }
    _ = inside.takeTop(1)
    for (place, option) in options.enumerated() {
      let row = inside.takeTop(1)
      let x = write(
        " \(place + 1) ", x: row.x + 1, y: row.y, style: (posed.chosen ?? posed.pointed) == place ? .cursor : .key)
      let verdict = Self.verdict(of: place, posed)
      let end = write(option, x: x + 1, y: row.y, style: verdict?.style ?? .plain, limit: row.maxX)
      if let verdict { write(verdict.words, x: end + 2, y: row.y, style: verdict.style, limit: row.maxX) }
    }
    _ = inside.takeTop(1)
    for line in foot {
      let row = inside.takeTop(1)
      write(line, x: row.x, y: row.y, style: .dim, limit: row.maxX)
    }
  }

  /// What is said of an option when the question has been answered: of the right one, and of a wrong one that was chosen.
  private static func verdict(of place: Int, _ posed: PosedQuestion) -> (words: String, style: Style)? {
    guard posed.chosen != nil else { return nil }
    if place == posed.question.answer { return ("✓ right", .good) }
    return place == posed.chosen ? ("✗ no", .bad) : nil
  }

  private static func foot(_ posed: PosedQuestion, isInteractive: Bool) -> [String] {
    guard let chosen = posed.chosen else {
      let numbers = posed.question.options.indices.map { "\($0 + 1)" }
      let last = numbers.last.map { " or \($0)" } ?? ""
      return [
        isInteractive
          ? "press \(numbers.dropLast().joined(separator: ", "))\(last), or ↑ ↓ and enter" : "what would you say?"
      ]
    }
    if posed.isRight { return ["now see it computed"] }
    return [posed.question.correction(for: chosen) == nil ? "watch what happens" : "watch the deciding steps, slowly"]
  }
}
