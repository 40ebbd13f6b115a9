import Synchronization

/// Threads that wait for work together: pinned to a core each while there are enough, kept for the life of the pool.
///
/// Between jobs they spin for a moment, then sleep, so that an idle pool costs nothing.
final class WorkerPool: Sendable {
  let threads: Int
  /// Whether there are more threads than cores that this process may use.
  let isOversubscribed: Bool
  /// How long a thread that waits within a job spins before it sleeps. With a core for every thread far longer than any
  /// wait should take, so that no system call, nor its wake-up of some 10 µs, is ever timed; with fewer, 2 µs, since
  /// spinning keeps the others from working.
  let spinTicks: UInt64

  let crew: WorkerCrew
  private let members: [WorkerThread]
  private let lock = Mutex<Void>(())
  /// Only a job under way makes use of it.
  private let ensemble: Ensemble

  /// - Parameter cores: a core for each of the first threads; those that may be used by default.
  /// - Throws: a failure of kind `resources` where the system gives fewer threads; those it gave are ended again.
  init(threads: Int, cores: [Int32]? = nil) throws(KernelFailure) {
    self.threads = threads
    isOversubscribed = threads > usableCores()
    spinTicks = TickClock.shared.ticks(nanoseconds: isOversubscribed ? 2_000 : 50_000_000)
    ensemble = try Ensemble(members: threads, spinTicks: spinTicks)
    crew = try WorkerCrew()
    members = try Self.start(
      threads, crew, on: isOversubscribed ? [] : cores ?? coresToPin(allowedCores()),
      idleTicks: isOversubscribed ? 0 : TickClock.shared.ticks(nanoseconds: 50_000))
  }

  private static func start(
    _ threads: Int, _ crew: WorkerCrew, on cores: [Int32], idleTicks: UInt64
  ) throws(KernelFailure) -> [WorkerThread] {
    var members: [WorkerThread] = []
    for index in 0..<threads {
      switch WorkerThread.start(
        core: index < cores.count ? cores[index] : nil, { crew.serve(index, idleTicks: idleTicks) })
      {
      case .success(let thread): members.append(thread)
      case .failure(let error):
        crew.end(members)
        throw .system(.resources, "cannot start thread \(index + 1) of \(threads)", error: error.code)
      }
    }
    return members
  }

  deinit { crew.end(members) }

  /// Runs `body` with 0, 1, … `count` − 1, each on the thread of that number, and waits for all of them.
  ///
  /// One job at a time: a second caller waits. The calling thread sleeps, so that it takes no worker's core; where it is
  /// the conductor (see ``conduct(poll:_:)``) it takes part as worker 0.
  /// - Parameters:
  ///   - count: how many of the threads take part; all of them by default.
  ///   - poll: called on the calling thread about every 50 ms while the job runs: seldom, because it takes a worker's core.
  func run(on count: Int? = nil, poll: () -> Void = {}, _ body: @escaping @Sendable (Int) -> Void) {
    if ensemble.isConductedHere { return ensemble.run(on: count ?? threads, body) }
    lock.withLock { _ in crew.run(workers: count ?? threads, threads: threads, poll: poll, body) }
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
}
