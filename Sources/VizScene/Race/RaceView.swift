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
    let isInSteps = state.clock == .steps
    guard !state.isBig else {
      let chrome = Chrome(width: width, height: height)
      layout = RaceLayout(stacking: strips, isInSteps: isInSteps, in: chrome.body, chrome: chrome, isBig: true)
      return
    }
    layout = RaceLayout(
      width: width, height: height, units: strips.map(\.units), length: strips.map(\.length).max() ?? 1,
      isInSteps: isInSteps)
  }
}

extension Frame {
  /// The Race: a strip for each algorithm, a lane for each unit, one axis and one playhead for all.
  mutating func drawRace(_ state: State) {
    let race = RaceContent(state, width: width, height: height)
    let hasCard = state.showsVerdict && !state.showsHelp
    let ending = hasCard ? RaceEnding(state, strips: race.strips, layout: race.layout) : nil
    let layout = ending?.layout ?? race.layout
    drawChrome(state, layout.chrome, caption: captionLines(state))
    drawLegend(raceLegend(state, layout: layout), in: layout.chrome.legend)
    for (strip, content) in zip(layout.strips, race.strips) { draw(content, state: state, in: strip, layout: layout) }
    for (bank, scale) in layout.banks.enumerated() where !layout.axis.isEmpty {
      let end = ending.flatMap { $0.box.y <= layout.axis.y && layout.axis.y < $0.box.maxY ? $0.box.x : nil } ?? width
      let next = bank + 1 < layout.banks.count ? layout.banks[bank + 1].origin : end
      drawAxis(state, scale: scale, y: layout.axis.y, limit: next)
    }
    drawNotes(state, in: layout.notes)
    if state.mode == .inspect, state.clock == .steps {
      drawInspector(state, strips: zip(race.strips.map(\.place), layout.strips).map { ($0, $1) }, layout: layout)
    }
    if state.mode == .splits { drawSplitStrip(state, layout: layout) }
    if let ending {
      drawVerdictCard(ending.card, title: state.source ?? "verdict", in: ending.box, isFramed: ending.isFramed)
    }
  }

  private mutating func draw(
    _ content: StripContent, state: State, in strip: RaceLayout.StripLayout, layout: RaceLayout
  ) {
    let run = state.runs[content.place]
    drawTitle(content, in: strip, indent: layout.indent)
    if let timeline = content.timeline {
      drawTimeLanes(timeline, schedule: content.schedule, in: strip, layout: layout)
      guard !strip.panel.isEmpty else { return }
      write("\(duration(timeline.end))", x: strip.panel.x, y: strip.lanes.y, style: .title)
      write(content.clockName, x: strip.panel.x, y: strip.lanes.y + 1, style: .dim, limit: width)
    } else {
      drawStepLanes(run, at: state.playhead, in: strip, layout: layout, isBig: state.isBig)
      drawBusyCurve(run, at: state.playhead, in: strip.curve, layout: layout)
      if !state.showsVerdict {
        for scale in layout.banks { drawPlayhead(state, in: strip.lanes, scale: scale) }
      }
      drawStepMarks(run, place: content.place, state: state, in: strip, layout: layout)
      drawPanel(run, place: content.place, state: state, in: strip.panel)
    }
    drawIdleUnits(content, in: strip, layout: layout, isOver: state.showsVerdict)
  }

  /// An algorithm's name and what it does; words that have no room whole are left out.
  private mutating func drawTitle(_ content: StripContent, in strip: RaceLayout.StripLayout, indent: Int) {
    let algorithm = content.schedule.algorithm
    if indent > 0 {
      let height = min(BigDigits.height, max(strip.panel.maxY, strip.bottom) - strip.title.maxY)
      write(
        big: algorithm.shortName, at: Rect(x: 1, y: strip.title.maxY, width: indent - 2, height: height), style: .title)
    }
    let x = write(algorithm.title, x: 1, y: strip.title.y, style: .title) + 1
    if let words = content.subtitle(within: strip.limit - 1) {
      write(words, x: x, y: strip.title.y, style: .dim)
    } else if !strip.subtitle.isEmpty {
      write(fitting(content.subtitles, strip.limit - 1), x: 1, y: strip.subtitle.y, style: .dim)
    }
  }

  /// When a race is over, and where they have no lanes: which units have had nothing to do, and what that comes to.
  private mutating func drawIdleUnits(
    _ content: StripContent, in strip: RaceLayout.StripLayout, layout: RaceLayout, isOver: Bool
  ) {
    let idle = content.working..<content.units
    guard !idle.isEmpty else { return }
    let names = unitNames(Array(idle))
    let share = percent(Double(idle.count) / Double(content.units))
    let y: Int
    if let row = strip.idleRow {
      y = row
    } else if isOver, strip.unitsPerRow == 1, strip.units == content.units, layout.banks.count == 1 {
      y = strip.place(ofUnit: idle.lowerBound).y
    } else {
      return
    }
    let x = layout.banks[0].origin
    let wordings = (isOver ? ["\(names): no work, \(share) of the unit time"] : []) + ["\(names): no work", "no work"]
    guard let words = wordings.first(where: { $0.count <= strip.limit - x }) else { return }
    write(words, x: x, y: y, style: .dim)
  }

  /// One thin line where nothing is written.
  private mutating func drawPlayhead(_ state: State, in lanes: Rect, scale: ColumnScale) {
    let x = scale.column(of: state.playhead.step)
    for y in lanes.y..<lanes.maxY where self[x, y].scalar == " " { self[x, y] = Cell("│", .playhead) }
  }

  private mutating func drawAxis(_ state: State, scale: ColumnScale, y: Int, limit: Int) {
    let isInSteps = state.clock == .steps
    let stride = Self.axisStride(length: scale.length, columns: scale.width, labelWidth: isInSteps ? 6 : 12)
    let x = scale.column(of: state.playhead.step)
    let step = grouped(state.playhead.step)
    // Something may follow on the right: another bank's axis, the card. Then words are fewer, or on the left.
    let here = isInSteps ? ["▲ step \(step)", "▲ \(step)"].first { x + $0.count < limit } ?? "step \(step) ▲" : ""
    let start = here.hasSuffix("▲") ? max(0, x - here.count + 1) : x
    // Numbers give way to the playhead's label, with a blank on either side.
    let taken = isInSteps ? start - 1..<start + here.count + 1 : 0..<0
    for position in Swift.stride(from: 0, through: scale.length, by: stride) {
      let label = isInSteps ? grouped(position) : duration(position)
      let column = scale.column(of: position)
      guard !taken.overlaps(column..<column + label.count) else { continue }
      write(label, x: column, y: y, style: .dim, limit: limit)
    }
    write(here, x: start, y: y, style: .playhead, limit: limit)
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
