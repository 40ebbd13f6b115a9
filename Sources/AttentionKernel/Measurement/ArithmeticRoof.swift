/// What the cores compute while nothing comes from memory, all workers together, measured in rounds.
public struct ArithmeticRoof: Sendable, Hashable {
  /// K and V bytes a second that the kernel takes, in GB (10⁹).
  public var gigabytesPerSecond: Double
  /// Multiplications and additions alone, without loads, softmax or conversions, in GFLOP/s (10⁹): what no kernel of this
  /// instruction set gets above.
  public var peak: Double
  /// The kernel's QKᵀ and PV as a share of that, round by round.
  public var shareOfPeak: PairedRatio
}

extension Engine {
  /// The kernel and multiply-adds alone, in turns.
  public func arithmeticRoof(runs: Int = 31) throws(KernelFailure) -> ArithmeticRoof {
    let kernel = try KernelTest(self)
    let multiplyAdds = try MultiplyAddTest(self)
    var (kernelTimes, peakTimes): ([Int], [Int]) = ([], [])
    var (kernelRepetitions, peakRepetitions) = (1, 1)
    pool.conduct {
      kernelRepetitions = Self.repetitions { kernel.run(repetitions: $0) }
      peakRepetitions = Self.repetitions { multiplyAdds.run(repetitions: $0) }
      for _ in 0..<runs {
        kernelTimes.append(kernel.run(repetitions: kernelRepetitions).nanoseconds)
        peakTimes.append(multiplyAdds.run(repetitions: peakRepetitions).nanoseconds)
      }
    }
    let bytes = Double(kernel.bytes(repetitions: kernelRepetitions))
    let kernelOperations = bytes * problem.intensity
    let peakOperations = Double(multiplyAdds.operations(repetitions: peakRepetitions))
    return ArithmeticRoof(
      gigabytesPerSecond: bytes / Double(max(1, Samples(kernelTimes).median)),
      peak: peakOperations / Double(max(1, Samples(peakTimes).median)),
      shareOfPeak: PairedRatio(peakTimes, over: kernelTimes).scaled(by: kernelOperations / peakOperations))
  }

  /// So many that neither the clock nor the start counts.
  private static func repetitions(_ run: (Int) -> TickInterval) -> Int {
    var repetitions = 1
    while run(repetitions).nanoseconds < leastTime, repetitions < 1 << 20 { repetitions *= 2 }
    return repetitions
  }

  /// In ns.
  private static let leastTime = 200_000
}
