import AttentionCore
import VizPlayback

/// The times of the clock in view. The step clock has none: there the measured ones are shown.
struct TimeContent {
  struct Row {
    var name: String
    var shortName: String
    var time: WallTime?
    /// What each unit did.
    var units: [UnitShares]
  }

  /// The longest wording first.
  var titles: [String]
  var clockName: String
  var rows: [Row]

  /// The most units that an algorithm has.
  var units: Int { rows.map(\.units.count).max() ?? 0 }

  init(_ state: State) {
    let isComposed = state.clock == .composed
    let clockName = isComposed ? Clock.composed(units: state.experiment.units).name : measuredClockName(state)
    self.clockName = clockName
    let units = state.timings.imported == nil && state.cores > 0 ? state.cores : state.experiment.units
    let problem = "time, \(clockName): the same problem on \(counted(units, "unit"))"
    if isComposed {
      titles = [false, true].map { "time, \(clockName): \(asIf(state, isBrief: $0))" }
    } else if let measured = state.timings.measured {
      let runs = ", medians of \(counted(measured.wall.first?.runs ?? 0, "run"))"
      let cache = measured.isCold ? ", cold" : ", warm"
      titles = [problem + cache + runs, problem + cache, problem]
    } else {
      titles = [problem]
    }
    rows = state.runs.enumerated().map { place, run in
      let algorithm = run.schedule.algorithm
      var row = Row(name: algorithm.title, shortName: algorithm.shortName, units: [])
      if isComposed, let timeline = state.timings.composed?.timelines[place] {
        row.units = timeline.unitShares
        row.time = WallTime(median: timeline.end, p5: timeline.end, p95: timeline.end, runs: 1)
      } else if !isComposed, let imported = state.timings.imported {
        row.units = imported.timelines[place].unitShares
        let end = imported.timelines[place].end
        row.time = imported.wall[place] ?? WallTime(median: end, p5: end, p95: end, runs: 1)
      } else if !isComposed, let measured = state.timings.measured {
        row.units = measured.timelines[place].unitShares
        row.time = measured.wall[place]
        row.name += measuredSplits(state, place: place).map { " S=\($0)" } ?? ""
      }
      return row
    }
  }
}

/// What a unit did, as shares of the whole run; what is left, it had no work.
struct UnitShares: Sendable, Hashable {
  /// Computing, publishing or merging.
  var busy = 0.0
  /// For partials, or for the last split.
  var waiting = 0.0
}

extension Timeline {
  var unitShares: [UnitShares] {
    let whole = Double(Swift.max(1, (spans.map(\.end).max() ?? 0) - (spans.map(\.start).min() ?? 0)))
    return lanes.map { spans in
      spans.reduce(into: UnitShares()) { shares, span in
        let share = Double(span.end - span.start) / whole
        if span.kind == .wait { shares.waiting += share } else { shares.busy += share }
      }
    }
  }
}

extension [UnitShares] {
  /// Of all of them together.
  var mean: UnitShares {
    let count = Double(Swift.max(1, self.count))
    return UnitShares(
      busy: reduce(0) { $0 + $1.busy } / count, waiting: reduce(0) { $0 + $1.waiting } / count)
  }
}
