import AttentionCore
import VizPlayback

/// What one strip shows, by the clock in view.
struct StripContent {
  var place: Int
  var schedule: Schedule
  /// `nil` on the step clock.
  var timeline: Timeline?
  var units: Int
  /// The units up to the last one that has work.
  var working: Int
  var length: Int
  var clockName: String
  /// What has to be known of the clock, in a few words; empty where nothing has.
  var clockNote = ""
  /// What the algorithm does, the longest wording first.
  var subtitles: [String]

  init(place: Int, state: State) {
    self.place = place
    let run = state.runs[place]
    schedule = run.schedule
    clockName = Clock.steps.name
    subtitles = stripSubtitles(run.schedule, wanted: state.experiment.splits)
    switch state.clock {
    case .steps, .imported: break
    case .composed:
      timeline = state.timings.composed?.timelines[place]
      clockName = Clock.composed(units: schedule.units).name
      if schedule.units > state.cores { clockNote = "CPU cores', not a GPU's" }
    case .measured:
      if let measured = state.timings.measured {
        timeline = measured.timelines[place]
        schedule = measured.schedules[place]
        clockName = measured.clock.name
        let units = counted(schedule.units, "unit")
        subtitles = ["the same problem on \(units), one traced run", "the same problem, \(units)", units]
        if let splits = measuredSplits(state, place: place) {
          let rule = splits == 1 ? "its rule does not split on \(units)" : "as its rule has it on \(units)"
          subtitles =
            ["S=\(splits): \(rule); one traced run", "S=\(splits): \(rule)"] + subtitles.map { "S=\(splits) · \($0)" }
        }
      }
    }
    if state.clock == .imported, let imported = state.timings.imported {
      timeline = imported.timelines[place]
      clockName = Clock.imported(source: imported.source).name
    }
    units = schedule.units
    working = (timeline ?? run.timeline).spans.reduce(0) { max($0, $1.track.unit + 1) }
    length = timeline?.end ?? schedule.makespan
  }
}

extension StripContent {
  /// The longest wording that fits whole behind the algorithm's name, in so many columns.
  func subtitle(within columns: Int) -> String? {
    subtitles.first { schedule.algorithm.title.count + 1 + $0.count < columns }
  }
}

/// What a schedule does with the tiles, in a few words, the longest wording first. It reads the schedule's own terms, so
/// that an algorithm of another name is described as well.
///
/// - Parameter wanted: how FlashDecoding came by its S.
func stripSubtitles(_ schedule: Schedule, wanted: SplitCount) -> [String] {
  let problem = schedule.problem
  switch schedule.reduction {
  case .none where schedule.algorithm == .fd && wanted != .automatic:
    return ["S=1, as set: nothing is cut", "S=1, as set"]
  case .none where schedule.algorithm == .fd: return ruledSubtitles(schedule, cut: "S=1, nothing is cut", then: "")
  case .none: return ["one output, one unit"]
  case .pass:
    guard let splits = schedule.splits else {
      let cut = "each request in chunks of its own"
      return ["\(cut), then a merging pass", cut, "chunks per request"]
    }
    let cut = "S=\(splits) chunks per output"
    if wanted == .automatic { return ruledSubtitles(schedule, cut: cut, then: ", then a merging pass") }
    return ["\(cut) (as set), then a merging pass", "\(cut) (as set)", "S=\(splits), as set"]
  case .lastArriver:
    let cut = "up to \(counted(schedule.splits ?? 1, "CTA")) per output"
    return ["\(cut), tiles in turn; the last to end merges", "\(cut); the last merges", cut]
  case .host:
    let total = problem.totalTiles
    let least = total / schedule.gridSize
    let isExact = total % schedule.gridSize == 0
    let each = isExact ? grouped(least) : "\(grouped(least)) or \(grouped(least + 1))"
    let tiles = isExact ? counted(least, "tile") : "\(each) tiles"
    let dealt = "\(counted(total, "tile")) dealt evenly"
    guard schedule.slots > 1 else {
      return ["\(dealt): \(each) each, merged in the same kernel", "\(dealt): \(each) each", "\(tiles) each"]
    }
    let ctas = "\(counted(schedule.gridSize, "CTA")), up to \(schedule.slots) per unit"
    return [
      "\(dealt) to \(ctas): \(each) each, merged in the same kernel", "\(dealt) to \(ctas): \(each) each",
      "\(tiles) for each of \(ctas)", "\(tiles) per CTA, \(schedule.slots) per unit",
    ]
  }
}

/// Chunks by flash-attention's rule, and the slots that it counts: at every width.
private func ruledSubtitles(_ schedule: Schedule, cut: String, then: String) -> [String] {
  let rule = "flash-attention's rule \(slotsInWords(schedule.slots))"
  let slots = "\(counted(schedule.slots, "slot")) per unit"
  let beside = slots + (schedule.slots == 1 ? "; GPU: 2" : "")
  let short = "S=\(schedule.splits ?? 1) by rule, \(slots)"
  return [
    "\(cut) (\(rule))\(then)", "\(cut) (\(rule))", "\(cut): flash-attention's rule (\(beside))",
    "S=\(schedule.splits ?? 1) (\(rule))",
  ] + (schedule.slots == 1 ? [short + " (GPU: 2)"] : [])
    + [short, "S=\(schedule.splits ?? 1) by rule, \(counted(schedule.slots, "slot"))"]
}

/// The S that FlashDecoding's rule chose for the measured runs, where it is another than on stage: there the units are as
/// many as threads. `nil` where it is the same, or nothing has been measured.
func measuredSplits(_ state: State, place: Int) -> Int? {
  guard let measured = state.timings.measured, state.runs[place].schedule.algorithm == .fd,
    let splits = measured.schedules[place].splits, splits != state.runs[place].schedule.splits
  else { return nil }
  return splits
}

/// How many slots a rule counts; with one, that this is a toy's number.
public func slotsInWords(_ slots: Int) -> String {
  slots == 1 ? "at 1 slot per unit; a GPU counts 2" : "at \(slots) slots per unit"
}
