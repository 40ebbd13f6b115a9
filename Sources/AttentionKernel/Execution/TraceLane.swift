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
  var count = 0
  private let region: MemoryRegion

  init(capacity: Int) throws(KernelFailure) {
    region = try MemoryRegion(bytes: capacity * MemoryLayout<Entry>.stride, for: "a trace")
    entries = region.base.bindMemory(to: Entry.self, capacity: capacity)
    self.capacity = capacity
    // Written once now, so that no page is missing in the run.
    entries.initialize(repeating: Entry(start: 0, end: 0, item: 0, kind: .attend), count: capacity)
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

  /// Ticks spent on anything but waiting.
  var busyTicks: UInt64 {
    UnsafeBufferPointer(start: entries, count: count).reduce(0) { sum, entry in
      entry.kind == .wait ? sum : sum + (entry.end &- entry.start)
    }
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

  init(_ lane: TraceLane?) {
    entries = lane?.entries
    capacity = lane?.capacity ?? 0
  }

  @inline(__always)
  mutating func begin() {
    if entries != nil { last = clock.now() }
  }

  @inline(__always)
  mutating func mark(_ kind: TraceLane.Kind, item: Int = -1) {
    guard let entries else { return }
    let now = clock.now()
    if count < capacity {
      entries[count] = TraceLane.Entry(start: last, end: now, item: Int32(truncatingIfNeeded: item), kind: kind)
      count &+= 1
    }
    last = now
  }
}
