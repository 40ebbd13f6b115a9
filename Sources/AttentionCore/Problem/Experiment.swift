/// A problem, the units that share its work, and how its input is made: all that a run needs to be repeated.
public struct Experiment: Sendable, Hashable {
  public var problem: AttentionProblem
  /// Compute units of the schedules.
  public var units: Int
  /// CTAs that a unit holds at once.
  public var slots: Int
  /// Threads that execute; `nil`: the cores that this process may use.
  public var threads: Int?
  public var splits: SplitCount
  /// The algorithms to compare, in the order shown.
  public var algorithms: [Algorithm]
  public var seed: UInt64
  public var distribution: Distribution

  public init(
    problem: AttentionProblem, units: Int = 8, slots: Int = 1, threads: Int? = nil, splits: SplitCount = .automatic,
    algorithms: [Algorithm] = Algorithm.standard, seed: UInt64 = 1, distribution: Distribution = .iid
  ) throws(ProblemError) {
    try ProblemLimits.check(units, .units, ProblemLimits.units)
    try ProblemLimits.check(slots, .slots, ProblemLimits.slots)
    if let threads { try ProblemLimits.check(threads, .threads, ProblemLimits.threads) }
    if case .fixed(let count) = splits { try ProblemLimits.check(count, .splits, ProblemLimits.splits) }
    guard !algorithms.isEmpty else { throw ProblemError(.algorithm, "none given") }
    self.problem = problem
    self.units = units
    self.slots = slots
    self.threads = threads
    self.splits = splits
    self.algorithms = algorithms
    self.seed = seed
    self.distribution = distribution
  }

  /// A preset as it stands.
  public init(preset: Preset) throws(ProblemError) {
    try self.init(
      problem: AttentionProblem(
        contexts: preset.contexts, queryHeads: preset.queryHeads, kvHeads: preset.kvHeads, headDim: preset.headDim,
        elementType: preset.elementType, tileTokens: preset.tileTokens),
      units: preset.units, slots: preset.slots, splits: preset.splits)
  }

  /// One schedule per algorithm, in order.
  public func schedules() -> [Schedule] { schedules(units: units) }

  /// The same problem on another number of units.
  public func schedules(units: Int) -> [Schedule] {
    algorithms.map { Schedule($0, problem: problem, units: units, slots: slots, splits: splits) }
  }
}
