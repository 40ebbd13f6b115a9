/// Who does what, and what waits for what: for each CTA its items, in phases.
///
/// The kernel executes this value and the screen draws it; neither works anything out again. What may begin when is told by
/// a ``Frontier``. Its size grows with items, never with tiles or with CTAs that have no work.
public struct Schedule: Sendable, Hashable {
  public internal(set) var algorithm: Algorithm
  public internal(set) var problem: AttentionProblem
  public internal(set) var units: Int
  /// CTAs that a unit holds at once. They share it: here one of them runs after the other.
  public internal(set) var slots: Int
  /// FlashDecoding's S, 1 under FlashAttention-2, `nil` where the notion does not apply.
  public internal(set) var splits: Int?
  /// Which KV tile the k-th tile of a source is.
  public internal(set) var index: TileIndex
  /// The rows of each (m, l, O).
  public internal(set) var accumulators: [RowSet]
  /// All pieces of work, phase by phase: those of its CTAs, one after the other, then those in no CTA.
  public internal(set) var items: [Item]
  /// What items are after, as indices into ``items``.
  public internal(set) var edges: [Int32]
  /// The CTAs with work, phase by phase, by position.
  public internal(set) var ctas: [CTA]
  public internal(set) var phases: [Phase]

  // What follows is found from these once.

  /// Every attend item, in order.
  public internal(set) var segments: [Segment]
  /// Every ⊕, by (output, order).
  public internal(set) var merges: [Merge]
  /// Accumulators that are attended in one CTA, and merged or finished in another or in none: once an output.
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

  init(_ algorithm: Algorithm, problem: AttentionProblem, units: Int, slots: Int = 1, plan: Plan) {
    self.algorithm = algorithm
    self.problem = problem
    self.units = units
    self.slots = slots
    splits = plan.splits
    index = .identity
    (accumulators, items, edges) = (plan.accumulators, plan.items, plan.edges)
    (ctas, phases) = (plan.ctas, plan.phases)
    (segments, merges, partialCount, makespan) = ([], [], 0, 0)
    project()
    makespan = stepEnd()
  }
}

extension Schedule {
  /// Steps that no schedule can do without: ⌈tiles ÷ units⌉.
  public var floor: Int { (problem.totalTiles - 1) / units + 1 }

  /// The share of the units' time, until the last tile is done, that goes into tiles.
  public var utilization: Double { Double(problem.totalTiles) / Double(units * makespan) }

  public func output(of segment: Segment) -> Int { segment.rows.lowerBound / problem.groupSize }

  /// The KV tiles of a segment.
  public func tiles(of segment: Segment) -> Ordinals { segment.tiles }

  /// From the first to the last key of a segment: all of them where its tiles are consecutive.
  public func keys(of segment: Segment) -> Range<Int> {
    let hull = segment.tiles.hull
    let end = min(hull.upperBound * problem.tileTokens, problem.context(ofOutput: segment.source))
    return hull.lowerBound * problem.tileTokens..<end
  }

  /// The keys of a segment, as few ranges as there are.
  public func keyRanges(of segment: Segment) -> [Range<Int>] {
    if segment.tiles.areConsecutive { return [keys(of: segment)] }
    return segment.tiles.map { problem.keys(ofTile: $0, output: segment.source) }
  }

  /// The unit on which a resident CTA stays.
  public func homeUnit(of cta: CTA) -> Int { cta.position % units }

  public func tileCount(of cta: CTA) -> Int { segments[cta.segments].reduce(0) { $0 + $1.tiles.count } }

  /// Of each segment, its item.
  public var attendItems: [Int] {
    items.indices.filter { if case .attend = items[$0].work { true } else { false } }
  }

  /// The items of a phase that no CTA has.
  public func items(inNoCTAOf phase: Phase) -> Range<Int> {
    let first = phase.ctas.isEmpty ? phase.items.lowerBound : ctas[phase.ctas.upperBound - 1].items.upperBound
    return min(first, phase.items.upperBound)..<phase.items.upperBound
  }

  /// Whether some items are in no CTA.
  public var hasItemsInNoCTA: Bool { phases.contains { !items(inNoCTAOf: $0).isEmpty } }

  /// How CTAs reach units at the beginning.
  public var dispatch: Dispatch { phases.first?.dispatch ?? .grid }

  /// CTAs of the grids that attend, those without work included.
  public var gridSize: Int { phases.reduce(0) { $0 + (attends($1) ? $1.gridSize : 0) } }

  /// The CTAs of the grids that attend, each with its place in all of these.
  public var attendingCTAs: [(position: Int, cta: CTA)] {
    var listed: [(position: Int, cta: CTA)] = []
    var base = 0
    for phase in phases where attends(phase) {
      for cta in ctas[phase.ctas] { listed.append((base + cta.position, cta)) }
      base += phase.gridSize
    }
    return listed
  }

  private func attends(_ phase: Phase) -> Bool {
    guard let first = ctas[phase.ctas].first, let last = ctas[phase.ctas].last else { return false }
    return first.segments.lowerBound < last.segments.upperBound
  }

  /// How partials are merged, in a word.
  public var reduction: Reduction {
    if phases.count > 1 { return .pass }
    if let phase = phases.first, !items(inNoCTAOf: phase).isEmpty { return .lastArriver }
    return dispatch == .resident ? .host : .none
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
