import AttentionCore
import CellFrame
import VizPlayback

/// What the units that share a row of lanes do in each column: as many numbers as there are columns.
struct RowDensity {
  /// How much of their steps (or ns) the units have computed, and how much they ever will.
  private(set) var done: [Int]
  private(set) var planned: [Int]
  /// The first and the last of the outputs that are computed there.
  private(set) var first: [Int]
  private(set) var last: [Int]
  /// The output that takes more than half of that, if one does, and how much it takes.
  private var main: [Int]
  private var mains: [Int]

  /// - Parameters:
  ///   - lanes: of the units that share the row.
  ///   - doneUntil: where what has been computed of a segment's span ends.
  init(_ lanes: ArraySlice<[Span]>, of schedule: Schedule, scale: ColumnScale, doneUntil: (Int, Span) -> Int) {
    let none = Array(repeating: 0, count: scale.width)
    (done, planned, first, last, main, mains) = (none, none, none, none, none, none)
    // Whoever has more than half wins a vote in which each step of another output takes one away.
    var votes = none
    Self.walk(lanes, of: schedule, scale: scale, doneUntil: doneUntil) { piece in
      let column = piece.column
      done[column] += piece.done
      first[column] = planned[column] == 0 ? piece.output : min(first[column], piece.output)
      last[column] = planned[column] == 0 ? piece.output : max(last[column], piece.output)
      planned[column] += piece.length
      votes[column] += main[column] == piece.output ? piece.length : -piece.length
      if votes[column] < 0 { (main[column], votes[column]) = (piece.output, -votes[column]) }
    }
    guard first != last else { return }
    Self.walk(lanes, of: schedule, scale: scale, doneUntil: doneUntil) { piece in
      if main[piece.column] == piece.output { mains[piece.column] += piece.length }
    }
  }

  /// What of a segment lies in a column.
  private struct Piece {
    var column: Int
    var output: Int
    var length: Int
    var done: Int
  }

  private static func walk(
    _ lanes: ArraySlice<[Span]>, of schedule: Schedule, scale: ColumnScale, doneUntil: (Int, Span) -> Int,
    _ body: (Piece) -> Void
  ) {
    for span in lanes.joined() where span.kind == .attend {
      guard let segment = span.item, schedule.segments.indices.contains(segment) else { continue }
      let output = schedule.output(of: schedule.segments[segment])
      let computed = doneUntil(segment, span)
      for column in scale.columns(of: span.start..<span.end) {
        let positions = scale.positions(ofColumn: column)
        let length = overlap(positions, span.start..<span.end)
        guard length > 0, column >= scale.origin, column < scale.end else { continue }
        let done = overlap(positions, span.start..<max(span.start, computed))
        body(Piece(column: column - scale.origin, output: output, length: length, done: done))
      }
    }
  }

  /// Whether all of a column is of one output.
  func isPure(_ column: Int) -> Bool { first[column] == last[column] }

  /// The output whose colour a column has: the only one, or that of more than half; else `nil`.
  func color(_ column: Int) -> Int? {
    if isPure(column) { return first[column] }
    return mains[column] * 2 > planned[column] ? main[column] : nil
  }

  /// Whether two columns show the same outputs.
  func isAlike(_ one: Int, _ other: Int) -> Bool { first[one] == first[other] && last[one] == last[other] }
}

/// How many positions two ranges share.
private func overlap(_ a: Range<Int>, _ b: Range<Int>) -> Int {
  max(0, min(a.upperBound, b.upperBound) - max(a.lowerBound, b.lowerBound))
}

extension Frame {
  /// A row of several units, or of more steps than columns: in each column a bar as high as the share of the row's units
  /// that work there. Solid in its colour where all compute one output; hatched where several share the row, which the
  /// letters in front then name, in the colour of the one that has more than half, if any.
  mutating func drawDensity(_ row: RowDensity, of schedule: Schedule, units: Int, in rows: Rect, scale: ColumnScale) {
    let (y, height) = (rows.y, rows.height)
    let bars: [Unicode.Scalar] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]
    var column = 0
    while column < scale.width {
      guard row.planned[column] > 0 else {
        column += 1
        continue
      }
      var end = column + 1
      while end < scale.width, row.planned[end] > 0, row.isAlike(column, end) { end += 1 }
      for place in column..<end {
        let capacity = scale.positions(ofColumn: scale.origin + place).count * units
        let level = max(1, min(8, row.planned[place] * 8 / capacity))
        let (x, color) = (scale.origin + place, row.color(place))
        if row.done[place] == 0 {
          self[x, y + height - 1] = Cell(level >= 4 ? "░" : "·", color.map(Style.ghost) ?? .dim)
        } else if level == 8 {
          let cell = Cell(row.isPure(place) ? " " : "▒", color.map(Style.fill) ?? .neutral(0))
          for line in y..<y + height { self[x, line] = cell }
        } else {
          self[x, y + height - 1] = Cell(bars[level - 1], color.map(Style.mark) ?? .dim)
        }
      }
      // Letters are whole or not there; each takes the style of its cell.
      let letters = schedule.problem.letters(ofOutputs: row.first[column]...row.last[column]).unicodeScalars
      for (place, letter) in zip(column..<end, letters) where letters.count <= end - column {
        let x = scale.origin + place
        let isFilled = self[x, y].style != .plain
        let style = isFilled ? self[x, y].style : self[x, y + height - 1].style
        self[x, isFilled ? y + (height - 1) / 2 : y + height - 1] = Cell(letter, style)
      }
      column = end
    }
  }
}
