import CellFrame

extension Frame {
  /// Every entry of O ÷ l as a bar up or down from zero, with a mark where the reference is: where the result is right, each
  /// mark sits on its bar's end.
  ///
  /// - Parameter isUnscaled: whether the bars are what comes out without re-scaling.
  mutating func drawOutputChart(_ result: MergeContent.Result, isUnscaled: Bool, in rect: Rect) {
    let values = (isUnscaled ? result.withoutRescaling : result.output).map(Double.init)
    let largest = (values + (result.reference ?? [])).map(abs).filter(\.isFinite).max() ?? 0
    let shown = min(values.count, rect.width - 2)
    guard largest > 0, shown > 0, rect.height >= 5 else { return }
    let columns = max(1, min(4, (rect.width - 2) / shown))
    let middle = rect.y + 1 + (rect.height - 1) / 2
    let rows = min(middle - rect.y - 1, rect.maxY - 1 - middle)
    let heading =
      "all \(values.count) entries of O ÷ l, the largest of size \(significant(largest)); ━ is the f64 reference"
    write(fitting([heading, "O ÷ l; ━ f64"], rect.width - 2), x: 1, y: rect.y, style: .dim)
    let style: Style = isUnscaled ? .bad : .gauge
    for entry in 0..<shown {
      // Half rows from zero; a bar ends with half a block where it has an odd number.
      let halves = values[entry].isFinite ? Int((values[entry] / largest * Double(rows * 2)).rounded()) : 0
      let sign = halves < 0 ? -1 : 1
      let x = 1 + entry * columns
      for column in x..<x + max(1, columns - 1) {
        self[column, middle] = Cell("─", .dim)
        for row in stride(from: 1, through: abs(halves) / 2, by: 1) {
          self[column, middle - sign * row] = Cell("█", style)
        }
        if halves % 2 != 0 { self[column, middle - sign * (abs(halves) / 2 + 1)] = Cell(sign > 0 ? "▄" : "▀", style) }
        guard let reference = result.reference?[entry], reference.isFinite else { continue }
        self[column, middle - Int((reference / largest * Double(rows)).rounded())] = Cell("━", .title)
      }
    }
  }
}
