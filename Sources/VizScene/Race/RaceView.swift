import AttentionCore
import CellFrame
import VizPlayback

/// What the Race shows, and where.
struct RaceContent {
  var strips: [StripContent]
  var layout: RaceLayout

  init(_ state: State, width: Int, height: Int) {
    let shown = state.zoomed.map { [$0] } ?? Array(state.runs.indices)
    strips = shown.map { StripContent(place: $0, state: state) }
    layout = RaceLayout(
      width: width, height: height, units: strips.map(\.units), length: strips.map(\.length).max() ?? 1,
      isInSteps: state.clock == .steps, isBig: state.isBig)
  }
}

extension Frame {
  /// The Race: a strip an algorithm, a lane a unit, one axis and one playhead for all.
  mutating func drawRace(_ state: State) {
    let race = RaceContent(state, width: width, height: height)
    let layout = race.layout
    drawChrome(state, layout.chrome, caption: captionLines(state))
    for (strip, content) in zip(layout.strips, race.strips) { draw(content, state: state, in: strip, layout: layout) }
    for (bank, scale) in layout.banks.enumerated() {
      let next = bank + 1 < layout.banks.count ? layout.banks[bank + 1].origin : width
      drawAxis(state, scale: scale, y: layout.axis.y, limit: next)
    }
    drawNotes(state, in: layout.notes)
    if state.mode == .inspect, state.clock == .steps {
      drawInspector(state, strips: zip(race.strips.map(\.place), layout.strips).map { ($0, $1) }, layout: layout)
    }
    if state.mode == .splits { drawSplitStrip(state, layout: layout) }
    if state.showsVerdict && !state.showsHelp { drawVerdictCard(state, layout: layout) }
  }

  private mutating func draw(
    _ content: StripContent, state: State, in strip: RaceLayout.StripLayout, layout: RaceLayout
  ) {
    let run = state.runs[content.place]
    let x = write(run.schedule.algorithm.title, x: 1, y: strip.title.y, style: .title) + 1
    write(fitting(content.subtitles, strip.panel.x - x - 1), x: x, y: strip.title.y, style: .dim)
    if let timeline = content.timeline {
      drawTimeLanes(timeline, schedule: content.schedule, in: strip, layout: layout)
      write("\(duration(timeline.end))", x: strip.panel.x, y: strip.lanes.y, style: .title)
      write(content.clockName, x: strip.panel.x, y: strip.lanes.y + 1, style: .dim, limit: width)
      if strip.lanes.height > 2 {
        write(content.clockNote, x: strip.panel.x, y: strip.lanes.y + 2, style: .dim, limit: width)
      }
    } else {
      drawStepLanes(run, at: state.playhead, in: strip, layout: layout, isBig: state.isBig)
      drawBusyCurve(run, at: state.playhead, in: strip.curve, layout: layout)
      for scale in layout.banks { drawPlayhead(state, in: strip.lanes, scale: scale) }
      drawStepMarks(run, place: content.place, state: state, in: strip, layout: layout)
      drawPanel(run, place: content.place, state: state, in: strip)
    }
  }

  /// One thin line where nothing is written.
  private mutating func drawPlayhead(_ state: State, in lanes: Rect, scale: ColumnScale) {
    let x = scale.column(of: state.playhead.step)
    for y in lanes.y..<lanes.maxY where self[x, y].scalar == " " { self[x, y] = Cell("│", .playhead) }
  }

  private mutating func drawAxis(_ state: State, scale: ColumnScale, y: Int, limit: Int) {
    let isInSteps = state.clock == .steps
    let stride = Self.axisStride(length: scale.length, columns: scale.width, labelWidth: isInSteps ? 6 : 12)
    let here = isInSteps ? "▲ step \(grouped(state.playhead.step))" : ""
    let x = scale.column(of: state.playhead.step)
    // Numbers give way to the playhead's label, with a blank on either side.
    let taken = isInSteps ? x - 1..<x + here.count + 1 : 0..<0
    for position in Swift.stride(from: 0, through: scale.length, by: stride) {
      let label = isInSteps ? grouped(position) : duration(position)
      let column = scale.column(of: position)
      guard !taken.overlaps(column..<column + label.count) else { continue }
      write(label, x: column, y: y, style: .dim)
    }
    // Another bank's axis may follow: the label is cut rather than that.
    let room = limit - x - 1
    write(here.count <= room ? here : "▲ \(grouped(state.playhead.step))", x: x, y: y, style: .playhead, limit: limit)
  }

  /// 1, 2 or 5 times a power of ten: far enough apart for the labels.
  static func axisStride(length: Int, columns: Int, labelWidth: Int) -> Int {
    var unit = 1
    while true {
      for factor in [1, 2, 5] where unit * factor * columns / max(1, length) >= labelWidth { return unit * factor }
      unit *= 10
    }
  }
}
