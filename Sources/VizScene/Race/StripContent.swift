import AttentionCore
import VizPlayback

/// What one strip shows, by the clock in view.
struct StripContent {
  var place: Int
  var schedule: Schedule
  /// `nil` on the step clock.
  var timeline: Timeline?
  var units: Int
  var length: Int
  var clockName: String
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
    case .measured:
      if let measured = state.timings.measured {
        timeline = measured.timelines[place]
        schedule = measured.schedules[place]
        clockName = measured.clock.name
        let units = counted(schedule.units, "unit")
        subtitles = ["the same problem on \(units), one traced run", "the same problem, \(units)", units]
      }
    }
    if state.clock == .imported, let imported = state.timings.imported {
      timeline = imported.timelines[place]
      clockName = Clock.imported(source: imported.source).name
    }
    units = schedule.units
    length = timeline?.end ?? schedule.makespan
  }
}

/// What a schedule does with the tiles, in a few words, the longest wording first. It reads the schedule's own terms, so
/// that an algorithm of another name is described as well.
///
/// - Parameter wanted: how FlashDecoding came by its splits.
func stripSubtitles(_ schedule: Schedule, wanted: SplitCount) -> [String] {
  let problem = schedule.problem
  let noun = problem.outputNoun
  switch schedule.reduction {
  case .none where schedule.algorithm == .fd && wanted != .automatic: return ["S=1, as set: no split", "S=1, as set"]
  case .none where schedule.algorithm == .fd:
    return ["S=1: no split where the \(noun)s already fill 80 % of the units", "S=1: no split"]
  case .none: return ["one \(noun), one unit"]
  case .pass:
    let splits = schedule.splits ?? 1
    let rule = wanted == .automatic ? "flash-attention's rule, \(counted(schedule.units, "slot"))" : "as set"
    return [
      "S=\(splits) splits \(problem.anOutput) (\(rule)), then a second pass",
      "S=\(splits) splits \(problem.anOutput), then a second pass",
      "S=\(splits)",
    ]
  case .host:
    let total = problem.totalTiles
    let least = total / schedule.gridSize
    let isExact = total % schedule.gridSize == 0
    let each = isExact ? grouped(least) : "\(grouped(least)) or \(grouped(least + 1))"
    return [
      "\(counted(total, "tile")) dealt evenly: \(each) each, merged in the same kernel",
      "\(counted(total, "tile")) dealt evenly: \(each) each",
      "\(isExact ? counted(least, "tile") : "\(each) tiles") each",
    ]
  }
}
