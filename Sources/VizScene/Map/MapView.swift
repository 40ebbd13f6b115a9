import AttentionCore
import CellFrame
import VizPlayback

extension Frame {
  /// The Map of one algorithm: which unit computes which KV tile, and where one hands over to the next.
  mutating func drawMap(_ state: State) {
    let selection = state.selection
    let timeline = MapTimeline(state, run: selection.run)
    let layout = MapLayout(
      width: width, height: height, problem: state.problem, selected: selection.output, isBig: state.isBig)
    drawChrome(state, layout.chrome, caption: captionLines(state))
    drawLegend(mapLegend(state.problem), in: layout.chrome.legend)
    drawMapTitle(state, timeline, in: layout.title)
    drawMapAxis(layout, outputs: state.problem.outputs)
    for output in layout.outputs {
      let isSelected = output == selection.output
      write(
        state.problem.rowLabel(ofOutput: output), x: 1, y: layout.y(ofOutput: output) + (layout.barHeight - 1) / 2,
        style: isSelected ? .title : .dim, limit: layout.scale.origin)
      for (piece, segment) in timeline.segments(ofOutput: output).enumerated() {
        draw(segment, piece: piece, of: timeline, y: layout.y(ofOutput: output), layout: layout)
      }
    }
    drawMapCursor(selection, in: layout)
    drawTileFacts(TileFacts(selection, of: timeline, state: state), in: layout.facts)
    drawSegments(selection, of: timeline, state: state, in: layout.segments)
  }

  private mutating func drawMapTitle(_ state: State, _ timeline: MapTimeline, in rect: Rect) {
    let schedule = timeline.schedule
    let cuts = schedule.segments.count - state.problem.outputs
    let cutWords =
      cuts == 0
      ? "no output is cut"
      : "\(counted(cuts, "cut")): ▏ is where one unit hands over to the next"
    let x = write(schedule.algorithm.title, x: 1, y: rect.y, style: .title) + 1
    let subtitle =
      timeline.clockWords.isEmpty
      ? stripSubtitles(schedule, wanted: state.experiment.splits) : timeline.clockWords
    // A clock is never left out; what is dealt to whom is on the map itself.
    let words = subtitle.map { "\($0); \(cutWords)" } + (timeline.clockWords.isEmpty ? [cutWords] : []) + subtitle
    write(fitting(words, rect.width - x - 1), x: x, y: rect.y, style: .dim)
  }

  private mutating func drawMapAxis(_ layout: MapLayout, outputs: Int) {
    let scale = layout.scale
    if layout.labelWidth > 4 { write("tile", x: 1, y: layout.axis.y, style: .dim) }
    let stride = Self.axisStride(length: scale.length, columns: scale.width, labelWidth: 6)
    for tile in Swift.stride(from: 0, to: scale.length, by: stride) {
      write(grouped(tile), x: scale.column(of: tile), y: layout.axis.y, style: .dim, limit: width)
    }
    guard layout.outputs.count < outputs else { return }
    let words = " outputs \(layout.outputs.lowerBound + 1)–\(layout.outputs.upperBound) of \(grouped(outputs)): j k "
    write(words, x: width - words.count - 1, y: layout.axis.y, style: .key)
  }

  /// A segment in the colour of its output, with its unit's name: solid as far as it was computed, dim where it is
  /// planned. Neighbours have two shades, so that every cut is seen.
  ///
  /// - Parameter piece: its place among the segments of its output.
  private mutating func draw(_ index: Int, piece: Int, of timeline: MapTimeline, y: Int, layout: MapLayout) {
    let segment = timeline.schedule.segments[index]
    let output = timeline.schedule.output(of: segment)
    let solid: Style = piece % 2 == 0 ? .fill(output) : .shade(output)
    let tiles = timeline.schedule.tiles(of: segment)
    let unit = timeline.unit(ofSegment: index)
    let done = timeline.tilesDone(ofSegment: index)
    let columns = layout.scale.width / layout.scale.length
    for (place, tile) in tiles.enumerated() {
      let isDone = place < done
      let style: Style = isDone ? solid : .ghost(output)
      let columnsOfTile = layout.columns(ofTile: tile)
      let bar = Rect(x: columnsOfTile.lowerBound, y: y, width: columnsOfTile.count, height: layout.barHeight)
      fill(bar, with: Cell(isDone ? " " : "·", style))
      // Where a tile has room for it, each says its unit.
      if columns >= 3, place > 0, columns > String(unit).count + 1 {
        write(String(unit), x: columnsOfTile.lowerBound + 1, y: y + (layout.barHeight - 1) / 2, style: style)
      }
    }
    let first = layout.columns(ofTile: tiles.first).lowerBound
    // Where many tiles share a column, the next segment begins in this one's last.
    let end = max(first + 1, layout.scale.column(of: tiles.areConsecutive ? tiles.hull.upperBound : tiles.first + 1))
    let style: Style = done > 0 ? solid : .ghost(output)
    if tiles.first > 0 {
      for row in y..<y + layout.barHeight { self[first, row] = Cell(done > 0 ? "▏" : "┊", style) }
    }
    let name = "U\(unit)"
    let inside = end - first >= name.count + 1 ? name : String(unit % 10)
    // Each cell keeps the style of its tile: the name may reach over tiles that are still planned.
    let x = end - first >= inside.count + 1 ? first + 1 : first
    let row = y + (layout.barHeight - 1) / 2
    for (offset, scalar) in inside.unicodeScalars.enumerated() where x + offset < end {
      self[x + offset, row].scalar = scalar
    }
  }

  private mutating func drawMapCursor(_ selection: Selection, in layout: MapLayout) {
    guard layout.outputs.contains(selection.output) else { return }
    let columns = layout.columns(ofTile: selection.tile)
    let y = layout.y(ofOutput: selection.output)
    for row in y..<y + layout.barHeight {
      for x in columns { self[x, row] = Cell(self[x, row].scalar, .cursor) }
    }
  }

  /// The segments of the selected output, in the order of their keys: who, what, how far.
  private mutating func drawSegments(
    _ selection: Selection, of timeline: MapTimeline, state: State, in rect: Rect
  ) {
    guard !rect.isEmpty else { return }
    let all = timeline.segments(ofOutput: selection.output)
    var rest = rect
    let row = rest.takeTop(1)
    let name = state.problem.name(ofOutput: selection.output)
    let count = counted(all.count, "segment")
    let title = fitting(["\(name): \(count) · unit, tiles", "\(name): \(count)", count], row.width - 1)
    write(title, x: row.x, y: row.y, style: .title)
    let selected = timeline.segment(ofTile: selection.tile, output: selection.output)
    let here = all.firstIndex { $0 == selected } ?? 0
    let shown = max(1, rest.height - (all.count > rest.height ? 1 : 0))
    let lines = window(of: all.count, shown: shown, around: here)
    let longest = all.map { SegmentLine.text(timeline.schedule.segments[$0].tiles).count }.max() ?? 0
    let tilesWidth = max(longest + 2, 4 + 2 * String(state.problem.tiles(ofOutput: selection.output)).count)
    for place in lines {
      let index = all[place]
      let row = rest.takeTop(1)
      let line = SegmentLine(index, of: timeline, run: selection.run, state: state)
      let x = write(
        "U\(line.unit)".padded(to: 5), x: row.x, y: row.y, style: place == here ? .cursor : .mark(selection.output))
      let tiles = write(line.tiles.padded(to: tilesWidth), x: x, y: row.y, style: place == here ? .plain : .dim)
      write(fitting(line.status, row.maxX - tiles - 1), x: tiles, y: row.y, style: place == here ? .plain : .dim)
    }
    if shown < all.count {
      let row = rest.takeTop(1)
      write(
        "\(grouped(lines.lowerBound)) before, \(grouped(all.count - lines.upperBound)) after", x: row.x, y: row.y,
        style: .dim)
    }
  }
}
