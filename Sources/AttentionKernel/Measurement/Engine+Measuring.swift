import AttentionCore
import CKernelSupport

extension Engine {
  /// Measures schedules against each other: in each round every one runs once, after warm-up.
  ///
  /// - Parameters:
  ///   - limit: how many rounds.
  ///   - tracedRounds: in how many of them, the first ones, every schedule also runs traced.
  ///   - cold: whether each run uses another copy of K and V, so that none is in a cache; as far as memory allows.
  ///   - readTest: whether each round also reads K and V plainly.
  ///   - didRound: called after each round with their number, between runs, on a worker.
  ///   - isCancelled: asked on the calling thread at least every 20 ms; a run ends at its next tile then.
  /// - Returns: a measurement a schedule, `nil` where it was cancelled.
  /// - Throws: a failure of kind `memory` where the partials do not fit.
  public func measure(
    _ schedules: [Schedule], limit: RoundLimit, tracedRounds: Int = 1, cold: Bool = true, readTest: Bool = false,
    didRound: (Int) -> Void = { _ in }, isCancelled: () -> Bool = { false }
  ) throws(KernelFailure) -> [Measurement]? {
    try requireMemory(schedules.reduce(0) { $0 + ScheduleExecutor.bytes($1) }, for: "the measurement")
    var source = try copies(cold: cold)
    let stop = StopFlag()
    var contestants: [Contestant] = []
    for schedule in schedules {
      contestants.append(try Contestant(schedule, engine: self, stop: stop, isTraced: tracedRounds > 0))
    }
    let test = readTest ? try ReadTest(problem, threads: threads) : nil
    var readTimes: [Int] = []

    // Every contestant once, and the read test, each round another one first.
    func round(_ number: Int, isTimed: Bool) {
      let isTraced = isTimed && number < tracedRounds
      let places = contestants.count + (test == nil ? 0 : 1)
      for place in 0..<places where !stop.isSet {
        let index = (place + number) % places
        if index == contestants.count {
          guard let time = test?.run(on: pool, workers: threads, memory: source.next()) else { continue }
          if isTimed { readTimes.append(time.nanoseconds) }
          continue
        }
        // Of a pair the traced run comes first as often as second.
        let tracedFirst = (number + index) % 2 == 0
        if isTraced, tracedFirst { contestants[index].trace(on: source.next()) }
        contestants[index].run(on: source.next(), isTimed: isTimed)
        if isTraced, !tracedFirst { contestants[index].trace(on: source.next()) }
      }
    }

    if isCancelled() { return nil }
    pool.conduct(poll: { if isCancelled() { stop.set() } }) {
      for number in 0..<Self.warmUps { round(number, isTimed: false) }
      let start = lean_nanoseconds()
      var rounds = 0
      var nextQuestion = limit.rounds
      while !stop.isSet, rounds < Self.mostRounds {
        let seconds = Double(lean_nanoseconds() - start) * 1e-9
        if rounds < limit.rounds {
          if rounds > 0, seconds > limit.seconds { break }
        } else if seconds > limit.addedSeconds {
          break
        } else if rounds >= nextQuestion {
          if limit.isEnough(MeasuredRounds(times: contestants.map(\.times), readTimes: readTimes)) { break }
          nextQuestion = rounds + max(1, rounds / 8)
        }
        round(rounds, isTimed: true)
        rounds += 1
        didRound(rounds)
      }
    }
    if stop.isSet { return nil }
    return contestants.map {
      $0.measurement(readTimes: Samples(readTimes), readBytes: test?.bytes ?? 0, source: source)
    }
  }

  private static let warmUps = 2
  private static let mostRounds = 100_000

  /// How long it takes to give all workers an empty job and to have them back, one job right after the other.
  public func forkJoinTimes(jobs: Int = 1001) -> Samples {
    let clock = TickClock.shared
    var ticks: [UInt64] = [clock.now()]
    ticks.reserveCapacity(jobs + 1)
    pool.conduct {
      for _ in 0...jobs {
        pool.run { _ in }
        ticks.append(clock.now())
      }
    }
    // The first one brings the others to the start.
    return Samples(zip(ticks.dropFirst(), ticks.dropFirst(2)).map { clock.nanoseconds(from: $0, to: $1) })
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
