import AttentionCore

/// What colours, letters and marks stand for.
struct DrawingKey {
  private let panels: [ScheduleDrawing.Panel]
  /// Whether anything is drawn that is too narrow for its letter.
  private let isHatched: Bool

  private static let boxHeight = 9.0
  private static let letterWidth = 11.0
  /// What a word of the key takes, per character, in the widest of the fonts.
  private static let characterWidth = 5.5

  init(_ panels: [ScheduleDrawing.Panel], isHatched: Bool) {
    self.panels = panels
    self.isHatched = isHatched
  }

  let height = 33.0

  func elements(y: Double) -> [String] {
    outputs(y: y) + ["<text class=\"dim\" x=\"\(ScheduleDrawing.left.brief)\" y=\"\((y + 21).brief)\">\(marks)</text>"]
  }

  /// The outputs with their letters, by request, as many as there is room for.
  private func outputs(y: Double) -> [String] {
    guard let problem = panels.first?.schedule.problem else { return [] }
    let rest = problem.outputs > DrawingStyle.colours ? "… colours repeat" : "…"
    let noun = problem.groupSize > 1 ? "KV head" : "head"
    var elements: [String] = []
    var x = ScheduleDrawing.left
    for request in 0..<problem.requests {
      // Letters come again after 26 and colours sooner: what comes first says how it goes on.
      let first = request * problem.kvHeads
      let shown = first..<min(first + problem.kvHeads, 26)
      let words =
        problem.requests > 1
        ? "request \(request + 1)" : shown.count == 1 ? noun : "\(noun)s 1 to \(shown.count)"
      let width = Double(shown.count) * boxWidth + 4 + Double(words.count) * Self.characterWidth
      let reserved = request + 1 < problem.requests ? Double(rest.count) * Self.characterWidth + 8 : 0
      let isRoom = !shown.isEmpty && x + width <= ScheduleDrawing.right - reserved
      guard isRoom || request == 0 else {
        elements.append(text(rest, x: x, y: y))
        break
      }
      let boxes = isRoom ? shown.count : min(shown.count, DrawingStyle.colours)
      for output in shown.prefix(boxes) {
        elements += box(output, x: x, y: y, letter: problem.letter(ofOutput: output))
        x += boxWidth
      }
      elements.append(text(boxes < problem.kvHeads ? "… \(words)" : words, x: x + 4, y: y))
      x += 4 + Double(words.count) * Self.characterWidth + 8
    }
    return elements
  }

  private var boxWidth: Double { Self.letterWidth * (isHatched ? 2 : 1) + 1 }

  private func box(_ output: Int, x: Double, y: Double, letter: String) -> [String] {
    func place(_ x: Double) -> String {
      "x=\"\(x.brief)\" y=\"\(y.brief)\" width=\"\(Self.letterWidth.brief)\" height=\"\(Self.boxHeight.brief)\""
    }
    let series = DrawingStyle.colour(ofOutput: output)
    let colour = "class=\"c\(series)\""
    let middle = (x + Self.letterWidth / 2).brief
    var elements = [
      "<rect \(colour) \(place(x))/>",
      "<text class=\"on\" style=\"font-size: 7px\" x=\"\(middle)\" y=\"\((y + 7).brief)\" text-anchor=\"middle\">"
        + "\(letter)</text>",
    ]
    if isHatched {
      let narrow = place(x + Self.letterWidth)
      elements.append("<rect \(colour) \(narrow)/>")
      if series > 0 { elements.append("<rect fill=\"url(#h\(series))\" \(narrow)/>") }
    }
    return elements
  }

  private func text(_ words: String, x: Double, y: Double) -> String {
    "<text class=\"dim\" x=\"\(x.brief)\" y=\"\((y + 8).brief)\">\(words)</text>"
  }

  private var marks: String {
    // On a clock of times only what took some is drawn.
    let publishes = panels.contains { panel in
      panel.schedule.partialCount > 0
        && (panel.timeline.clock == .steps || panel.timeline.spans.contains { $0.kind == .publish })
    }
    let isInSteps = panels.first?.timeline.clock == .steps
    let merges = panels.contains { !$0.schedule.merges.isEmpty }
    let pass = panels.contains { $0.schedule.reduction == .pass && PanelDrawing.tailWidth($0) > 0 }
    return "A7: output A, its KV tile 7" + (publishes ? " · ◇ publishes a partial" : "")
      + (merges ? isInSteps ? " · ◆ merges one" : " · ◆ merges" : "")
      + (pass ? " · ┊ all chunks done: a merging pass" : "")
  }
}
