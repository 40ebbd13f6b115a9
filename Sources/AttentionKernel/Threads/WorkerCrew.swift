import Synchronization

/// What a pool and its threads share. The threads own this and not the pool: whoever owns the pool can let go of it, and
/// its threads end.
///
/// `@unchecked Sendable`: `job` and `workers` are written by one caller at a time, before `round` is set, and read by the
/// threads after they have seen it.
final class WorkerCrew: @unchecked Sendable {
  private let memory: MemoryRegion
  private let round: WaitWord
  private let finished: WaitWord
  private let running = Atomic<Int>(0)
  private var job: (@Sendable (Int) -> Void)?
  private var workers = 0

  /// The round that tells the threads to end.
  private static let lastRound = UInt32.max
  private static let pollNanoseconds: Int64 = 50_000_000

  init() throws(KernelFailure) {
    memory = try MemoryRegion(bytes: 2 * WaitWord.stride, for: "a worker pool")
    round = WaitWord(at: memory.base)
    finished = WaitWord(at: memory.base + WaitWord.stride)
  }

  /// Gives the first `workers` of all `threads` a job and waits for all of them; one caller at a time.
  func run(
    workers: Int, threads: Int, poll: () -> Void, _ body: @escaping @Sendable (Int) -> Void
  ) {
    job = body
    self.workers = workers
    running.store(threads, ordering: .relaxed)
    let next = round.current &+ 1
    // The number that ends the threads is passed over.
    let number = next == Self.lastRound ? 0 : next
    round.set(number)
    while !finished.wait(for: number, spinTicks: 0, timeout: Self.pollNanoseconds) { poll() }
    job = nil
  }

  /// A worker's life. All threads see every round, so that none reads `job` while the next one is written.
  func serve(_ index: Int, idleTicks: UInt64) {
    var seen: UInt32 = 0
    while true {
      let last = seen
      round.wait(spinTicks: idleTicks) { $0 != last }
      seen = round.current
      if seen == Self.lastRound { return }
      if index < workers { perform(index) }
      if running.subtract(1, ordering: .acquiringAndReleasing).newValue == 0 { finished.set(seen) }
    }
  }

  /// Not inlined: what a job holds is let go of before it counts as done, so that what it was done for (an engine, with the
  /// pool that it owns) never ends on one of its own threads.
  @inline(never)
  private func perform(_ index: Int) { job?(index) }

  /// Ends the threads as soon as they are done with what they do, and waits for them; where one of them calls this, all but
  /// for that one.
  func end(_ threads: [WorkerThread]) {
    round.set(Self.lastRound)
    for thread in threads { thread.join() }
  }
}
