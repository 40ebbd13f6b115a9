import AttentionCore

/// A run that was written down: who did what, when, and which numbers came out.
///
/// ``Trace/json`` and ``Trace/init(json:)`` are each other's inverse, but for what was left out. The format is described in
/// the article *Traces*.
public struct Trace: Sendable, Hashable {
  /// What was run, with everything that the run can be repeated from.
  public var experiment: Experiment
  /// The name of the preset or file that the problem comes from, if it has one.
  public var name: String?
  /// The file that q, K and V come from; `nil` where they were made up, by the experiment's seed and distribution.
  public var input: String?
  /// Threads that executed; `nil` where nothing here did.
  public var threads: Int?
  /// The kernel's instruction set.
  public var instructionSet: String?
  /// The clock of the spans: measured, composed or imported.
  public var clock: Clock
  /// Whether each measured run found K and V in memory, not in a cache.
  public var isCold: Bool
  /// More workers than usable cores: times without ratios.
  public var isOversubscribed: Bool
  /// What the parts cost, each timed alone, in ns: a composed run is laid out of them.
  public var costs: PartCosts?
  /// One an algorithm, in the experiment's order.
  public var runs: [TracedRun]
  /// The same problem on as many units as threads, whole runs of it: what they took, and what bounds them. Where the
  /// clock is *measured* they are the ``runs`` themselves.
  public var measured: MeasuredTimes?

  public init(
    experiment: Experiment, name: String? = nil, input: String? = nil, threads: Int?, instructionSet: String?,
    clock: Clock,
    isCold: Bool = true, isOversubscribed: Bool = false, costs: PartCosts? = nil, runs: [TracedRun],
    measured: MeasuredTimes? = nil
  ) {
    self.experiment = experiment
    self.name = name
    self.input = input
    self.threads = threads
    self.instructionSet = instructionSet
    self.clock = clock
    self.isCold = isCold
    self.isOversubscribed = isOversubscribed
    self.costs = costs
    self.runs = runs
    self.measured = measured
  }
}

/// What was written down of one algorithm.
public struct TracedRun: Sendable, Hashable {
  public var schedule: Schedule
  /// Its spans, in ns on the trace's clock; items index the schedule's segments (attend, publish) and merges (merge,
  /// reduce).
  public var timeline: Timeline
  /// Wall times of repeated runs.
  public var times: WallTime?
  /// Every number that was recorded; what was not is `nil` or empty.
  public var record: Record
  /// By segment: the result over its keys in double precision.
  public var references: [Reference?]

  public init(
    schedule: Schedule, timeline: Timeline, times: WallTime? = nil, record: Record? = nil,
    references: [Reference?]? = nil
  ) {
    self.schedule = schedule
    self.timeline = timeline
    self.times = times
    self.record = record ?? Record(for: schedule)
    self.references = references ?? Array(repeating: nil, count: schedule.segments.count)
  }
}

extension Trace {
  /// The clock as every number on it is labelled.
  public var clockInWords: String { clock.name }

  /// The measured runs that are not the ``runs`` themselves.
  var otherMeasured: MeasuredTimes? {
    if case .measured = clock { nil } else { measured }
  }
}
