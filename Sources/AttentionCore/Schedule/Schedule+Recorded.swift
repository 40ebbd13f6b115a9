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
  ///   - grid: the shares of every CTA by position, those without work included. The shares of an output come by their
  ///     tiles, the first of them is its host.
  /// - Throws: a ``ScheduleError`` where it breaks a rule that holds for all schedules or the algorithm's own.
  public init(
    _ algorithm: Algorithm, problem: AttentionProblem, units: Int, slots: Int = 1, dispatch: Dispatch,
    splits: Int?, grid: [[Share]]
  ) throws(ScheduleError) {
    let reduction: Reduction =
      switch dispatch {
      case .resident: .host
      case .grid: (splits ?? 1) > 1 ? .pass : .none
      }
    var plan = Plan(dispatch: dispatch, reduction: reduction, splits: splits, gridSize: grid.count)
    for (position, shares) in grid.enumerated() where !shares.isEmpty {
      for share in shares {
        guard (0..<problem.outputs).contains(share.output), !share.tiles.isEmpty, share.tiles.lowerBound >= 0,
          share.tiles.upperBound <= problem.tiles(ofOutput: share.output)
        else {
          throw ScheduleError(reason: "CTA \(position) has tiles \(share.tiles) of output \(share.output)")
        }
      }
      plan.add(position: position, shares: shares.map { Plan.Share(output: $0.output, ordinals: $0.tiles) })
    }
    guard !plan.shares.isEmpty else { throw ScheduleError(reason: "no CTA has work") }
    self.init(algorithm, problem: problem, units: units, slots: slots, plan: plan)
    if let violation = violations().first { throw ScheduleError(reason: violation) }
  }
}

/// Why a list of CTAs is no schedule, in a few words.
public struct ScheduleError: Error, Sendable, Hashable {
  public var reason: String

  public init(reason: String) { self.reason = reason }
}
