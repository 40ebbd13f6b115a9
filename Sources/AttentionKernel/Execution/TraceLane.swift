import AttentionCore

/// What one worker did and when, in ticks. One writer; read when the run has ended. A full lane drops what comes.
///
/// `@unchecked Sendable`: as said.
final class TraceLane: @unchecked Sendable {
  enum Kind: UInt8 { case attend, publish, merge, wait, reduce }

  struct Entry {
    var start: UInt64
    var end: UInt64
    /// The segment or merge; −1 for none.
    var item: Int32
    var kind: Kind
  }

  fileprivate let entries: UnsafeMutablePointer<Entry>
  fileprivate let capacity: Int
  private(set) var count = 0
  /// How often the clock was read.
  private(set) var readings = 0
  /// Of all spans, those that a full lane dropped included.
  private(set) var totals = Totals()
  private let region: MemoryRegion

  init(capacity: Int) throws(KernelFailure) {
    region = try MemoryRegion(bytes: capacity * MemoryLayout<Entry>.stride, for: "a trace")
    entries = region.base.bindMemory(to: Entry.self, capacity: capacity)
    self.capacity = capacity
    // Written once now, so that no page is missing in the run.
    entries.initialize(repeating: Entry(start: 0, end: 0, item: 0, kind: .attend), count: capacity)
  }

  /// Ends the run that a pen has written.
  func finish(_ tracer: Tracer) {
    count = tracer.count
    readings = tracer.readings
    totals = tracer.totals
  }

  /// Its spans, in nanoseconds since `start`, on the track of a unit.
  func spans(since start: UInt64, unit: Int) -> [Span] {
    let clock = TickClock.shared
    return UnsafeBufferPointer(start: entries, count: count).map { entry in
      Span(
        track: Track(unit: unit), kind: entry.kind.spanKind, start: clock.nanoseconds(from: start, to: entry.start),
        end: clock.nanoseconds(from: start, to: entry.end), item: entry.item < 0 ? nil : Int(entry.item))
    }
  }

  /// Ticks by what they were spent on.
  struct Totals: BitwiseCopyable {
    var attend: UInt64 = 0
    /// Publishing, merging and reducing.
    var merge: UInt64 = 0
    var wait: UInt64 = 0

    var busy: UInt64 { attend &+ merge }

    @inline(__always)
    mutating func add(_ ticks: UInt64, to kind: Kind) {
      switch kind {
      case .attend: attend &+= ticks
      case .publish, .merge, .reduce: merge &+= ticks
      case .wait: wait &+= ticks
      }
    }

    mutating func add(_ other: Totals) {
      attend &+= other.attend
      merge &+= other.merge
      wait &+= other.wait
    }
  }
}

extension TraceLane {
  /// A lane keeps this many spans at most; 6 MB.
  private static let mostSpans = 1 << 18
  /// All lanes of a run together, of many threads; 50 MB.
  private static let mostSpansTogether = 1 << 21

  /// Room for all that one worker may have to note of a schedule: nearly all of its work.
  private static func capacity(for schedule: Schedule, threads: Int) -> Int {
    let spans = schedule.problem.totalTiles + schedule.segments.count + 2 * schedule.merges.count + 1
    return min(spans, mostSpans, mostSpansTogether / max(1, threads))
  }

  /// A lane a thread.
  static func lanes(for schedule: Schedule, threads: Int) throws(KernelFailure) -> [TraceLane] {
    var lanes: [TraceLane] = []
    for _ in 0..<threads { lanes.append(try TraceLane(capacity: capacity(for: schedule, threads: threads))) }
    return lanes
  }

  /// Bytes that these take.
  static func bytes(for schedule: Schedule, threads: Int) -> Int {
    threads * capacity(for: schedule, threads: threads) * MemoryLayout<Entry>.stride
  }
}

extension TraceLane.Kind {
  fileprivate var spanKind: SpanKind {
    switch self {
    case .attend: .attend
    case .publish: .publish
    case .merge: .merge
    case .wait: .wait
    case .reduce: .reduce
    }
  }
}

/// A worker's pen: each mark ends the span that the last one began, so that a tile costs one reading of the clock.
/// Plain pointers only; the lane must outlive it.
struct Tracer: BitwiseCopyable {
  private let entries: UnsafeMutablePointer<TraceLane.Entry>?
  private let capacity: Int
  private let clock = TickClock.shared
  private var last: UInt64 = 0
  /// How many spans it has written.
  private(set) var count = 0
  private(set) var readings = 0
  private(set) var totals = TraceLane.Totals()

  init(_ lane: TraceLane?) {
    entries = lane?.entries
    capacity = lane?.capacity ?? 0
  }

  @inline(__always)
  mutating func begin() {
    guard entries != nil else { return }
    last = clock.now()
    readings &+= 1
  }

  @inline(__always)
  mutating func mark(_ kind: TraceLane.Kind, item: Int = -1) {
    guard let entries else { return }
    // Never before the last one, whatever the clock says.
    let now = max(last, clock.now())
    readings &+= 1
    if count < capacity {
      entries[count] = TraceLane.Entry(start: last, end: now, item: Int32(truncatingIfNeeded: item), kind: kind)
      count &+= 1
    }
    totals.add(elapsed(from: last, to: now), to: kind)
    last = now
  }
}
