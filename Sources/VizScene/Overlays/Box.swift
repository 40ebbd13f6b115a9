import CellFrame

extension Frame {
  /// Clears a box in the middle and frames it. Returns the room inside.
  mutating func drawBox(title: String, width boxWidth: Int, height boxHeight: Int, y: Int? = nil) -> Rect {
    let outer = Rect(
      x: max(0, (width - boxWidth - 4) / 2), y: y ?? max(0, (height - boxHeight - 2) / 2),
      width: min(width, boxWidth + 4), height: min(height, boxHeight + 2))
    // Of what would be left at the sides of a wide box, nothing can be read.
    let isWide = outer.width > width - 12
    fill(isWide ? Rect(x: 0, y: outer.y, width: width, height: outer.height) : outer, with: Cell(" ", .plain))
    drawBorder(outer, style: .border)
    if !title.isEmpty { write(" \(title) ", x: outer.x + 2, y: outer.y, style: .title, limit: outer.maxX - 1) }
    return Rect(x: outer.x + 2, y: outer.y + 1, width: outer.width - 4, height: outer.height - 2)
  }

  /// The outline of a box.
  mutating func drawBorder(_ box: Rect, style: Style) {
    guard box.width >= 2, box.height >= 2 else { return }
    for x in box.x..<box.maxX {
      self[x, box.y] = Cell("─", style)
      self[x, box.maxY - 1] = Cell("─", style)
    }
    for y in box.y..<box.maxY {
      self[box.x, y] = Cell("│", style)
      self[box.maxX - 1, y] = Cell("│", style)
    }
    self[box.x, box.y] = Cell("┌", style)
    self[box.maxX - 1, box.y] = Cell("┐", style)
    self[box.x, box.maxY - 1] = Cell("└", style)
    self[box.maxX - 1, box.maxY - 1] = Cell("┘", style)
  }
}
