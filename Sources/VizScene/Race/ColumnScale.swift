/// How positions on a clock become columns. All strips share one.
struct ColumnScale: Sendable, Hashable {
  var origin: Int
  /// Steps (or ns) on the axis.
  var length: Int
  /// Columns that the axis takes.
  var width: Int
  /// Columns a step where each step has as many, at least one; else `nil`.
  var columnsPerStep: Int?

  /// - Parameter widestStep: columns that a step may take; `nil` where the clock does not count steps.
  init(origin: Int, width: Int, length: Int, widestStep: Int?) {
    self.origin = origin
    self.length = length
    if let widestStep, width >= length {
      let columns = max(1, min(widestStep, width / length))
      columnsPerStep = columns
      self.width = columns * length
    } else {
      columnsPerStep = nil
      self.width = max(1, width)
    }
  }

  var end: Int { origin + width }

  /// The same scale some columns to the right.
  func shifted(by columns: Int) -> ColumnScale {
    var scale = self
    scale.origin += columns
    return scale
  }

  /// The column at which a position lies.
  func column(of position: Int) -> Int {
    origin + Int((Double(min(position, length)) * Double(width) / Double(length)).rounded(.down))
  }

  /// The position that is drawn at a column; where a column stands for several, the first.
  func position(atColumn column: Int) -> Int {
    Int((Double(column - origin) * Double(length) / Double(width)).rounded(.down))
  }

  /// The columns that a range of positions takes, at least one; where columns stand for several positions, all in which
  /// one of them lies.
  func columns(of positions: Range<Int>) -> Range<Int> {
    let first = column(of: positions.lowerBound)
    guard columnsPerStep == nil else { return first..<max(first + 1, column(of: positions.upperBound)) }
    return first..<column(of: max(positions.lowerBound, positions.upperBound - 1)) + 1
  }

  /// The positions that a column stands for; never empty.
  func positions(ofColumn column: Int) -> Range<Int> {
    if let columnsPerStep {
      let step = (column - origin) / columnsPerStep
      return step..<step + 1
    }
    let first = Int((Double(column - origin) * Double(length) / Double(width)).rounded(.up))
    let end = Int((Double(column - origin + 1) * Double(length) / Double(width)).rounded(.up))
    return first..<max(first + 1, end)
  }
}
