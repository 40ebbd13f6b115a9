import AttentionCore

/// How much faster all threads together read than one of them alone: what the second core is worth to anything that is
/// bound by memory.
public struct ReadScaling: Sendable, Hashable {
  /// Rates in GB (10⁹) a second, medians over alternating reads of the same K and V.
  public var oneThread: Double
  public var allThreads: Double
  /// Reads of each.
  public var rounds: Int

  public var ratio: Double { allThreads / oneThread }
}

extension Engine {
  /// Reads K and V plainly with one thread and with all of them, in turn; as cold as ``measure`` is.
  public func readScaling(rounds: Int = 31, cold: Bool = true) throws(KernelFailure) -> ReadScaling {
    var source = try copies(cold: cold)
    let one = try ReadTest(problem, threads: 1)
    let all = try ReadTest(problem, threads: threads)
    var times: (one: [Int], all: [Int]) = ([], [])
    pool.conduct {
      for round in 0...rounds {
        let first = one.run(on: pool, workers: 1, memory: source.next()).nanoseconds
        let second = all.run(on: pool, workers: threads, memory: source.next()).nanoseconds
        // The first round wakes the workers up.
        if round == 0 { continue }
        times.one.append(first)
        times.all.append(second)
      }
    }
    func rate(_ times: [Int]) -> Double { Double(one.bytes) / Double(max(1, Samples(times).median)) }
    return ReadScaling(oneThread: rate(times.one), allThreads: rate(times.all), rounds: rounds)
  }
}
