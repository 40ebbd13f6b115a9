import CellFrame

extension Frame {
  /// Each ⊕, done or to come, around the one at the playhead.
  mutating func drawSteps(_ content: MergeContent, in rect: Rect) {
    guard !content.steps.isEmpty else { return }
    let spacing = content.steps.count * 2 <= rect.height ? 2 : 1
    let shown = window(of: content.steps.count, shown: rect.height / spacing, around: content.current)
    for (row, index) in shown.enumerated() {
      let step = content.steps[index]
      let isCurrent = index == content.current
      let y = rect.y + row * spacing
      let isDone = step.isDone
      let sign = isDone ? "◆" : "◇"
      var x = write("\(sign) \(step.number)".padded(to: 5), x: 1, y: y, style: isDone ? .mark(content.output) : .dim)
      x = write(
        "U\(step.host) ⊕ U\(step.source)".padded(to: 12), x: x, y: y, style: isCurrent && isDone ? .title : .plain)
      guard let weights = step.weights, let l = step.l else {
        write(isDone ? notRecorded : index == 0 ? "the first to come" : "to come", x: x, y: y, style: .dim)
        continue
      }
      let style: Style = isCurrent ? .title : .plain
      var parts: [(String, String)] = [
        ("m′ ", decimal(Double(weights.m), 4)), ("α ", decimal(Double(weights.alpha), 4)),
        ("β ", decimal(Double(weights.beta), 4)), ("l′ ", decimal(Double(l), 3)),
      ]
      let room = width - x - 60
      if room >= 12 { parts.append(("O′ ", vector(step.o, count: min(6, room / 10)))) }
      for (name, value) in parts {
        x = write(name, x: x, y: y, style: .dim)
        x = write(value.padded(to: 9), x: x, y: y, style: style, limit: width - 1) + 2
      }
    }
  }

  /// α and β of the merge at the playhead as lengths: which side keeps its weight and which is scaled down.
  mutating func drawWeightBars(_ content: MergeContent, in rect: Rect) {
    guard rect.height >= 4, content.steps.indices.contains(content.current) else { return }
    let step = content.steps[content.current]
    guard let weights = step.weights else { return }
    let room = max(10, min(60, width - 50))
    let lines: [(String, Float, Style, String)] = [
      ("α", weights.alpha, .fill(content.output), "re-scales what was there"),
      ("β", weights.beta, .shade(content.output), "re-scales U\(step.source)'s partial"),
    ]
    for (row, (name, value, filling, words)) in lines.enumerated() {
      let y = rect.y + 1 + row
      let filled = value.isFinite ? max(0, min(room, Int((Double(value) * Double(room)).rounded()))) : 0
      write("\(name) = \(decimal(Double(value), 4))", x: 1, y: y, style: .plain)
      for column in 0..<room {
        self[14 + column, y] = column < filled ? Cell(" ", filling) : Cell("·", .dim)
      }
      write(words, x: 16 + room, y: y, style: .dim, limit: width - 1)
    }
  }
}
