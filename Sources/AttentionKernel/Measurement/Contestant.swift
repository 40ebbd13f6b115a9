import AttentionCore

/// A schedule in a measurement.
struct Contestant {
  private let engine: Engine
  private let executor: ScheduleExecutor
  private let lanes: [TraceLane]
  private let stop: StopFlag
  private(set) var times: [Int] = []
  private(set) var tracedTimes: [Int] = []
  /// Of each traced run, the busy share of its workers together.
  private var busyShares: [Double] = []
  /// Of each traced run, the mean time of its tiles, in ns.
  private var tileTimes: [Double] = []
  private var readings = 0
  private var traces: MedianKeeper<Trace>

  /// How many traced runs are kept until it is known which is the typical one, and how many spans they may have together.
  private static let (keptTraces, keptSpans) = (RoundLimit.typicalTraces, 1 << 19)

  private struct Trace {
    var timeline: Timeline
    var busyShares: [Double]
  }

  init(_ schedule: Schedule, engine: Engine, stop: StopFlag, isTraced: Bool) throws(KernelFailure) {
    self.engine = engine
    self.stop = stop
    executor = try ScheduleExecutor(schedule, folder: engine.folder, threads: engine.threads)
    let spans = max(1, schedule.problem.totalTiles + schedule.merges.count)
    traces = MedianKeeper(room: min(Self.keptTraces, Self.keptSpans / spans))
    lanes = isTraced ? try TraceLane.lanes(for: schedule, threads: engine.threads) : []
  }

  /// Bytes that a contestant takes.
  static func bytes(_ schedule: Schedule, threads: Int, isTraced: Bool) -> Int {
    ScheduleExecutor.bytes(schedule) + (isTraced ? TraceLane.bytes(for: schedule, threads: threads) : 0)
  }

  mutating func run(on memory: KVMemory, isTimed: Bool) {
    let time = executor.run(on: engine.pool, memory: memory, options: .init(stop: stop))
    if isTimed { times.append(time.nanoseconds) }
  }

  mutating func trace(on memory: KVMemory) {
    let time = executor.run(on: engine.pool, memory: memory, options: .init(lanes: lanes, stop: stop))
    let ticks = Double(max(1, time.ticks))
    let shares = lanes.map { Double($0.totals.busy) / ticks }
    tracedTimes.append(time.nanoseconds)
    busyShares.append(shares.reduce(0, +) / Double(max(1, shares.count)))
    let attend = lanes.reduce(UInt64(0)) { $0 &+ $1.totals.attend }
    tileTimes.append(Double(TickClock.shared.nanoseconds(from: 0, to: attend)) / Double(tiles))
    readings = lanes.reduce(0) { $0 + $1.readings }
    traces.add(time.nanoseconds) { [lanes, clock, threads = engine.threads] in
      let spans = lanes.enumerated().flatMap { $1.spans(since: time.start, unit: $0) }
      return Trace(timeline: Timeline(clock: clock, units: threads, spans: spans), busyShares: shares)
    }
  }

  private var clock: Clock { .measured(engine.workers) }

  private var tiles: Int { executor.prepared.schedule.problem.totalTiles }

  var measurement: Measurement {
    let typical = traces.median
    let empty = Timeline(clock: clock, units: engine.threads, spans: [])
    return Measurement(
      schedule: executor.prepared.schedule, times: Samples(times), tracedTimes: Samples(tracedTimes),
      timeline: typical?.timeline ?? empty, busyShares: typical?.busyShares ?? [], busyShare: busyShares.lowerMedian,
      readingsPerTile: tileTimes.isEmpty ? nil : Double(readings) / Double(tiles),
      tileNanoseconds: tileTimes.lowerMedian)
  }
}

extension [Double] {
  /// The middle one, of an even number the lower of the two; `nil` without any.
  var lowerMedian: Double? { isEmpty ? nil : sorted()[(count - 1) / 2] }
}
