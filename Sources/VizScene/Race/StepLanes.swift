import AttentionCore
import CellFrame
import VizPlayback

extension Frame {
  /// The lanes of one run on the step clock: what was computed in solid colour, what is planned as dim text.
  mutating func drawStepLanes(
    _ run: Run, at moment: Moment, in strip: RaceLayout.StripLayout, layout: RaceLayout, isBig: Bool
  ) {
    for (bank, y, units) in strip.groups {
      let scale = layout.banks[bank]
      write(RaceLayout.label(of: units), x: scale.origin - layout.labelWidth, y: y, style: .dim, limit: scale.origin)
      if units.count == 1 && (scale.columnsPerStep ?? 0) >= (layout.banks.count > 1 ? 1 : 2) {
        drawTiles(run, unit: units.lowerBound, at: moment, y: y, height: strip.laneHeight, scale: scale, isBig: isBig)
      } else {
        drawDensity(run, units: units, at: moment, y: y, height: strip.laneHeight, scale: scale)
      }
    }
  }

  /// A lane with a cell a tile, each with its label; in narrow cells the letter must do.
  private mutating func drawTiles(
    _ run: Run, unit: Int, at moment: Moment, y: Int, height: Int, scale: ColumnScale, isBig: Bool
  ) {
    guard let columns = scale.columnsPerStep else { return }
    for span in run.lanes[unit] {
      guard let index = span.item else { continue }
      let segment = run.schedule.segments[index]
      let output = run.schedule.output(of: segment)
      for step in span.start..<span.end {
        let tile = step - span.start
        let isDone = step < moment.step && run.hasComputed(tile: tile, ofSegment: index)
        let x = scale.column(of: step)
        let letter = run.schedule.problem.letter(ofOutput: output)
        let label = Self.tileLabel(
          letter, segment.tiles[tile], isFirst: tile == 0, columns: columns, lettersOnly: isBig)
        let style: Style = isDone ? .fill(output) : .ghost(output)
        if isDone { fill(Rect(x: x, y: y, width: columns, height: height), with: Cell(" ", style)) }
        let hasBorder = columns >= 3
        for row in y..<y + height where isDone && hasBorder { self[x, row] = Cell("▏", style) }
        write(label, x: hasBorder ? x + 1 : x, y: y + (height - 1) / 2, style: style, limit: x + columns)
      }
    }
  }

  /// "A17" where it fits; else the letter at a segment's first tile and the number after it.
  private static func tileLabel(_ letter: String, _ tile: Int, isFirst: Bool, columns: Int, lettersOnly: Bool) -> String
  {
    if lettersOnly || columns < 3 { return letter }
    let whole = letter + String(tile)
    if whole.count < columns { return whole }
    return isFirst || String(tile).count >= columns ? letter : String(tile)
  }

  /// A row whose tiles are too many to tell apart: in each column a bar as high as the share of the row's units that
  /// work there, in the colour of the output that they work on most.
  private mutating func drawDensity(
    _ run: Run, units: Range<Int>, at moment: Moment, y: Int, height: Int, scale: ColumnScale
  ) {
    var done = Array(repeating: 0, count: scale.width)
    var planned = done
    var output = Array(repeating: 0, count: scale.width)
    var most = done
    for unit in units {
      for span in run.lanes[unit] {
        guard let index = span.item else { continue }
        let segment = run.schedule.segments[index]
        let computed = run.record.segments[index].tilesDone
        let doneEnd = min(span.end, moment.step, span.start + computed)
        let last = scale.column(of: max(span.start, span.end - 1))
        for column in scale.column(of: span.start)...last {
          let positions = scale.positions(ofColumn: column)
          let here = overlap(positions, span.start..<span.end)
          let place = column - scale.origin
          guard here > 0, place >= 0, place < scale.width else { continue }
          done[place] += overlap(positions, span.start..<max(span.start, doneEnd))
          planned[place] += here
          if here > most[place] {
            most[place] = here
            output[place] = run.schedule.output(of: segment)
          }
        }
      }
    }
    let bars: [Unicode.Scalar] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]
    var previous: Int?
    for place in 0..<scale.width where planned[place] > 0 {
      let capacity = scale.positions(ofColumn: scale.origin + place).count * units.count
      let level = max(1, min(8, planned[place] * 8 / capacity))
      let x = scale.origin + place
      // A letter where another output begins; the bar's colour never stands alone.
      let letter = run.schedule.problem.letter(ofOutput: output[place]).unicodeScalars.first ?? " "
      let isNew = previous != output[place]
      previous = output[place]
      if done[place] == 0 {
        self[x, y + height - 1] = Cell(isNew ? letter : level >= 4 ? "░" : "·", .ghost(output[place]))
      } else if level == 8 {
        for row in y..<y + height { self[x, row] = Cell(" ", .fill(output[place])) }
        if isNew { self[x, y + (height - 1) / 2] = Cell(letter, .fill(output[place])) }
      } else {
        self[x, y + height - 1] = Cell(bars[level - 1], .mark(output[place]))
      }
    }
  }

  /// How many positions two ranges share.
  private func overlap(_ a: Range<Int>, _ b: Range<Int>) -> Int {
    max(0, min(a.upperBound, b.upperBound) - max(a.lowerBound, b.lowerBound))
  }
}
