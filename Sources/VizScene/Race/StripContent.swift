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
    clockName = "steps"
    subtitles = stripSubtitles(run.schedule)
    switch state.clock {
    case .steps: break
    case .composed:
      timeline = state.timings.composed?.timelines[place]
      clockName = "composed, \(schedule.units) units"
    case .measured:
      if let measured = state.timings.measured {
        timeline = measured.timelines[place]
        schedule = measured.schedules[place]
        clockName = "measured, \(counted(measured.cores, "core"))"
        let units = counted(schedule.units, "unit")
        subtitles = ["the same problem on \(units), one traced run", "the same problem, \(units)", units]
      }
    }
    units = schedule.units
    length = timeline?.end ?? schedule.makespan
  }
}

/// What an algorithm does with the tiles, in a few words.
func stripSubtitles(_ schedule: Schedule) -> [String] {
  let problem = schedule.problem
  let noun = problem.outputNoun
  switch schedule.algorithm {
  case .fa2: return ["one \(noun), one unit"]
  case .fd:
    let splits = schedule.splits ?? 1
    if splits == 1 { return ["S=1: no split where the \(noun)s already fill 80 % of the units", "S=1: no split"] }
    return [
      "S=\(splits) splits a \(noun) (flash-attention's rule, \(schedule.units) slots), then a second pass",
      "S=\(splits) splits a \(noun), then a second pass", "S=\(splits)",
    ]
  case .lean:
    let total = problem.totalTiles
    let least = total / schedule.gridSize
    let each = total % schedule.gridSize == 0 ? "\(grouped(least))" : "\(grouped(least)) or \(grouped(least + 1))"
    return [
      "\(grouped(total)) tiles dealt evenly: \(each) each, merged in the same kernel",
      "\(grouped(total)) tiles dealt evenly: \(each) each", "\(each) tiles each",
    ]
  }
}
