/// What rounding to f32 has left off an accumulator's l and O. Thousands of merges that carry it lose no more than one.
public struct MergeRest: Sendable, Hashable {
  /// Of each row.
  public var l: [Float]
  /// `[rows, headDim]`
  public var o: [Float]

  public init(rows: Int, headDim: Int) {
    l = Array(repeating: 0, count: rows)
    o = Array(repeating: 0, count: rows * headDim)
  }
}

/// A merge's weights as it computes with them: in double, since their rounding would add up over thousands of merges.
public struct MergeFactors: Sendable {
  public let m: Float
  public let alpha: Double
  public let beta: Double

  /// The side that holds the maximum keeps weight 1, so −∞ − (−∞), which is NaN, is never formed.
  @inlinable
  public init(_ first: Float, _ second: Float) {
    m = first > second ? first : second
    alpha = first == m ? 1 : exponential(Double(first) - Double(m))
    beta = second == m ? 1 : exponential(Double(second) - Double(m))
  }

  /// Rounded.
  @inlinable
  public var weights: MergeWeights { MergeWeights(m: m, alpha: Float(alpha), beta: Float(beta)) }

  /// `accumulator` ← α · `accumulator` + β · `other`, `count` numbers each.
  /// - Parameter rest: what the merges before have left off the accumulator, and then what this one has as well.
  @inlinable
  public func combine(
    _ accumulator: UnsafeMutablePointer<Float>, rest: UnsafeMutablePointer<Float>, with other: UnsafePointer<Float>,
    count: Int
  ) {
    for index in 0..<count {
      let sum = alpha * (Double(accumulator[index]) + Double(rest[index])) + beta * Double(other[index])
      let nearest = Float(sum)
      accumulator[index] = nearest
      // Nothing is left off infinities and NaN, and they must not turn into each other.
      rest[index] = nearest - nearest == 0 ? Float(sum - Double(nearest)) : 0
    }
  }
}
