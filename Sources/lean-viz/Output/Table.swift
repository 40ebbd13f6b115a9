import CellFrame

/// Rows in columns: the first stands to the left, the others to the right, as numbers do.
struct Table {
  var rows: [[String]]

  /// One line a row, without blanks at their ends. Columns are as wide as what is written, which may be ASCII.
  var lines: [String] {
    let rows = rows.map { $0.map(StandardCharset.current.text) }
    let columns = rows.map(\.count).max() ?? 0
    let widths = (0..<columns).map { column in
      rows.map { column < $0.count ? cellWidth(of: $0[column]) : 0 }.max() ?? 0
    }
    return rows.map { row in
      let cells = row.enumerated().map { column, text in
        let blanks = String(repeating: " ", count: widths[column] - cellWidth(of: text))
        return column == 0 ? text + blanks : blanks + text
      }
      var line = cells.joined(separator: "  ")
      while line.last == " " { line.removeLast() }
      return line
    }
  }
}
