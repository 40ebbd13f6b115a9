/// A result in double precision to check others against.
public struct Reference: Sendable, Hashable {
  /// Normalised outputs, `[rows, headDim]`.
  public var output: [Double]
  /// log Σ e^score of each row, natural log.
  public var logSumExp: [Double]

  public init(output: [Double], logSumExp: [Double]) {
    self.output = output
    self.logSumExp = logSumExp
  }

  /// The result over all keys of some results over disjoint sets of keys, for the same rows.
  public init(over parts: some Collection<Reference>) {
    guard let first = parts.first else {
      self.init(output: [], logSumExp: [])
      return
    }
    self = first
    let headDim = output.count / max(1, logSumExp.count)
    for other in parts.dropFirst() {
      for row in logSumExp.indices {
        let largest = max(logSumExp[row], other.logSumExp[row])
        // Over keys that all score −∞ there is nothing to weigh.
        guard largest > -.infinity else { continue }
        let mine = exponential(logSumExp[row] - largest)
        let others = exponential(other.logSumExp[row] - largest)
        for index in row * headDim..<(row + 1) * headDim {
          output[index] = (mine * output[index] + others * other.output[index]) / (mine + others)
        }
        logSumExp[row] = largest + naturalLogarithm(mine + others)
      }
    }
  }
}

/// How far a result is from the reference. Equal infinities, or NaN on both sides, differ by 0; any other NaN by ∞.
public struct Accuracy: Sendable, Hashable {
  /// max |Δ| over the outputs.
  public var maxAbsError = 0.0
  /// max |Δ| ÷ max |reference|.
  public var maxRelError = 0.0
  /// max |Δ| over the rows' log Σ e^score.
  public var maxLseError = 0.0
  /// Whether max |Δ| ≤ 2e-5 · max(1, max |reference|) and, in every row, |Δ lse| ≤ 1e-4 · max(1, |lse|).
  ///
  /// Sums of up to 2³¹ f32 terms, tile by tile, against f64; a wrong merge is off by far more.
  public var isOK = true

  public static let outputTolerance = 2e-5
  public static let lseTolerance = 1e-4

  /// As it was found out earlier.
  public init(maxAbsError: Double, maxRelError: Double, maxLseError: Double, isOK: Bool) {
    self.maxAbsError = maxAbsError
    self.maxRelError = maxRelError
    self.maxLseError = maxLseError
    self.isOK = isOK
  }

  public init(output: [Float], logSumExp: [Float], reference: Reference) {
    guard output.count == reference.output.count, logSumExp.count == reference.logSumExp.count else {
      maxAbsError = .infinity
      maxRelError = .infinity
      maxLseError = .infinity
      isOK = false
      return
    }
    let largest: Double
    (maxAbsError, largest) = Self.extremes(output, reference.output)
    maxRelError = maxAbsError == 0 ? 0 : maxAbsError / largest
    isOK = maxAbsError <= Self.outputTolerance * max(1, largest)
    for (value, expected) in zip(logSumExp, reference.logSumExp) {
      let error = Self.difference(Double(value), expected)
      maxLseError = max(maxLseError, error)
      // Said of finite errors only: an infinite lse would otherwise allow itself an infinite error.
      if !error.isFinite || error > Self.lseTolerance * max(1, abs(expected)) { isOK = false }
    }
  }

  /// The largest difference, and the largest finite magnitude of what was expected; of as many values each.
  private static func extremes(_ values: [Float], _ expected: [Double]) -> (difference: Double, magnitude: Double) {
    var (most, largest) = (0.0, 0.0)
    values.withUnsafeBufferPointer { values in
      expected.withUnsafeBufferPointer { expected in
        for index in values.indices {
          let (value, reference) = (Double(values[index]), expected[index])
          let error = abs(value - reference)
          // A finite difference is one of finite numbers; all else is rare, and has rules of its own.
          if error < .infinity {
            most = error > most ? error : most
            largest = abs(reference) > largest ? abs(reference) : largest
          } else {
            most = max(most, difference(value, reference))
            if reference.isFinite { largest = max(largest, abs(reference)) }
          }
        }
      }
    }
    return (most, largest)
  }

  private static func difference(_ value: Double, _ expected: Double) -> Double {
    if value == expected || (value.isNaN && expected.isNaN) { return 0 }
    let difference = abs(value - expected)
    return difference.isNaN ? .infinity : difference
  }
}
