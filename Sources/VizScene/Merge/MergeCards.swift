import CellFrame

extension Frame {
  /// The partials as boxes side by side; the selected one stands out.
  mutating func drawCardBoxes(_ content: MergeContent, _ shown: Range<Int>, in rect: Rect) {
    for (place, index) in shown.enumerated() {
      let card = content.cards[index]
      let box = Rect(
        x: 1 + place * MergeLayout.boxWidth, y: rect.y, width: MergeLayout.boxWidth - 1, height: rect.height)
      let style: Style = index == content.selectedCard ? .playhead : .dim
      drawBorder(box, style: style)
      let role = card.isHost ? " · host" : ""
      let x = write(" U\(card.unit)", x: box.x + 2, y: box.y, style: .mark(content.output))
      write("\(role) ", x: x, y: box.y, style: .dim)
      let tiles =
        card.tiles.count == 1
        ? "tile \(card.tiles.first)"
        : card.tiles.areConsecutive
          ? "tiles \(card.tiles.first) to \(card.tiles.last)" : "tiles \(SegmentLine.text(card.tiles))"
      let lines: [([String], Style)] = [
        ([tiles], .plain),
        (["m  " + number(card.m, 4)], .title),
        (["l  " + number(card.l, 3)], .title),
        (["O " + vector(card, count: 2)], .plain),
        (card.status, card.isMerged ? .good : .dim),
      ]
      for (row, (wordings, style)) in lines.enumerated() {
        write(fitting(wordings, box.width - 4), x: box.x + 2, y: box.y + 1 + row, style: style)
      }
    }
    let hidden = content.cards.count - shown.count
    if hidden > 0 {
      write(content.more(hidden), x: rect.x + 1, y: rect.maxY, style: .dim)
    }
  }

  /// The partials, one per line.
  mutating func drawCardLines(_ content: MergeContent, _ shown: Range<Int>, in rect: Rect) {
    let isWide = width >= 100
    let hidden = content.cards.count - shown.count
    write(
      "unit  tiles            m          l" + (isWide ? "          O (unnormalised)" : ""), x: 1, y: rect.y, style: .dim
    )
    if hidden > 0 { write(content.more(hidden), x: width - 16, y: rect.y, style: .dim) }
    for (place, index) in shown.enumerated() {
      let card = content.cards[index]
      let y = rect.y + 1 + place
      let isSelected = index == content.selectedCard
      write("U\(card.unit)".padded(to: 5), x: 1, y: y, style: isSelected ? .cursor : .mark(content.output))
      let tiles = SegmentLine.text(card.tiles)
      let x = write(tiles.padded(to: 10) + number(card.m, 4).leftPadded(to: 10), x: 7, y: y, style: .plain)
      let end = write(number(card.l, 3).leftPadded(to: 11), x: x, y: y, style: .plain)
      let vectorEnd =
        isWide ? write("   " + vector(card, count: 3).padded(to: 33), x: end, y: y, style: .plain) : end + 2
      write(fitting(card.status, width - vectorEnd - 1), x: vectorEnd, y: y, style: card.isMerged ? .good : .dim)
    }
  }
}

/// A number of a partial, or a dash where it is not known yet.
func number(_ value: Float?, _ places: Int) -> String { value.map { decimal(Double($0), places) } ?? "–" }

/// The first entries of a partial's O, or why there are none.
private func vector(_ card: MergeContent.Card, count: Int) -> String {
  card.isMissing ? notRecorded : vector(card.o, count: count)
}

/// The first entries of a vector.
func vector(_ values: [Float]?, count: Int) -> String {
  guard let values else { return "when it has ended" }
  return vector(values.map(Double.init), count: count)
}

func vector(_ values: [Double], count: Int) -> String {
  values.prefix(count).map { decimal($0, 4).leftPadded(to: 9) }.joined(separator: " ")
    + (values.count > count ? " …" : "")
}
