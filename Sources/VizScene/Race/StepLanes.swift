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
        let row = RowDensity(run.lanes[units], of: run.schedule, scale: scale) { segment, span in
          min(span.end, moment.step, span.start + run.record.segments[segment].tilesDone)
        }
        let rows = Rect(x: scale.origin, y: y, width: scale.width, height: strip.laneHeight)
        drawDensity(row, of: run.schedule, units: units.count, in: rows, scale: scale)
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
}
