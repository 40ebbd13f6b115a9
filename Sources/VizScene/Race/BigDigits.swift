import CellFrame

/// Digits, and the letters of the algorithms' short names, for the last row of a lecture hall: five rows high, and four
/// where there are no more.
enum BigDigits {
  static let height = 5
  static let leastHeight = 4

  private static let tall: [Character: [String]] = [
    "0": ["████", "█  █", "█  █", "█  █", "████"], "1": [" ██ ", "  █ ", "  █ ", "  █ ", " ███"],
    "2": ["████", "   █", "████", "█   ", "████"], "3": ["████", "   █", " ███", "   █", "████"],
    "4": ["█  █", "█  █", "████", "   █", "   █"], "5": ["████", "█   ", "████", "   █", "████"],
    "6": ["████", "█   ", "████", "█  █", "████"], "7": ["████", "   █", "  █ ", "  █ ", "  █ "],
    "8": ["████", "█  █", "████", "█  █", "████"], "9": ["████", "█  █", "████", "   █", "████"],
    "A": [" ██ ", "█  █", "████", "█  █", "█  █"], "D": ["███ ", "█  █", "█  █", "█  █", "███ "],
    "F": ["████", "█   ", "███ ", "█   ", "█   "], "L": ["█   ", "█   ", "█   ", "█   ", "████"],
    "−": ["    ", "    ", "████", "    ", "    "],
  ]

  private static let low: [Character: [String]] = [
    "0": ["█▀▀█", "█  █", "█  █", "█▄▄█"], "1": [" ▀█ ", "  █ ", "  █ ", " ▄█▄"],
    "2": ["▀▀▀█", "▄▄▄█", "█   ", "█▄▄▄"], "3": ["▀▀▀█", " ▄▄█", "   █", "▄▄▄█"],
    "4": ["█  █", "█▄▄█", "   █", "   █"], "5": ["█▀▀▀", "█▄▄▄", "   █", "▄▄▄█"],
    "6": ["█▀▀▀", "█▄▄▄", "█  █", "█▄▄█"], "7": ["▀▀▀█", "  ▄▀", "  █ ", "  █ "],
    "8": ["█▀▀█", "█▄▄█", "█  █", "█▄▄█"], "9": ["█▀▀█", "█▄▄█", "   █", "▄▄▄█"],
    "A": ["▄▀▀▄", "█▄▄█", "█  █", "█  █"], "D": ["█▀▀▄", "█  █", "█  █", "█▄▄▀"],
    "F": ["█▀▀▀", "█▄▄ ", "█   ", "█   "], "L": ["█   ", "█   ", "█   ", "█▄▄▄"],
    "−": ["    ", "▄▄▄▄", "    ", "    "],
  ]

  /// A text's rows, five or four of them; a small mark at the foot for a character that has no glyph.
  static func rows(of text: String, height: Int = height) -> [String] {
    let isTall = height >= Self.height
    let glyphs = isTall ? tall : low
    return (0..<(isTall ? Self.height : leastHeight)).map { row in
      let isFoot = row == (isTall ? Self.height : leastHeight) - 1
      return text.map { glyphs[$0]?[row] ?? (isFoot ? " ▄" : "  ") }.joined(separator: " ")
    }
  }
}

extension Frame {
  /// Writes a number or a short name in big letters. Returns the columns it took.
  @discardableResult
  mutating func write(big text: String, at rect: Rect, style: Style) -> Int {
    let rows = BigDigits.rows(of: text, height: rect.height)
    for (row, line) in rows.prefix(rect.height).enumerated() {
      write(line, x: rect.x, y: rect.y + row, style: style, limit: rect.maxX)
    }
    return rows.first?.count ?? 0
  }
}
