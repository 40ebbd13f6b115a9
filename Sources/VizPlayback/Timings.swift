import AttentionCore

/// What the kernel cost, by clock. Each part fills in when it has been measured.
public struct Timings: Sendable {
  public enum Phase: Sendable, Hashable {
    /// The race has not ended yet.
    case notYet
    case measuring
    case done
    /// A key stopped it; `r` measures again.
    case cancelled
    /// In one line: why there are no times.
    case failed(String)
  }

  public var phase = Phase.notYet
  /// Costs of the parts on one core, and the layout on the race's units, one per algorithm.
  public var composed: Composed?
  /// The same problem with as many units as cores, one per algorithm.
  public var measured: MeasuredTimes?

  /// A run elsewhere, one timeline per algorithm.
  public var imported: Imported?

  /// Times that were not taken here: the schedules on stage, as a trace from elsewhere ran them.
  public struct Imported: Sendable {
    /// What the trace says of where it is from.
    public var source: String
    public var timelines: [Timeline]
    public var wall: [WallTime?]

    public init(source: String, timelines: [Timeline], wall: [WallTime?]) {
      self.source = source
      self.timelines = timelines
      self.wall = wall
    }
  }

  public struct Composed: Sendable {
    public var costs: PartCosts
    public var timelines: [Timeline]

    public init(costs: PartCosts, timelines: [Timeline]) {
      self.costs = costs
      self.timelines = timelines
    }
  }

  /// How far the measurement under way is.
  public var progress: Progress?

  public struct Progress: Sendable, Hashable {
    public enum Part: Sendable, Hashable { case tiles, runs, phases }

    public var part: Part
    public var done: Int
    public var of: Int

    public init(_ part: Part, done: Int, of: Int) {
      self.part = part
      self.done = done
      self.of = of
    }
  }

  public init() {}
}
