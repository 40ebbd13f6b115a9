import AttentionCore
import VizPlayback

/// The timeline that the Map is of, by the clock in view: who computes which segment, and how far that is.
struct MapTimeline {
  /// On the measured clock another schedule of the same problem, with a unit for each core.
  let schedule: Schedule
  /// `nil` on the step clock.
  let timeline: Timeline?
  /// What a title adds, the longest wording first; none on the step clock.
  let clockWords: [String]
  private let run: Run
  private let playhead: Moment
  private let units: [Int]
  private let segments: [[Int]]

  init(_ state: State, run place: Int) {
    run = state.runs[place]
    playhead = state.playhead
    switch state.clock {
    case .composed where state.timings.composed != nil:
      schedule = run.schedule
      timeline = state.timings.composed?.timelines[place]
      let clock = Clock.composed(units: schedule.units).name
      clockWords = ["\(clock), \(asIf(state, isBrief: true))", clock]
    case .measured:
      schedule = state.timings.measured?.schedules[place] ?? run.schedule
      timeline = state.timings.measured?.timelines[place]
      let units = counted(schedule.units, "unit")
      let splits = measuredSplits(state, place: place).map { "S=\($0), " } ?? ""
      clockWords = [
        "\(splits)\(measuredClockName(state)): the same problem on \(units)", "\(splits)measured, \(units)",
      ]
    case .imported where state.timings.imported != nil:
      schedule = run.schedule
      timeline = state.timings.imported?.timelines[place]
      clockWords = ["imported, \(state.timings.imported?.source ?? "")", "imported"]
    default:
      schedule = run.schedule
      timeline = nil
      clockWords = []
    }
    var units = Array(repeating: 0, count: schedule.segments.count)
    for span in (timeline ?? run.timeline).spans where span.kind == .attend {
      if let item = span.item, units.indices.contains(item) { units[item] = span.track.unit }
    }
    self.units = units
    let schedule = schedule
    segments =
      timeline == nil
      ? []
      : schedule.segments.indices.reduce(into: Array(repeating: [], count: schedule.problem.outputs)) {
        $0[schedule.output(of: schedule.segments[$1])].append($1)
      }
  }

  func segments(ofOutput output: Int) -> [Int] {
    timeline == nil ? run.segments(ofOutput: output) : segments[output]
  }

  func unit(ofSegment segment: Int) -> Int { units[segment] }

  /// On the step clock as far as the playhead has come; a run in times is complete.
  func tilesDone(ofSegment segment: Int) -> Int {
    timeline == nil
      ? run.tilesDone(ofSegment: segment, at: playhead) : schedule.tiles(of: schedule.segments[segment]).count
  }

  /// The segment that holds a tile.
  func segment(ofTile tile: Int, output: Int) -> Int? {
    segments(ofOutput: output).first { schedule.tiles(of: schedule.segments[$0]).contains(tile) }
  }

  /// How long a segment took, in ns; `nil` on the step clock.
  func nanoseconds(ofSegment segment: Int) -> Int? {
    timeline.map { $0.spans.reduce(0) { $0 + ($1.kind == .attend && $1.item == segment ? $1.end - $1.start : 0) } }
  }

  /// How long a tile took, in ns, where the timeline has a span for every tile.
  func nanoseconds(ofTile tile: Int, output: Int) -> Int? {
    guard let timeline, let segment = segment(ofTile: tile, output: output) else { return nil }
    let tiles = schedule.tiles(of: schedule.segments[segment])
    let spans = timeline.spans.filter { $0.kind == .attend && $0.item == segment }.sorted { $0.start < $1.start }
    guard spans.count == tiles.count else { return nil }
    let span = spans[tiles.firstIndex(of: tile) ?? 0]
    return span.end - span.start
  }
}
