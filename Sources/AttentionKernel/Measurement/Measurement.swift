import AttentionCore
import CKernelSupport

/// How long the whole schedule takes on this machine's cores, at full speed.
public struct Measurement: Sendable {
  public var schedule: Schedule
  /// Wall times of the untraced runs, from when all workers are there until the last one ends.
  public var times: Samples
  /// Wall times of the traced runs.
  public var tracedTimes: Samples
  /// The traced run of median length, on the clock `measured`: units are workers, and every tile is a span of its own (with
  /// its segment as item), in order.
  public var timeline: Timeline
  /// Which share of that run each worker was busy: computing, publishing or merging, not waiting.
  public var busyShares: [Double]
  /// The read test in the same rounds, with the same workers; empty where it was not asked for.
  public var readTimes: Samples
  /// Bytes that the read test reads.
  public var readBytes: Int
  /// Whether each run found K and V in memory, not in a cache.
  public var isCold: Bool
  /// Whether there were more workers than usable cores: such times say little, and no ratio should be made of them.
  public var isOversubscribed: Bool

  /// K and V bytes a second, in GB (10⁹).
  public var gigabytesPerSecond: Double { Double(schedule.problem.kvBytes) / Double(max(1, times.median)) }
  /// The read test's rate, in GB (10⁹) a second; `nil` without one.
  public var readGigabytesPerSecond: Double? {
    readTimes.count == 0 ? nil : Double(readBytes) / Double(max(1, readTimes.median))
  }
}

extension Engine {
  /// Measures schedules against each other: in each round every one runs once, after warm-up.
  ///
  /// - Parameters:
  ///   - runs: untraced runs of each, at most.
  ///   - tracedRuns: further runs of each that are traced, at most.
  ///   - cold: whether each run uses another copy of K and V, so that none is in a cache; as far as memory allows.
  ///   - seconds: no further round begins after so long; there is one at least.
  ///   - readTest: whether each round also reads K and V plainly.
  ///   - isCancelled: asked on the calling thread at least every 20 ms; a run ends at its next tile then.
  /// - Returns: a measurement a schedule, `nil` where it was cancelled.
  /// - Throws: a failure of kind `memory` where the partials do not fit.
  public func measure(
    _ schedules: [Schedule], runs: Int, tracedRuns: Int = 1, seconds: Double = .infinity, cold: Bool = true,
    readTest: Bool = false, isCancelled: () -> Bool = { false }
  ) throws(KernelFailure) -> [Measurement]? {
    try requireMemory(schedules.reduce(0) { $0 + ScheduleExecutor.bytes($1) }, for: "the measurement")
    var source = try copies(cold: cold)
    let stop = StopFlag()
    var contestants: [Contestant] = []
    for schedule in schedules { contestants.append(try Contestant(schedule, engine: self, stop: stop)) }
    let test = readTest ? try ReadTest(problem, threads: threads) : nil
    var readTimes: [Int] = []
    func poll() { if isCancelled() { stop.set() } }
    // Every contestant once, each round another one first.
    func round(_ number: Int, _ run: (inout Contestant) -> Void) -> Bool {
      for offset in contestants.indices {
        poll()
        if stop.isSet { return false }
        run(&contestants[(offset + number) % contestants.count])
      }
      return !stop.isSet
    }
    let warmUps = 2
    let start = lean_nanoseconds()
    for number in 0..<warmUps + max(runs, tracedRuns) {
      if number > warmUps, Double(lean_nanoseconds() - start) > seconds * 1e9 { break }
      if number < warmUps + runs {
        let isTimed = number >= warmUps
        guard round(number, { $0.run(on: source.next(), isTimed: isTimed, poll: poll) }) else { return nil }
        if let test {
          let time = test.run(on: pool, workers: threads, memory: source.next())
          if isTimed { readTimes.append(time.nanoseconds) }
        }
      }
      if number >= warmUps, number < warmUps + tracedRuns {
        guard round(number, { $0.trace(on: source.next(), poll: poll) }) else { return nil }
      }
    }
    return contestants.map {
      $0.measurement(readTimes: Samples(readTimes), readBytes: test?.bytes ?? 0, isCold: source.isCold)
    }
  }

  /// What this machine's memory gives for a plain read of K and V, in GB (10⁹) a second: the median of some runs.
  /// - Parameters:
  ///   - threads: how many of the engine's workers read.
  ///   - cold: as in ``measure(_:runs:tracedRuns:seconds:cold:readTest:isCancelled:)``.
  public func readBandwidth(threads: Int, runs: Int = 11, cold: Bool = true) throws(KernelFailure) -> Double {
    var source = try copies(cold: cold)
    let workers = max(1, min(threads, self.threads))
    let test = try ReadTest(problem, threads: workers)
    var times: [Int] = []
    for _ in 0...runs {
      times.append(test.run(on: pool, workers: workers, memory: source.next()).nanoseconds)
    }
    return Double(test.bytes) / Double(max(1, Samples(Array(times.dropFirst())).median))
  }

  /// Gives back the copies of K and V that cold runs use. The next cold run makes them again.
  public func releaseColdCopies() { coldPool.withLock { $0 = nil } }

  func copies(cold: Bool) throws(KernelFailure) -> CopySource {
    if !cold { return CopySource(copies: [input.memory], isCold: false) }
    let pool = try coldPool.withLock { (cache) throws(KernelFailure) -> ColdPool in
      if let cache { return cache }
      let made = try ColdPool(input, on: self.pool, wantedBytes: coldBytes)
      cache = made
      return made
    }
    return CopySource(copies: pool.copies, isCold: pool.isCold)
  }
}

/// Copies of K and V, in turn.
struct CopySource {
  let copies: [KVMemory]
  let isCold: Bool
  private var index = 0

  init(copies: [KVMemory], isCold: Bool) {
    self.copies = copies
    self.isCold = isCold
  }

  mutating func next() -> KVMemory {
    index = (index + 1) % copies.count
    return copies[index]
  }
}

/// A schedule in a measurement.
private struct Contestant {
  private let engine: Engine
  private let executor: ScheduleExecutor
  private let lanes: [TraceLane]
  private let stop: StopFlag
  private var times: [Int] = []
  private var traces: [(nanoseconds: Int, timeline: Timeline, busyShares: [Double])] = []

  /// A trace keeps this many spans of a worker at most; 6 MB.
  private static let mostSpans = 1 << 18

  init(_ schedule: Schedule, engine: Engine, stop: StopFlag) throws(KernelFailure) {
    self.engine = engine
    self.stop = stop
    executor = try ScheduleExecutor(schedule, folder: engine.folder, threads: engine.threads)
    // Any worker may get nearly all of the work.
    let spans = schedule.problem.totalTiles + schedule.segments.count + 2 * schedule.merges.count + 1
    var lanes: [TraceLane] = []
    for _ in 0..<engine.threads { lanes.append(try TraceLane(capacity: min(spans, Self.mostSpans))) }
    self.lanes = lanes
  }

  mutating func run(on memory: KVMemory, isTimed: Bool, poll: () -> Void) {
    let time = executor.run(on: engine.pool, memory: memory, options: .init(stop: stop), poll: poll)
    if isTimed { times.append(time.nanoseconds) }
  }

  mutating func trace(on memory: KVMemory, poll: () -> Void) {
    let time = executor.run(on: engine.pool, memory: memory, options: .init(lanes: lanes, stop: stop), poll: poll)
    let spans = lanes.enumerated().flatMap { $1.spans(since: time.start, unit: $0) }
    let timeline = Timeline(clock: .measured(cores: engine.threads), units: engine.threads, spans: spans)
    let ticks = Double(max(1, time.end &- time.start))
    traces.append((time.nanoseconds, timeline, lanes.map { Double($0.busyTicks) / ticks }))
  }

  func measurement(readTimes: Samples, readBytes: Int, isCold: Bool) -> Measurement {
    let traces = traces.sorted { $0.nanoseconds < $1.nanoseconds }
    let typical = traces.isEmpty ? nil : traces[traces.count / 2]
    let empty = Timeline(clock: .measured(cores: engine.threads), units: engine.threads, spans: [])
    return Measurement(
      schedule: executor.prepared.schedule, times: Samples(times), tracedTimes: Samples(traces.map(\.nanoseconds)),
      timeline: typical?.timeline ?? empty, busyShares: typical?.busyShares ?? [], readTimes: readTimes,
      readBytes: readBytes, isCold: isCold, isOversubscribed: engine.isOversubscribed)
  }
}
