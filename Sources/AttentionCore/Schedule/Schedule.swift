/// Who does what: for each CTA its segments, and which partials are merged where and in which order.
///
/// The kernel executes this value and the screen draws it; neither works anything out again.
/// Its size grows with segments and merges, never with tiles or with CTAs that have no work.
public struct Schedule: Sendable, Hashable {
  public internal(set) var algorithm: Algorithm
  public internal(set) var problem: AttentionProblem
  public internal(set) var units: Int
  /// CTAs that a unit holds at once. They share it: here one of them runs after the other.
  public internal(set) var slots: Int
  public internal(set) var dispatch: Dispatch
  public internal(set) var reduction: Reduction
  /// FlashDecoding's S, 1 under FlashAttention-2, `nil` where the notion does not apply.
  public internal(set) var splits: Int?
  /// CTAs of the grid, those without work included.
  public internal(set) var gridSize: Int
  /// The segments of all CTAs, one CTA after the other.
  public internal(set) var segments: [Segment]
  /// The CTAs with work, by position.
  public internal(set) var ctas: [CTA]
  /// Every ⊕, by (output, order).
  public internal(set) var merges: [Merge]
  /// Partials written for another CTA, or for the pass, to merge.
  public internal(set) var partialCount: Int
  /// Steps until the last tile is done, a tile per step; merges cost nothing here.
  public internal(set) var makespan: Int

  /// The schedule that an algorithm makes for a problem on some units.
  public init(
    _ algorithm: Algorithm, problem: AttentionProblem, units: Int, slots: Int = 1, splits: SplitCount = .automatic
  ) {
    let work = PlannedWork(problem, units: units, slots: slots, splits: splits)
    self.init(algorithm, problem: problem, units: units, slots: slots, plan: algorithm.definition.plan(work))
  }

  /// Turns a plan's ordinals into keys. The index between them is the identity: ordinal n is KV tile n.
  init(_ algorithm: Algorithm, problem: AttentionProblem, units: Int, slots: Int = 1, plan: Plan) {
    self.algorithm = algorithm
    self.problem = problem
    self.units = units
    self.slots = slots
    dispatch = plan.dispatch
    reduction = plan.reduction
    splits = plan.splits
    gridSize = plan.gridSize
    ctas = plan.ctas
    segments = plan.shares.map { share in
      let first = share.ordinals.lowerBound * problem.tileTokens
      let end = min(share.ordinals.upperBound * problem.tileTokens, problem.context(ofOutput: share.output))
      return Segment(source: share.output, keys: first..<end, rows: problem.rows(ofOutput: share.output))
    }
    merges = Self.merges(of: plan.shares, reduction: plan.reduction)
    partialCount =
      switch plan.reduction {
      case .none: 0
      case .pass: segments.count
      case .host: merges.count
      }
    let loads = plan.ctas.map { cta in cta.segments.reduce(0) { $0 + plan.shares[$1].ordinals.count } }
    makespan =
      switch plan.dispatch {
      case .resident: Self.longestUnit(positions: plan.ctas.map(\.position), loads: loads, units: units)
      case .grid: GreedyDispatch.makespan(of: loads, units: units)
      }
  }

  /// The most tiles of any unit, of CTAs that stay where they are.
  private static func longestUnit(positions: [Int], loads: [Int], units: Int) -> Int {
    var sums = Array(repeating: 0, count: units)
    for (position, load) in zip(positions, loads) { sums[position % units] += load }
    return sums.max() ?? 0
  }

  /// The first segment of an output is its accumulator; the others are folded in, by their keys.
  private static func merges(of shares: [Plan.Share], reduction: Reduction) -> [Merge] {
    if reduction == .none { return [] }
    var merges: [Merge] = []
    merges.reserveCapacity(shares.count)
    var host = 0
    // All planners list the segments of an output one after the other, by their keys.
    for (index, share) in shares.enumerated() {
      if share.ordinals.lowerBound == 0 {
        host = index
      } else {
        merges.append(Merge(destination: share.output, host: host, source: index, order: index - host - 1))
      }
    }
    return merges
  }
}

extension Schedule {
  /// Steps that no schedule can do without: ⌈tiles ÷ units⌉.
  public var floor: Int { (problem.totalTiles - 1) / units + 1 }

  /// The share of the units' time, until the last tile is done, that goes into tiles.
  public var utilization: Double { Double(problem.totalTiles) / Double(units * makespan) }

  public func output(of segment: Segment) -> Int { segment.rows.lowerBound / problem.groupSize }

  /// The KV tiles of a segment.
  public func tiles(of segment: Segment) -> Range<Int> {
    segment.keys.lowerBound / problem.tileTokens..<(segment.keys.upperBound - 1) / problem.tileTokens + 1
  }

  /// The unit on which a resident CTA stays.
  public func homeUnit(of cta: CTA) -> Int { cta.position % units }

  public func tileCount(of cta: CTA) -> Int { segments[cta.segments].reduce(0) { $0 + tiles(of: $1).count } }

  /// Whether a segment holds the first tile of its output.
  public func isHost(_ segment: Segment) -> Bool { segment.keys.lowerBound == 0 }

  /// Whether a segment holds the last tile of its output.
  public func isFinishing(_ segment: Segment) -> Bool {
    segment.keys.upperBound == problem.context(ofOutput: output(of: segment))
  }

  /// Whether a segment's partial is written for another CTA, or for the pass, to merge.
  public func publishes(_ segment: Segment) -> Bool {
    switch reduction {
    case .none: false
    case .pass: true
    case .host: !isHost(segment)
    }
  }

  /// The merges of an output, in order, as indices into ``merges``.
  public func mergeIndices(ofOutput output: Int) -> Range<Int> {
    let first = merges.partitioningIndex { $0.destination >= output }
    let end = merges.partitioningIndex { $0.destination > output }
    return first..<end
  }
}

extension RandomAccessCollection {
  /// The first index whose element satisfies `belongsInSecond`, in a collection where all that do stand at the end.
  func partitioningIndex(where belongsInSecond: (Element) -> Bool) -> Index {
    var low = startIndex
    var left = count
    while left > 0 {
      let half = left / 2
      let middle = index(low, offsetBy: half)
      if belongsInSecond(self[middle]) {
        left = half
      } else {
        low = index(after: middle)
        left -= half + 1
      }
    }
    return low
  }
}
