/// What a plan comes to, without its list of segments.
///
/// It is there for every problem within the limits, also where a ``Schedule`` would have more segments than a value may
/// hold.
public struct ScheduleSummary: Sendable, Hashable {
  public var algorithm: Algorithm
  public var problem: AttentionProblem
  public var units: Int
  public var slots: Int
  public var dispatch: Dispatch
  /// FlashDecoding's S, 1 under FlashAttention-2, `nil` where the notion does not apply.
  public var splits: Int?
  /// CTAs of the grid, those without work included.
  public var gridSize: Int
  public var segmentCount: Int
  public var partialCount: Int
  public var mergeCount: Int
  /// Steps until the last tile is done.
  public var makespan: Int
}

extension ScheduleSummary {
  /// Steps that no schedule can do without: ⌈tiles ÷ units⌉.
  public var floor: Int { (problem.totalTiles - 1) / units + 1 }

  /// The share of the units' time, until the last tile is done, that goes into tiles.
  public var utilization: Double { Double(problem.totalTiles) / Double(units * makespan) }
}

extension Schedule {
  public var summary: ScheduleSummary {
    ScheduleSummary(
      algorithm: algorithm, problem: problem, units: units, slots: slots, dispatch: dispatch, splits: splits,
      gridSize: gridSize,
      segmentCount: segments.count, partialCount: partialCount, mergeCount: merges.count, makespan: makespan)
  }
}

/// A plan as far as it can be listed.
public enum PlannedSchedule: Sendable {
  case listed(Schedule)
  case summarised(ScheduleSummary)

  public var summary: ScheduleSummary {
    switch self {
    case .listed(let schedule): schedule.summary
    case .summarised(let summary): summary
    }
  }
}

extension Experiment {
  /// One plan per algorithm, in order: whole where its segments can be listed.
  public func plans() -> [PlannedSchedule] {
    let work = work
    return algorithms.map { algorithm in
      if algorithm.mostSegments(work) > ProblemLimits.segments,
        let outline = algorithm.definition.outline(work)
      {
        return .summarised(
          ScheduleSummary(
            algorithm: algorithm, problem: problem, units: units, slots: slots, dispatch: outline.dispatch,
            splits: outline.splits, gridSize: outline.gridSize, segmentCount: outline.segments,
            partialCount: outline.partials,
            mergeCount: outline.merges, makespan: outline.makespan))
      }
      return .listed(Schedule(algorithm, problem: problem, units: units, slots: slots, splits: splits))
    }
  }
}

/// What a planner says of a plan without listing it.
struct PlanOutline: Sendable, Hashable {
  var dispatch: Dispatch
  var splits: Int?
  var gridSize: Int
  var segments: Int
  var partials: Int
  var merges: Int
  var makespan: Int
}

extension AlgorithmDefinition {
  /// A planner whose segments always fit a value needs none.
  static func outline(_ work: PlannedWork) -> PlanOutline? { nil }
}
