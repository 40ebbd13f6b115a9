import AttentionCore
import CellFrame
import VizPlayback

extension Frame {
  /// How many of a run's units have a tile, along the axis: solid up to the playhead, dim where it is planned.
  mutating func drawBusyCurve(_ run: Run, at moment: Moment, in rect: Rect, layout: RaceLayout) {
    guard !rect.isEmpty, let scale = layout.banks.first else { return }
    write("busy", x: rect.x, y: rect.y, style: .dim, limit: scale.origin)
    var busy = Array(repeating: 0, count: scale.width)
    for span in run.timeline.spans {
      for column in scale.columns(of: span.start..<span.end) {
        let positions = scale.positions(ofColumn: column)
        let place = column - scale.origin
        guard busy.indices.contains(place) else { continue }
        busy[place] += max(0, min(positions.upperBound, span.end) - max(positions.lowerBound, span.start))
      }
    }
    let bars: [Unicode.Scalar] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]
    for (place, units) in busy.enumerated() where units > 0 {
      let positions = scale.positions(ofColumn: scale.origin + place)
      let level = max(1, min(8, units * 8 / (positions.count * run.schedule.units)))
      let isDone = positions.lowerBound < moment.step
      self[scale.origin + place, rect.y] = Cell(bars[level - 1], isDone ? .gauge : .dim)
    }
  }
}
