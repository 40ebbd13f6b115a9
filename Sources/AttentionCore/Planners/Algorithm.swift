/// A way to give KV tiles to units, by its planner.
public struct Algorithm: Sendable, Hashable, RawRepresentable, CaseIterable, CustomStringConvertible {
  /// Its rules.
  let definition: any AlgorithmDefinition.Type

  init(_ definition: any AlgorithmDefinition.Type) { self.definition = definition }

  /// By its name, as options, demos and files have it; `nil` for one that is not known.
  public init?(rawValue: String) {
    guard let known = Self.allCases.first(where: { $0.rawValue == rawValue }) else { return nil }
    self = known
  }

  /// All that are known.
  public static let allCases: [Algorithm] = planners.map { Algorithm($0) }
  /// Those that are compared unless others are asked for.
  public static let standard: [Algorithm] = [.fa2, .fd, .lean]

  public var rawValue: String { definition.name }
  public var description: String { rawValue }
  /// In full, as headings name it.
  public var title: String { definition.title }
  /// In two or three letters, for tables.
  public var shortName: String { definition.shortName }

  /// An upper bound on the segments of a schedule, found without making it.
  public func mostSegments(_ work: PlannedWork) -> Int { definition.mostSegments(work) }

  /// The rule by which it chose its splits, by name; `nil` where they were given or there are none.
  public func rule(_ splits: SplitCount) -> String? { definition.rule(splits) }

  public static func == (one: Algorithm, other: Algorithm) -> Bool { one.rawValue == other.rawValue }
  public func hash(into hasher: inout Hasher) { hasher.combine(rawValue) }
}

/// How one algorithm plans. A planner sees how many tiles each output has, nothing else of the problem.
protocol AlgorithmDefinition: SendableMetatype {
  /// As options, demos and files have it.
  static var name: String { get }
  static var title: String { get }
  static var shortName: String { get }
  static func plan(_ work: PlannedWork) -> Plan
  /// An upper bound on the segments of ``plan(_:)``, found without making them.
  static func mostSegments(_ work: PlannedWork) -> Int
  /// ``plan(_:)`` without its segments, for where there are too many to list; `nil` where there never are.
  static func outline(_ work: PlannedWork) -> PlanOutline?
  /// The name of the rule that chooses its splits, where it does.
  static func rule(_ splits: SplitCount) -> String?
  /// What breaks the algorithm's own rules (``Schedule/violations()`` checks those that hold for all); empty if nothing.
  static func violations(of schedule: Schedule) -> [String]
}

extension AlgorithmDefinition {
  static func rule(_ splits: SplitCount) -> String? { nil }

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
