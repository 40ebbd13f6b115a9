/// Where the times of a timeline come from. Every axis and number names it; two clocks are never mixed.
public enum Clock: Sendable, Hashable {
  /// Counted: a KV tile is a step, merges cost nothing.
  case steps
  /// Measured, in ns, with as many units as threads.
  case measured(Workers)
  /// In ns: tiles timed one by one, laid out on units by the schedule's rules.
  case composed(units: Int)
  /// In ns, predicted by a device's profile.
  case modelled(device: String)
  /// From a trace recorded elsewhere.
  case imported(source: String)
}

/// A place where one thing at a time happens.
public struct Track: Sendable, Hashable {
  public var run: Int
  public var unit: Int
  public var lane: Int

  public init(run: Int = 0, unit: Int, lane: Int = 0) {
    self.run = run
    self.unit = unit
    self.lane = lane
  }
}

/// What a span is spent on; open, so that imported traces may bring their own.
public struct SpanKind: RawRepresentable, Sendable, Hashable {
  public var rawValue: String
  public init(rawValue: String) { self.rawValue = rawValue }

  public static let attend = SpanKind(rawValue: "attend")
  public static let publish = SpanKind(rawValue: "publish")
  public static let merge = SpanKind(rawValue: "merge")
  public static let reduce = SpanKind(rawValue: "reduce")
  public static let wait = SpanKind(rawValue: "wait")
}

/// Something that went on from `start` until `end` (exclusive), in steps or ns by the timeline's clock.
public struct Span: Sendable, Hashable {
  public var track: Track
  public var kind: SpanKind
  public var start: Int
  public var end: Int
  /// The segment that was run, or the merge (by kind), as an index into the schedule.
  public var item: Int?

  public init(track: Track, kind: SpanKind, start: Int, end: Int, item: Int? = nil) {
    self.track = track
    self.kind = kind
    self.start = start
    self.end = end
    self.item = item
  }
}

/// When it happened.
public struct Timeline: Sendable, Hashable {
  public var clock: Clock
  public var units: Int
  public var spans: [Span]

  public init(clock: Clock, units: Int, spans: [Span]) {
    self.clock = clock
    self.units = units
    self.spans = spans
  }

  /// When the last span ends.
  public var end: Int { spans.reduce(0) { max($0, $1.end) } }

  /// The spans of each unit, by start.
  public var lanes: [[Span]] {
    var lanes = Array(repeating: [Span](), count: units)
    for span in spans where span.track.unit < units { lanes[span.track.unit].append(span) }
    return lanes.map { $0.sorted { $0.start < $1.start } }
  }
}
