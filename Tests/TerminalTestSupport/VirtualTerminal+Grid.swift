import CellFrame

/// What they do to the cells.
extension VirtualTerminal {
  var place: Int { cursor.y * width + cursor.x }

  /// Erased cells keep the ground colour, as on terminals with "bce".
  var blank: Cell {
    var blank = Attributes()
    blank.ground = attributes.ground
    return Cell(" ", blank)
  }

  mutating func put(_ scalar: Unicode.Scalar) {
    var scalar = scalar
    if alphabets[alphabet], let line = Self.lineDrawing[scalar] { scalar = line }
    lastScalar = scalar
    let cellsTaken = cellWidth(of: scalar)
    if cellsTaken == 0 { return }
    if wraps || cursor.x + cellsTaken > width && modes.contains(7) {
      cursor.x = 0
      lineFeed()
    }
    wraps = false
    for offset in 0..<min(cellsTaken, width) { clearWide(at: place + offset) }
    cells[place] = Cell(scalar, attributes)
    if cellsTaken == 2 && cursor.x + 1 < width { cells[place + 1] = Cell("\0", attributes) }
    if cursor.x + cellsTaken < width {
      cursor.x += cellsTaken
    } else {
      cursor.x = width - 1
      wraps = modes.contains(7)
    }
  }

  /// A wide character that is written over in part vanishes whole.
  private mutating func clearWide(at place: Int) {
    let column = place % width
    if cells[place].scalar == "\0", column > 0 { cells[place - 1].scalar = " " }
    if column + 1 < width, cells[place + 1].scalar == "\0", cells[place].scalar != "\0" {
      cells[place + 1].scalar = " "
    }
  }

  mutating func lineFeed() {
    wraps = false
    if cursor.y + 1 == region.upperBound {
      scroll(region, by: 1)
    } else {
      cursor.y = min(height - 1, cursor.y + 1)
    }
  }

  /// Moves rows up, or down if negative; blank ones come in.
  mutating func scroll(_ rows: Range<Int>, by lines: Int) {
    if rows.isEmpty { return }
    let old = cells
    for y in rows {
      for x in 0..<width {
        cells[y * width + x] = rows.contains(y + lines) ? old[(y + lines) * width + x] : blank
      }
    }
  }

  mutating func erase(_ places: Range<Int>) {
    for place in places { cells[place] = blank }
  }

  mutating func eraseLine(_ kind: Int) {
    let row = cursor.y * width..<(cursor.y + 1) * width
    erase(kind == 0 ? place..<row.upperBound : kind == 1 ? row.lowerBound..<place + 1 : row)
  }

  mutating func eraseScreen(_ kind: Int) {
    erase(kind == 0 ? place..<cells.count : kind == 1 ? 0..<place + 1 : 0..<cells.count)
  }

  mutating func insert(_ count: Int) {
    let row = cursor.y * width..<(cursor.y + 1) * width
    var rest = Array(cells[place..<row.upperBound])
    rest.insert(contentsOf: Array(repeating: blank, count: min(count, rest.count)), at: 0)
    cells.replaceSubrange(place..<row.upperBound, with: rest.prefix(row.upperBound - place))
  }

  mutating func delete(_ count: Int) {
    let row = cursor.y * width..<(cursor.y + 1) * width
    let rest = cells[place..<row.upperBound].dropFirst(count)
    cells.replaceSubrange(
      place..<row.upperBound, with: rest + Array(repeating: blank, count: row.upperBound - place - rest.count))
  }

  private static let lineDrawing: [Unicode.Scalar: Unicode.Scalar] = [
    "q": "─", "x": "│", "l": "┌", "k": "┐", "m": "└", "j": "┘", "t": "├", "u": "┤", "n": "┼", "w": "┬", "v": "┴",
    "a": "▒", "~": "·", "`": "◆",
  ]
}
