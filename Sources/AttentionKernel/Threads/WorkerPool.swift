import CKernelSupport
import Glibc
import Synchronization

/// Threads that wait for work together: pinned to a core each while there are enough, kept for the life of the pool.
///
/// Between jobs they spin for a moment, then sleep, so that an idle pool costs nothing.
///
/// `@unchecked Sendable`: `job` and `workers` are written under `lock`, before `round` is set, and read by workers after
/// they have seen it; of `ensemble` only a job under way makes use.
final class WorkerPool: @unchecked Sendable {
  let threads: Int
  /// Whether there are more threads than cores that this process may use.
  let isOversubscribed: Bool
  /// How long a thread that waits within a job spins before it sleeps. With a core for every thread far longer than any
  /// wait should take, so that no system call, nor its wake-up of some 10 µs, is ever timed; with fewer, 2 µs, since
  /// spinning keeps the others from working.
  let spinTicks: UInt64

  private let memory: MemoryRegion
  private let round: WaitWord
  private let finished: WaitWord
  private let running = Atomic<Int>(0)
  private let lock = Mutex<Void>(())
  private var job: (@Sendable (Int) -> Void)?
  private var workers = 0
  private var handles: [pthread_t] = []
  private let ensemble: Ensemble

  /// The round that tells the threads to end.
  private static let lastRound = UInt32.max
  private static let pollNanoseconds: Int64 = 50_000_000

  /// - Throws: a failure of kind `resources` where the system gives fewer threads; those it gave are ended again.
  init(threads: Int) throws(KernelFailure) {
    self.threads = threads
    let cores = coresToPin(allowedCores())
    isOversubscribed = threads > usableCores()
    spinTicks = TickClock.shared.ticks(nanoseconds: isOversubscribed ? 2_000 : 50_000_000)
    memory = try MemoryRegion(bytes: 2 * WaitWord.stride, for: "a worker pool")
    ensemble = try Ensemble(members: threads, spinTicks: spinTicks)
    round = WaitWord(at: memory.base)
    finished = WaitWord(at: memory.base + WaitWord.stride)
    let idleTicks = isOversubscribed ? 0 : TickClock.shared.ticks(nanoseconds: 50_000)
    for index in 0..<threads {
      let core = isOversubscribed || index >= cores.count ? nil : cores[index]
      let result = startThread(core: core) { [unowned(unsafe) self] in serve(index, idleTicks: idleTicks) }
      switch result {
      case .success(let handle): handles.append(handle)
      case .failure(let error):
        endThreads()
        throw .system(.resources, "cannot start thread \(index + 1) of \(threads)", error: error.code)
      }
    }
  }

  deinit { endThreads() }

  private func endThreads() {
    round.set(Self.lastRound)
    for handle in handles { pthread_join(handle, nil) }
    handles = []
  }

  /// Runs `body` with 0, 1, … `count` − 1, each on the thread of that number, and waits for all of them.
  ///
  /// One job at a time: a second caller waits. The calling thread sleeps, so that it takes no worker's core; where it is
  /// the conductor (see ``conduct(poll:_:)``) it takes part as worker 0.
  /// - Parameters:
  ///   - count: how many of the threads take part; all of them by default.
  ///   - poll: called on the calling thread about every 50 ms while the job runs: seldom, because it takes a worker's core.
  func run(on count: Int? = nil, poll: () -> Void = {}, _ body: @escaping @Sendable (Int) -> Void) {
    if ensemble.isConductedHere { return ensemble.run(on: count ?? threads, body) }
    lock.withLock { _ in
      job = body
      workers = count ?? threads
      running.store(threads, ordering: .relaxed)
      let next = round.current &+ 1
      // The number that ends the threads is passed over.
      let number = next == Self.lastRound ? 0 : next
      round.set(number)
      while !finished.wait(for: number, spinTicks: 0, timeout: Self.pollNanoseconds) { poll() }
      job = nil
    }
  }

  /// Runs `body` on the first worker, which every ``run(on:poll:_:)`` inside makes one of many: the others stand by, so that
  /// a job begins and ends within a microsecond and nobody has to be woken for it. The calling thread sleeps meanwhile.
  func conduct(poll: () -> Void = {}, _ body: () -> Void) {
    withoutActuallyEscaping(body) { body in
      let lead = UncheckedBody(run: body)
      run(poll: poll) { [ensemble] worker in
        if worker == 0 { ensemble.conduct(lead.run) } else { ensemble.follow(worker) }
      }
    }
  }

  /// `@unchecked Sendable`: run by one worker while the thread that it belongs to sleeps.
  private struct UncheckedBody: @unchecked Sendable {
    let run: () -> Void
  }

  /// A worker's life. All threads see every round, so that none reads `job` while the next one is written.
  private func serve(_ index: Int, idleTicks: UInt64) {
    var seen: UInt32 = 0
    while true {
      let last = seen
      round.wait(spinTicks: idleTicks) { $0 != last }
      seen = round.current
      if seen == Self.lastRound { return }
      if index < workers { job?(index) }
      if running.subtract(1, ordering: .acquiringAndReleasing).newValue == 0 { finished.set(seen) }
    }
  }
}
