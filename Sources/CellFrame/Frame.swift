/// A grid of cells: everything a screen shows, as a value.
///
/// Writes outside the grid are ignored, here and nowhere else, so that views need not clip.
public struct Frame: Sendable, Hashable {
  public let width: Int
  public let height: Int
  /// Row after row, `width * height` of them.
  public private(set) var cells: [Cell]
  /// How many writes fell outside; views draw within, and a test holds them to it.
  public private(set) var strayWrites = 0

  public init(width: Int, height: Int) {
    self.width = max(0, width)
    self.height = max(0, height)
    cells = Array(repeating: Cell(), count: self.width * self.height)
  }

  public var bounds: Rect { Rect(x: 0, y: 0, width: width, height: height) }

  /// The cell at column `x` of row `y`; a blank outside the grid.
  public subscript(x: Int, y: Int) -> Cell {
    get { contains(x, y) ? cells[y * width + x] : Cell() }
    set {
      if contains(x, y) { cells[y * width + x] = newValue } else { strayWrites += 1 }
    }
  }

  private func contains(_ x: Int, _ y: Int) -> Bool { x >= 0 && x < width && y >= 0 && y < height }

  /// Writes one line of text from column `x`, up to column `limit` (exclusive; the frame's edge if nil).
  ///
  /// Controls and combining marks are left out; a wide character that would be cut in half becomes a blank.
  /// - Returns: the column after the last one written.
  @discardableResult
  public mutating func write(
    _ text: some StringProtocol, x: Int, y: Int, style: Style = .plain, limit: Int? = nil
  ) -> Int {
    let end = min(limit ?? width, width)
    var column = x
    for scalar in text.unicodeScalars {
      let cellsTaken = cellWidth(of: scalar)
      if cellsTaken == 0 { continue }
      if column >= end { break }
      if cellsTaken == 2 {
        let fits = column + 1 < end
        self[column, y] = Cell(fits ? scalar : " ", style)
        if fits { self[column + 1, y] = Cell(Cell.covered, style) }
      } else {
        self[column, y] = Cell(scalar, style)
      }
      column += cellsTaken
    }
    return column
  }

  /// Writes pieces one after the other, each in its own style. Returns the column after the last one written.
  @discardableResult
  public mutating func write(_ pieces: [(String, Style)], x: Int, y: Int, limit: Int? = nil) -> Int {
    pieces.reduce(x) { write($1.0, x: $0, y: y, style: $1.1, limit: limit) }
  }

  /// Gives every cell of a rectangle the same scalar and style.
  public mutating func fill(_ rect: Rect, with cell: Cell) {
    for y in max(0, rect.y)..<max(0, min(height, rect.maxY), rect.y) {
      for x in max(0, rect.x)..<max(0, min(width, rect.maxX), rect.x) { self[x, y] = cell }
    }
  }
}

extension Frame {
  /// The rows as text, without the blanks at their ends.
  public var lines: [String] {
    (0..<height).map { y in
      var scalars = String.UnicodeScalarView()
      for x in 0..<width where self[x, y].scalar != Cell.covered { scalars.append(self[x, y].scalar) }
      var line = String(scalars)
      while line.last == " " { line.removeLast() }
      return line
    }
  }

  /// The rows as text, one line each.
  public var text: String { lines.joined(separator: "\n") + "\n" }

  /// The roles of the cells, one ``Style/code`` per cell, one line per row.
  public var styleMap: String {
    (0..<height).map { y in String((0..<width).map { self[$0, y].style.code }) }.joined(separator: "\n") + "\n"
  }
}
