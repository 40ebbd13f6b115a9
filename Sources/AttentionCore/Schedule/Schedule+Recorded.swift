extension Schedule {
  /// Consecutive KV tiles of one output, as a record of a schedule lists them.
  public struct Share: Sendable, Hashable {
    public var output: Int
    public var tiles: Range<Int>

    public init(output: Int, tiles: Range<Int>) {
      self.output = output
      self.tiles = tiles
    }
  }

  /// A schedule as it was written down, by this program or another: nothing is planned anew.
  ///
  /// - Parameters:
  ///   - splits: FlashDecoding's S; `nil` where the notion does not apply.
  ///   - grid: the shares of every CTA by position, those without work included. The first share of an output, in this
  ///     order, is the one that its others are merged into.
  /// - Throws: a ``ScheduleError`` where it breaks a rule that holds for all schedules or the algorithm's own.
  public init(
    _ algorithm: Algorithm, problem: AttentionProblem, units: Int, slots: Int = 1, dispatch: Dispatch,
    splits: Int?, grid: [[Share]]
  ) throws(ScheduleError) {
    var shared = SharedWork()
    for (position, shares) in grid.enumerated() where !shares.isEmpty {
      for share in shares {
        guard (0..<problem.outputs).contains(share.output), !share.tiles.isEmpty, share.tiles.lowerBound >= 0,
          share.tiles.upperBound <= problem.tiles(ofOutput: share.output)
        else {
          throw ScheduleError(reason: "CTA \(position) has tiles \(share.tiles) of output \(share.output)")
        }
      }
      shared.add(
        position: position, shares.map { AttentionCore.Share(output: $0.output, ordinals: $0.tiles) })
    }
    guard !shared.shares.isEmpty else { throw ScheduleError(reason: "no CTA has work") }
    // An output without shares has nothing that could be finished.
    var isThere = Array(repeating: false, count: problem.outputs)
    for share in shared.shares { isThere[share.output] = true }
    if let output = isThere.firstIndex(of: false) { throw ScheduleError(reason: "output \(output) is in no CTA") }
    let work = PlannedWork(problem, units: units, slots: slots, splits: splits.map { .fixed($0) } ?? .automatic)
    let plan = shared.plan(
      work, dispatch: dispatch, gridSize: grid.count, splits: splits,
      merging: dispatch == .resident ? .host : .pass, passesAll: (splits ?? 1) > 1)
    self.init(algorithm, problem: problem, units: units, slots: slots, plan: plan)
    if let violation = violations().first { throw ScheduleError(reason: violation) }
  }
}

/// Why a list of CTAs is no schedule, in a few words.
public struct ScheduleError: Error, Sendable, Hashable {
  public var reason: String

  public init(reason: String) { self.reason = reason }
}

extension Schedule {
  /// A schedule whose items were written down.
  /// - Throws: a ``ScheduleError`` where it breaks a rule that holds for all schedules or the algorithm's own.
  public init(
    _ algorithm: Algorithm, problem: AttentionProblem, units: Int, slots: Int, recorded plan: Plan
  ) throws(ScheduleError) {
    // Before anything is found from them.
    for (number, rows) in plan.accumulators.enumerated()
    where rows.requests.upperBound > problem.requests || rows.kvHead >= problem.kvHeads {
      throw ScheduleError(reason: "accumulator \(number) has rows that are not there")
    }
    for (number, item) in plan.items.enumerated()
    where !item.work.fits(problem, plan.accumulators)
      || plan.edges[item.after].contains(where: { !plan.items.indices.contains(Int($0)) })
    {
      throw ScheduleError(reason: "item \(number) speaks of what is not there")
    }
    guard !plan.items.isEmpty else { throw ScheduleError(reason: "has no items") }
    self.init(algorithm, problem: problem, units: units, slots: slots, plan: plan)
    if let violation = violations().first { throw ScheduleError(reason: violation) }
  }
}
