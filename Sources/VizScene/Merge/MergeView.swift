import AttentionCore
import CellFrame
import VizPlayback

extension Frame {
  /// Merge: the partials of one output, each ⊕ as it was executed, and what has come out so far.
  mutating func drawMerge(_ state: State) {
    let content = MergeContent(state)
    let layout = MergeLayout(
      width: width, height: height, partials: content.cards.count, merges: content.steps.count)
    drawChrome(state, layout.chrome, caption: mergeViewCaption(state, content))
    drawMergeTitle(state, content, in: layout.title)
    guard !state.isBig else { return drawBigMerge(content, in: layout.chrome.body) }
    let cards = window(of: content.cards.count, shown: layout.cardCount, around: content.selectedCard)
    if layout.hasBoxes {
      drawCardBoxes(content, cards, in: layout.cards)
    } else {
      drawCardLines(content, cards, in: layout.cards)
    }
    drawSteps(content, in: layout.steps)
    drawWeightBars(content, in: layout.bars)
    drawResult(content, state: state, in: layout.result)
    if let result = content.result, !layout.chart.isEmpty {
      drawOutputChart(result, isUnscaled: state.mergesWithoutRescaling && !content.steps.isEmpty, in: layout.chart)
    }
  }

  private mutating func drawMergeTitle(_ state: State, _ content: MergeContent, in rect: Rect) {
    let run = state.runs[state.selection.run]
    let x = write(run.schedule.algorithm.title, x: 1, y: rect.y, style: .title) + 1
    let what =
      content.steps.isEmpty
      ? "\(content.name) in one piece: nothing to merge"
      : "\(content.name): \(counted(content.cards.count, "partial")), \(counted(content.steps.count, "merge"))"
    let row = content.rowNote.isEmpty ? "" : " · shown: the \(content.rowNote)"
    write(fitting([what + row, what], rect.width - x - 1), x: x, y: rect.y, style: .plain)
  }

  private mutating func drawCardBoxes(_ content: MergeContent, _ shown: Range<Int>, in rect: Rect) {
    for (place, index) in shown.enumerated() {
      let card = content.cards[index]
      let box = Rect(
        x: 1 + place * MergeLayout.boxWidth, y: rect.y, width: MergeLayout.boxWidth - 1, height: rect.height)
      let style: Style = index == content.selectedCard ? .playhead : .dim
      drawBorder(box, style: style)
      let role = card.isHost ? " · host" : ""
      let x = write(" U\(card.unit)", x: box.x + 2, y: box.y, style: .mark(card.unit))
      write("\(role) ", x: x, y: box.y, style: .dim)
      let tiles =
        card.tiles.count == 1
        ? "tile \(card.tiles.lowerBound)" : "tiles \(card.tiles.lowerBound) to \(card.tiles.upperBound - 1)"
      let lines: [([String], Style)] = [
        ([tiles], .plain),
        (["m  " + number(card.m, 4)], .title),
        (["l  " + number(card.l, 3)], .title),
        (["O " + vector(card.o, count: 2)], .plain),
        (card.status, card.isMerged ? .good : .dim),
      ]
      for (row, (wordings, style)) in lines.enumerated() {
        write(fitting(wordings, box.width - 4), x: box.x + 2, y: box.y + 1 + row, style: style)
      }
    }
    let hidden = content.cards.count - shown.count
    if hidden > 0 {
      write("\(grouped(hidden)) more, h l", x: rect.x + 1, y: rect.maxY, style: .dim)
    }
  }

  private mutating func drawCardLines(_ content: MergeContent, _ shown: Range<Int>, in rect: Rect) {
    let isWide = width >= 100
    let hidden = content.cards.count - shown.count
    write(
      "unit  tiles            m          l" + (isWide ? "          O (unnormalised)" : ""), x: 1, y: rect.y, style: .dim
    )
    if hidden > 0 { write("\(grouped(hidden)) more, h l", x: width - 16, y: rect.y, style: .dim) }
    for (place, index) in shown.enumerated() {
      let card = content.cards[index]
      let y = rect.y + 1 + place
      let isSelected = index == content.selectedCard
      write("U\(card.unit)".padded(to: 5), x: 1, y: y, style: isSelected ? .cursor : .mark(card.unit))
      let tiles = "\(card.tiles.lowerBound)–\(card.tiles.upperBound - 1)"
      let x = write(tiles.padded(to: 10) + number(card.m, 4).leftPadded(to: 10), x: 7, y: y, style: .plain)
      let end = write(number(card.l, 3).leftPadded(to: 11), x: x, y: y, style: .plain)
      let vectorEnd =
        isWide ? write("   " + vector(card.o, count: 3).padded(to: 33), x: end, y: y, style: .plain) : end + 2
      write(fitting(card.status, width - vectorEnd - 1), x: vectorEnd, y: y, style: card.isMerged ? .good : .dim)
    }
  }

  /// Each ⊕, done or to come, around the one at the playhead.
  private mutating func drawSteps(_ content: MergeContent, in rect: Rect) {
    guard !content.steps.isEmpty else { return }
    let spacing = content.steps.count * 2 <= rect.height ? 2 : 1
    let shown = window(of: content.steps.count, shown: rect.height / spacing, around: content.current)
    for (row, index) in shown.enumerated() {
      let step = content.steps[index]
      let isCurrent = index == content.current
      let y = rect.y + row * spacing
      let isDone = step.weights != nil
      let sign = isDone ? "◆" : "◇"
      var x = write("\(sign) \(step.number)".padded(to: 5), x: 1, y: y, style: isDone ? .mark(step.source) : .dim)
      x = write(
        "U\(step.host) ⊕ U\(step.source)".padded(to: 12), x: x, y: y, style: isCurrent && isDone ? .title : .plain)
      guard let weights = step.weights, let l = step.l else {
        write(index == 0 ? "the first to come" : "to come", x: x, y: y, style: .dim)
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

  /// α and β of the merge at the playhead as lengths: who keeps its weight and who is scaled down.
  private mutating func drawWeightBars(_ content: MergeContent, in rect: Rect) {
    guard rect.height >= 4, content.steps.indices.contains(content.current) else { return }
    let step = content.steps[content.current]
    guard let weights = step.weights else { return }
    let room = max(10, min(60, width - 50))
    let lines: [(String, Float, Int, String)] = [
      ("α", weights.alpha, step.host, "re-scales what was there"),
      ("β", weights.beta, step.source, "re-scales U\(step.source)'s partial"),
    ]
    for (row, (name, value, unit, words)) in lines.enumerated() {
      let y = rect.y + 1 + row
      let filled = max(0, min(room, Int((Double(value) * Double(room)).rounded())))
      write("\(name) = \(decimal(Double(value), 4))", x: 1, y: y, style: .plain)
      for column in 0..<room {
        self[14 + column, y] = column < filled ? Cell(" ", .fill(unit)) : Cell("·", .dim)
      }
      write(words, x: 16 + room, y: y, style: .dim, limit: width - 1)
    }
  }

  private mutating func drawResult(_ content: MergeContent, state: State, in rect: Rect) {
    var rest = rect
    guard let result = content.result else {
      let row = rest.takeTop(1)
      write("O ÷ l is there when the host has ended its own tiles.", x: 1, y: row.y, style: .dim)
      return
    }
    let count = max(3, min(8, (width - 40) / 10))
    let missing = result.of - result.tiles
    let coverage =
      missing == 0
      ? result.of == 1 ? "the only tile" : "all \(counted(result.of, "tile"))"
      : "\(result.tiles) of \(result.of) tiles, \(missing) still missing"
    let isWrong = state.mergesWithoutRescaling && !content.steps.isEmpty
    write("result over \(coverage)", x: 1, y: rest.takeTop(1).y, style: .title)
    var lines: [(String, String, String, Style)] = [
      ("O ÷ l", vector(result.output, count: count), result.error.map { "|Δ| ≤ \(errorBound($0))" } ?? "", .good),
      (
        "f64 reference", result.reference.map { vector($0, count: count) } ?? "computing …",
        "over the same keys", .dim
      ),
    ]
    if isWrong {
      let error = result.errorWithoutRescaling
      let style: Style = (error ?? 0) > Accuracy.outputTolerance ? .bad : .good
      lines.append(
        (
          "not re-scaled", vector(result.withoutRescaling, count: count),
          error.map { "|Δ| = \(significant($0))" } ?? "", style
        ))
    }
    for (label, values, words, style) in lines {
      let y = rest.takeTop(1).y
      write(label, x: 1, y: y, style: style == .bad ? .bad : .dim)
      let x = write(values, x: 16, y: y, style: style == .dim ? .plain : style == .bad ? .bad : .title) + 2
      write(fitting([words], max(0, width - x - 1)), x: x, y: y, style: style)
    }
  }
}

/// A number, or a dash where it is not known yet.
private func number(_ value: Float?, _ places: Int) -> String { value.map { decimal(Double($0), places) } ?? "–" }

/// The first entries of a vector.
private func vector(_ values: [Float]?, count: Int) -> String {
  guard let values else { return "when it has ended" }
  return vector(values.map(Double.init), count: count)
}

private func vector(_ values: [Double], count: Int) -> String {
  values.prefix(count).map { decimal($0, 4).leftPadded(to: 9) }.joined(separator: " ")
    + (values.count > count ? " …" : "")
}

/// The caption of the race, but for what the switch shows.
private func mergeViewCaption(_ state: State, _ content: MergeContent) -> [String] {
  guard state.mergesWithoutRescaling, !content.steps.isEmpty else {
    return state.playhead.step == 0
      ? [
        "A partial is (m, l, O): the largest score, the sum of e^(score − m), and the unnormalised output, over some keys.",
        "⊕ re-scales both sides to the larger m and adds: any unit may take any run of tiles, in any order.",
      ] : captionLines(state)
  }
  guard let error = content.result?.errorWithoutRescaling else {
    return ["Without re-scaling: l and O are added as they are, each still counted from its own m."]
  }
  let verdict =
    error > Accuracy.outputTolerance
    ? "off by up to \(significant(error)): wrong wherever the two m differ"
    : "right only because the m are equal, or nothing has been merged yet"
  return [
    "Without re-scaling: l and O are added as they are, each still counted from its own m. The result is \(verdict).",
    "w merges rightly again.",
  ]
}
