/// The algorithms that give KV tiles to units. To add one: a case here and a file beside this one.
public enum Algorithm: String, Sendable, Hashable, CaseIterable {
  case fa2, fd, lean

  /// Its rules; the only place that tells the cases apart.
  var definition: any AlgorithmDefinition.Type {
    switch self {
    case .fa2: FlashAttention2.self
    case .fd: FlashDecoding.self
    case .lean: LeanAttention.self
    }
  }

  /// In full, as headings name it.
  public var title: String { definition.title }
  /// In two or three letters, for tables.
  public var shortName: String { definition.shortName }

  /// An upper bound on the segments of a schedule, found without making it.
  public func mostSegments(_ work: PlannedWork) -> Int { definition.mostSegments(work) }
}

/// How one algorithm plans. A planner sees how many tiles each output has, nothing else of the problem.
protocol AlgorithmDefinition {
  static var title: String { get }
  static var shortName: String { get }
  static func plan(_ work: PlannedWork) -> Plan
  /// An upper bound on the segments of ``plan(_:)``, found without making them.
  static func mostSegments(_ work: PlannedWork) -> Int
  /// ``plan(_:)`` without its segments, for where there are too many to list; `nil` where there never are.
  static func outline(_ work: PlannedWork) -> PlanOutline?
  /// What breaks the algorithm's own rules (``Schedule/violations()`` checks those that hold for all); empty if nothing.
  static func violations(of schedule: Schedule) -> [String]
}

extension AlgorithmDefinition {
  /// Where an output is only cut at the borders of CTAs, and there is one CTA a slot or an output.
  static func mostSegments(_ work: PlannedWork) -> Int { work.tiles.count + work.totalSlots }
}

/// What a planner may know.
public struct PlannedWork: Sendable, Hashable {
  /// KV tiles of each output, in (request, KV head) order; every count is at least 1.
  public var tiles: [Int]
  public var units: Int
  /// CTAs that a unit holds at once.
  public var slots: Int
  public var splits: SplitCount
  /// Outputs of a request.
  public var kvHeads: Int
  /// Keys in a tile.
  public var tileTokens: Int

  public init(
    tiles: [Int], units: Int, slots: Int = 1, splits: SplitCount = .automatic, kvHeads: Int = 1, tileTokens: Int = 128
  ) {
    self.tiles = tiles
    self.units = units
    self.slots = slots
    self.splits = splits
    self.kvHeads = kvHeads
    self.tileTokens = tileTokens
  }

  public init(_ problem: AttentionProblem, units: Int, slots: Int, splits: SplitCount) {
    self.init(
      tiles: (0..<problem.outputs).map { problem.tiles(ofOutput: $0) }, units: units, slots: slots, splits: splits,
      kvHeads: problem.kvHeads, tileTokens: problem.tileTokens)
  }

  func rows(ofOutput output: Int) -> RowSet {
    let (request, head) = output.quotientAndRemainder(dividingBy: kvHeads)
    return RowSet(requests: request..<request + 1, kvHead: head)
  }

  public var total: Int { tiles.reduce(0, +) }

  /// CTAs that all units hold at once: what a grid calls a wave, and how many CTAs stay resident.
  public var totalSlots: Int { units * slots }
}
