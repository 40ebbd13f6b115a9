import AttentionCore
import Glibc

extension Engine {
  /// Measures schedules against each other: in each round every one runs once, after warm-up.
  ///
  /// - Parameters:
  ///   - limit: how many rounds.
  ///   - tracedRounds: in how many of them, the first ones, every schedule also runs traced.
  ///   - cold: whether each run uses another copy of K and V, so that none is in a cache; as far as memory allows.
  ///   - isSpread: whether the machine rests now and then, so that the rounds see more than a moment of what else goes on
  ///     in it; ``PairedRatio`` then knows how far they repeat each other.
  ///   - readTest: whether each round also reads K and V plainly, with all threads and with one.
  ///   - didRound: called after each round with their number, between runs, on a worker.
  ///   - isCancelled: asked on the calling thread at least every 20 ms; a run ends at its next tile then.
  /// - Returns: `nil` where it was cancelled.
  /// - Throws: a failure of kind `memory` where the partials do not fit.
  public func measure(
    _ schedules: [Schedule], limit: RoundLimit, tracedRounds: Int = 1, cold: Bool = true, isSpread: Bool = false,
    readTest: Bool = false,
    didRound: (Int) -> Void = { _ in }, isCancelled: () -> Bool = { false }
  ) throws(KernelFailure) -> MeasuredSchedules? {
    try require(
      schedules.reduce(0) { $0 + Contestant.bytes($1, threads: threads, isTraced: tracedRounds > 0) },
      for: "the measurement")
    if isCancelled() { return nil }
    let stop = StopFlag()
    var contestants: [Contestant] = []
    for schedule in schedules {
      contestants.append(try Contestant(schedule, engine: self, stop: stop, isTraced: tracedRounds > 0))
    }
    // Last, so that they leave room for what has to be.
    var source = copies(cold: cold)
    let tuning = try tuning(for: source, readsToo: readTest)
    var reader = readTest ? try PlainReader(self, ahead: tuning.reads) : nil

    // Every contestant once, and the read test, each round another one first.
    func round(_ number: Int, isTimed: Bool) {
      let isTraced = isTimed && number < tracedRounds
      let places = contestants.count + (readTest ? 1 : 0)
      for place in 0..<places where !stop.isSet {
        let index = (place + number) % places
        if index == contestants.count {
          reader?.run(from: &source, oneThreadFirst: number % 2 == 0, isTimed: isTimed)
          continue
        }
        // Of a pair the traced run comes first as often as second.
        let tracedFirst = (number + index) % 2 == 0
        if isTraced, tracedFirst { contestants[index].trace(on: source.next()) }
        contestants[index].run(on: source.next(), isTimed: isTimed)
        if isTraced, !tracedFirst { contestants[index].trace(on: source.next()) }
      }
    }

    pool.conduct(poll: { if isCancelled() { stop.set() } }) {
      for number in 0..<Self.warmUps { round(number, isTimed: false) }
      let watch = Stopwatch()
      var rounds = 0
      var nextQuestion = limit.rounds
      while !stop.isSet, rounds < Self.mostRounds {
        let seconds = watch.seconds
        if rounds < limit.rounds {
          if rounds > 0, seconds > limit.seconds { break }
        } else if seconds > limit.addedSeconds {
          break
        } else if rounds >= nextQuestion {
          if limit.isEnough(MeasuredRounds(times: contestants.map(\.times), readTimes: reader?.times ?? [])) { break }
          nextQuestion = rounds + max(1, rounds / 8)
        }
        if isSpread, rounds > 0, rounds % Self.roundsPerSitting == 0, rounds / Self.roundsPerSitting <= Self.mostRests {
          usleep(Self.restMicroseconds)
          round(rounds, isTimed: false)
        }
        round(rounds, isTimed: true)
        rounds += 1
        didRound(rounds)
      }
    }
    if stop.isSet { return nil }
    return MeasuredSchedules(
      measurements: contestants.map(\.measurement), reads: reader?.reads, isCold: source.isCold,
      copies: source.copies.count, isOversubscribed: isOversubscribed, tuning: tuning)
  }

  private static let warmUps = 2
  /// What else goes on in a machine changes within seconds: rounds in a row see the same of it.
  private static let roundsPerSitting = 8
  private static let restMicroseconds: UInt32 = 500_000
  private static let mostRests = 30
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

  /// What one reading of the clock costs, in ns: how much longer two readings in a row take than none.
  public func clockReadingCost() -> Double {
    let clock = TickClock.shared
    let readings = 1000
    let times = (0..<101).map { _ in
      let start = clock.now()
      var last = start
      for _ in 0..<readings { last = clock.now() }
      return clock.nanoseconds(from: start, to: last)
    }
    return Double(Samples(times).median) / Double(readings)
  }

  /// Gives back the copies of K and V that cold runs use. The next cold run makes them again.
  public func releaseColdCopies() { coldPool.withLock { $0 = nil } }

  /// The ways to read that are fastest for copies like these; tried once in a process for problems of a kind. The kernel
  /// reads so from now on.
  ///
  /// - Parameter readsToo: whether plain reads are of interest.
  func tuning(for source: CopySource, readsToo: Bool = false) throws(KernelFailure) -> MemoryTuning {
    let tuner = MemoryTuner(self, source: source)
    let kernel = try MemoryTuning.way(conditions(source, .kernel)) { () throws(KernelFailure) in
      try tuner.kernelsWay()
    }
    folder.readAhead.store(kernel, ordering: .relaxed)
    if !readsToo { return MemoryTuning(kernel: kernel, reads: .nothing) }
    let reads = try MemoryTuning.way(conditions(source, .plainRead)) { () throws(KernelFailure) in
      try tuner.plainReadsWay()
    }
    return MemoryTuning(kernel: kernel, reads: reads)
  }

  private func conditions(_ source: CopySource, _ reader: MemoryTuning.Reader) -> MemoryTuning.Conditions {
    MemoryTuning.Conditions(
      elementType: problem.elementType, groupSize: problem.groupSize, headDim: problem.headDim,
      tileTokens: problem.tileTokens, sizeClass: Int.bitWidth - problem.kvBytes.leadingZeroBitCount, threads: threads,
      instructionSet: instructionSet, isCold: source.isCold, reader: reader)
  }

  func copies(cold: Bool) -> CopySource {
    if !cold { return CopySource(copies: [input.memory], isCold: false) }
    let pool = coldPool.withLock { cache in
      if let cache { return cache }
      let made = ColdPool(input, on: self.pool, wantedBytes: coldBytes)
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
