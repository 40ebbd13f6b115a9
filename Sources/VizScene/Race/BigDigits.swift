import CellFrame

/// Digits five rows high, for the last row of a lecture hall.
enum BigDigits {
  static let height = 5

  private static let glyphs: [Character: [String]] = [
    "0": ["████", "█  █", "█  █", "█  █", "████"], "1": [" ██ ", "  █ ", "  █ ", "  █ ", " ███"],
    "2": ["████", "   █", "████", "█   ", "████"], "3": ["████", "   █", " ███", "   █", "████"],
    "4": ["█  █", "█  █", "████", "   █", "   █"], "5": ["████", "█   ", "████", "   █", "████"],
    "6": ["████", "█   ", "████", "█  █", "████"], "7": ["████", "   █", "  █ ", "  █ ", "  █ "],
    "−": ["    ", "    ", "████", "    ", "    "],
    "8": ["████", "█  █", "████", "█  █", "████"], "9": ["████", "█  █", "████", "   █", "████"],
  ]

  /// A glyph's rows; a small mark at the foot for anything but a digit.
  static func rows(of character: Character) -> [String] { glyphs[character] ?? ["  ", "  ", "  ", "  ", " ▄"] }
}

extension Frame {
  /// Writes a number in big digits. Returns the columns it took.
  mutating func write(big text: String, at rect: Rect, style: Style) -> Int {
    var x = rect.x
    for character in text {
      let rows = BigDigits.rows(of: character)
      for (row, line) in rows.prefix(rect.height).enumerated() {
        write(line, x: x, y: rect.y + row, style: style, limit: rect.maxX)
      }
      x += (rows.first?.count ?? 0) + 1
    }
    return x - rect.x - 1
  }
}
