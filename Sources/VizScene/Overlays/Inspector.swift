import AttentionCore
import CellFrame
import VizPlayback

extension Frame {
  /// The inspector of the Race: a cursor on the selected tile, and what is known of it in a box away from there.
  mutating func drawInspector(_ state: State, strips: [(place: Int, strip: RaceLayout.StripLayout)], layout: RaceLayout)
  {
    let selection = state.selection
    let run = state.runs[selection.run]
    let facts = TileFacts(selection, state: state)
    guard let strip = strips.first(where: { $0.place == selection.run })?.strip else { return }
    let segment = run.segment(ofTile: selection.tile, output: selection.output)
    let step = run.step(ofTile: selection.tile, segment: segment)
    let place = strip.place(ofUnit: run.unit(ofSegment: segment))
    let scale = layout.banks[min(place.bank, layout.banks.count - 1)]
    let first = scale.column(of: step)
    let columns = first..<max(first + 1, min(scale.end, scale.column(of: step + 1)))
    let top = place.y - (strip.laneHeight - 1) / 2
    for y in top..<top + strip.laneHeight {
      for x in columns { self[x, y] = Cell(self[x, y].scalar == " " ? " " : self[x, y].scalar, .cursor) }
    }
    // Above the cursor where there is more room, else below.
    let height = facts.lines.count + 1
    let body = layout.chrome.body
    let isAbove = top - body.y > body.maxY - top - strip.laneHeight
    let y = isAbove ? max(body.y, top - height - 3) : min(top + strip.laneHeight + 1, body.maxY - height - 2)
    let labels = facts.lines.compactMap(\.values.first?.count).max() ?? 0
    let inside = drawBox(
      title: run.schedule.algorithm.title, width: min(width - 8, max(40, labels + 13)), height: height, y: max(1, y))
    drawTileFacts(facts, in: inside)
  }
}
