import AttentionCore
import CellFrame
import VizPlayback

extension Frame {
  /// The inspector of the Race: a cursor on the selected tile, and what is known of it, its unit and its merge in a box
  /// away from there.
  mutating func drawInspector(_ state: State, strips: [(place: Int, strip: RaceLayout.StripLayout)], layout: RaceLayout)
  {
    let selection = state.selection
    let run = state.runs[selection.run]
    guard let strip = strips.first(where: { $0.place == selection.run })?.strip else { return }
    let segment = run.segment(ofTile: selection.tile, output: selection.output)
    let unit = run.unit(ofSegment: segment)
    let step = run.step(ofTile: selection.tile, segment: segment)
    let place = strip.place(ofUnit: unit)
    let scale = layout.banks[min(place.bank, layout.banks.count - 1)]
    let first = scale.column(of: step)
    let columns = first..<max(first + 1, min(scale.end, scale.column(of: step + 1)))
    let top = place.y - (strip.laneHeight - 1) / 2
    for y in top..<top + strip.laneHeight {
      for x in columns { self[x, y] = Cell(self[x, y].scalar == " " ? " " : self[x, y].scalar, .cursor) }
    }
    // The unit and its merge stand beside the tile, so that the box hides about one strip.
    let rows = layout.chrome.body.height < 24 ? 5 : 7
    var tile = TileFacts(selection, state: state)
    tile.shorten(to: rows)
    let y = inspectorTop(height: rows + 3, beside: top..<top + strip.laneHeight, of: strip, in: layout.chrome.body)
    var inside = drawBox(title: run.schedule.algorithm.title, width: min(width - 8, 112), height: rows + 1, y: y)
    let right = min(54, (inside.width - 2) * 53 / 100)
    drawUnitFacts("U\(unit)", Self.lines(ofUnit: unit, selection, state: state), in: inside.takeRight(right))
    _ = inside.takeRight(2)
    drawTileFacts(tile, in: inside)
  }

  /// Where the box begins: over the strip above the cursor's where there is more room, else over the one below; away from
  /// the cursor in any case.
  private func inspectorTop(height: Int, beside lane: Range<Int>, of strip: RaceLayout.StripLayout, in body: Rect)
    -> Int
  {
    if lane.lowerBound - body.y > body.maxY - lane.upperBound {
      let besideStrip = strip.title.y - height
      return besideStrip >= body.y ? besideStrip : max(body.y, lane.lowerBound - height - 1)
    }
    let besideStrip = max(strip.lanes.maxY, strip.curve.maxY)
    return besideStrip + height <= body.maxY ? besideStrip : min(lane.upperBound + 1, body.maxY - height)
  }

  /// The unit's work, and the merge of the selected segment.
  private static func lines(
    ofUnit unit: Int, _ selection: Selection, state: State
  ) -> [(label: String, values: [String])] {
    let facts = UnitFacts(unit, of: state.runs[selection.run])
    let lines = [("work", facts.work), ("parts", facts.parts)]
    guard let index = state.merge(of: selection) else {
      let name = state.problem.name(ofOutput: selection.output)
      return lines + [("⊕", ["none: \(name) is not cut", "none: it is not cut"])]
    }
    let merge = MergeFacts(index, ofRun: selection.run, state: state)
    let number = "\(merge.number) of \(merge.of)"
    return lines + [
      ("⊕", ["\(number) of \(merge.name): \(merge.doer[0])"] + merge.doer.map { "\(number): \($0)" }),
      ("", [merge.when]),
      (
        "", merge.weights.map { Self.words($0, l: merge.l) } ?? ["m′, α, β and l′ are known then", "no numbers before"]
      ),
    ]
  }

  /// "m′ = 1.500   α = 1.000   β = 0.368   l′ = 182"
  private static func words(_ weights: MergeWeights, l: Float?) -> [String] {
    [("   ", " = ", 3), ("  ", " ", 2), (" ", " ", 2)].map { gap, equals, places in
      let sum = l.map { significant(Double($0)) } ?? "–"
      return [("m′", weights.m), ("α", weights.alpha), ("β", weights.beta)].map { name, value in
        name + equals + decimal(Double(value), places)
      }.joined(separator: gap) + "\(gap)l′\(equals)\(sum)"
    }
  }

  private mutating func drawUnitFacts(_ name: String, _ lines: [(label: String, values: [String])], in rect: Rect) {
    var rest = rect
    let row = rest.takeTop(1)
    let x = write(name, x: row.x, y: row.y, style: .title)
    write("  the unit that computes it", x: x, y: row.y, style: .dim, limit: row.maxX)
    for (label, values) in lines.prefix(rest.height) {
      let row = rest.takeTop(1)
      write(label, x: row.x, y: row.y, style: .dim)
      write(fitting(values, row.width - 7), x: row.x + 7, y: row.y, style: .plain, limit: row.maxX)
    }
  }
}

extension TileFacts {
  /// Leaves out what matters least where rows are scarce.
  fileprivate mutating func shorten(to count: Int) {
    for label in ["tile", "time", "unit"] where lines.count > count { lines.removeAll { $0.label == label } }
  }
}
