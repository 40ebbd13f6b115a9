import AttentionCore
import CellFrame
import VizPlayback

extension Frame {
  /// The lanes of a timeline in ns: segments in the colour of their output, merges as ◆, waits as dots.
  ///
  /// - Parameter schedule: the schedule that the timeline's items index.
  mutating func drawTimeLanes(
    _ timeline: Timeline, schedule: Schedule, in strip: RaceLayout.StripLayout, layout: RaceLayout
  ) {
    let lanes = timeline.lanes
    let showsTiles = layout.banks[0].tellsTilesApart(timeline)
    for (bank, y, units) in strip.groups {
      let scale = layout.banks[bank]
      write(RaceLayout.label(of: units), x: scale.origin - layout.labelWidth, y: y, style: .dim, limit: scale.origin)
      let rows = Rect(x: scale.origin, y: y, width: scale.width, height: strip.laneHeight)
      guard units.count == 1 else {
        // Several units in a row would be drawn over each other.
        let row = RowDensity(lanes[units.clamped(to: lanes.indices)], of: schedule, scale: scale) { $1.end }
        drawDensity(row, of: schedule, units: units.count, in: rows, scale: scale)
        continue
      }
      for unit in units where lanes.indices.contains(unit) {
        drawTimeLane(lanes[unit], schedule: schedule, in: rows, scale: scale, showsTiles: showsTiles)
      }
    }
  }

  private mutating func drawTimeLane(
    _ spans: [Span], schedule: Schedule, in rows: Rect, scale: ColumnScale, showsTiles: Bool
  ) {
    var place = 0
    while place < spans.count {
      let span = spans[place]
      let first = scale.column(of: span.start)
      let end = max(first + 1, scale.column(of: span.end))
      place += 1
      switch span.kind {
      case .attend:
        guard let item = span.item, schedule.segments.indices.contains(item) else { continue }
        var pieces = [first..<end]
        while place < spans.count, spans[place].kind == .attend, spans[place].item == item {
          let start = scale.column(of: spans[place].start)
          pieces.append(start..<max(start + 1, scale.column(of: spans[place].end)))
          place += 1
        }
        drawSegment(item, of: schedule, pieces: pieces, in: rows, showsTiles: showsTiles)
      case .merge, .reduce:
        guard let item = span.item, schedule.merges.indices.contains(item) else { continue }
        self[min(first, scale.end), rows.y] = Cell("◆", .mark(schedule.merges[item].destination))
      case .wait:
        // For the barrier no item is waited for.
        for x in first..<end { self[x, rows.y] = Cell("·", .dim) }
      default: break
      }
    }
  }

  /// One segment, in as many pieces as its timeline has spans: one, or one for each tile.
  private mutating func drawSegment(
    _ item: Int, of schedule: Schedule, pieces: [Range<Int>], in rows: Rect, showsTiles: Bool
  ) {
    let output = schedule.output(of: schedule.segments[item])
    let tiles = schedule.tiles(of: schedule.segments[item])
    let letter = schedule.problem.letter(ofOutput: output)
    let columns = pieces[0].lowerBound..<max(pieces[0].upperBound, pieces.last?.upperBound ?? 0)
    fill(
      Rect(x: columns.lowerBound, y: rows.y, width: columns.count, height: rows.height), with: Cell(" ", .fill(output)))
    let y = rows.y + (rows.height - 1) / 2
    let areTiles = showsTiles && pieces.count == tiles.count
    for (place, piece) in pieces.enumerated() where place == 0 || areTiles {
      for row in rows.y..<rows.maxY { self[piece.lowerBound, row] = Cell("▏", .fill(output)) }
      let names =
        areTiles ? ["\(letter)\(tiles[place])", letter] : [letter + SegmentLine.text(tiles), letter]
      let room = areTiles ? piece : columns
      guard let name = names.first(where: { $0.count < room.count }) ?? (place == 0 ? letter : nil) else { continue }
      write(name, x: min(room.lowerBound + 1, room.upperBound - 1), y: y, style: .fill(output), limit: room.upperBound)
    }
  }
}

extension ColumnScale {
  /// Whether each span of tiles has room for a border and a letter: else the few long ones would look like pieces of their
  /// own, and a segment is one piece.
  func tellsTilesApart(_ timeline: Timeline) -> Bool {
    timeline.spans.allSatisfy { $0.kind != .attend || column(of: $0.end) - column(of: $0.start) >= 3 }
  }
}
