import AttentionCore
import CellFrame
import VizPlayback

extension Frame {
  /// The Race: a strip an algorithm, a lane a unit, one axis and one playhead for all.
  mutating func drawRace(_ state: State) {
    let shown = state.zoomed.map { [$0] } ?? Array(state.runs.indices)
    let content = shown.map { StripContent(place: $0, state: state) }
    let layout = RaceLayout(
      width: width, height: height, units: content.map(\.units), length: content.map(\.length).max() ?? 1,
      isInSteps: state.clock == .steps, isBig: state.isBig)
    drawHeader(state, in: layout.header)
    write(fitting(problemSentences(state), width - 2), x: 1, y: layout.problem.y, style: .plain)
    for (strip, content) in zip(layout.strips, content) { draw(content, state: state, in: strip, layout: layout) }
    for scale in layout.banks { drawAxis(state, scale: scale, y: layout.axis.y) }
    drawNotes(state, in: layout.notes)
    drawCaption(state, in: layout.captions)
    drawScrubBar(state, in: layout.scrub)
    drawKeyLine(state, in: layout.keys)
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
    } else {
      drawStepLanes(run, at: state.playhead, in: strip, layout: layout, isBig: state.isBig)
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

  private mutating func drawAxis(_ state: State, scale: ColumnScale, y: Int) {
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
    write(here, x: x, y: y, style: .playhead)
  }

  /// 1, 2 or 5 times a power of ten: far enough apart for the labels.
  private static func axisStride(length: Int, columns: Int, labelWidth: Int) -> Int {
    var unit = 1
    while true {
      for factor in [1, 2, 5] where unit * factor * columns / max(1, length) >= labelWidth { return unit * factor }
      unit *= 10
    }
  }
}
