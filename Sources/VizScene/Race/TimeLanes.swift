import AttentionCore
import CellFrame
import VizPlayback

extension Frame {
  /// The lanes of a timeline in ns: spans in the colour of their output, merges as ◆, waits as dots.
  ///
  /// - Parameter schedule: the schedule that the timeline's items index.
  mutating func drawTimeLanes(
    _ timeline: Timeline, schedule: Schedule, in strip: RaceLayout.StripLayout, layout: RaceLayout
  ) {
    let lanes = timeline.lanes
    for (bank, y, units) in strip.groups {
      let scale = layout.banks[bank]
      write(RaceLayout.label(of: units), x: scale.origin - layout.labelWidth, y: y, style: .dim, limit: scale.origin)
      for unit in units where lanes.indices.contains(unit) {
        var previous: Span?
        for span in lanes[unit] {
          draw(span, after: previous, schedule: schedule, y: y, height: strip.laneHeight, scale: scale)
          previous = span
        }
      }
    }
  }

  private mutating func draw(
    _ span: Span, after previous: Span?, schedule: Schedule, y: Int, height: Int, scale: ColumnScale
  ) {
    let first = scale.column(of: span.start)
    let end = max(first + 1, scale.column(of: span.end))
    switch span.kind {
    case .attend:
      guard let item = span.item, schedule.segments.indices.contains(item) else { return }
      let output = schedule.output(of: schedule.segments[item])
      fill(Rect(x: first, y: y, width: end - first, height: height), with: Cell(" ", .fill(output)))
      // A span a tile: too narrow for a border and a label each, only the first of a segment has one.
      let isNew = previous?.item != item || previous?.kind != .attend
      guard isNew || end - first >= 3 else { return }
      for row in y..<y + height { self[first, row] = Cell("▏", .fill(output)) }
      let letter = schedule.problem.letter(ofOutput: output)
      write(letter, x: min(first + 1, end - 1), y: y + (height - 1) / 2, style: .fill(output), limit: end)
    case .merge, .reduce:
      guard let item = span.item, schedule.merges.indices.contains(item) else { return }
      self[min(first, scale.end), y] = Cell("◆", .mark(schedule.merges[item].destination))
    case .wait:
      // For the barrier no item is waited for.
      for x in first..<end { self[x, y] = Cell("·", .dim) }
    default: break
    }
  }
}
