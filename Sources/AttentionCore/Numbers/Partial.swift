/// The softmax state of an output's query rows over some of its keys: (m, l, O) for each row.
///
/// For a row with scores s and values v over a set of keys: m = max s, l = Σ e^(s − m), O = Σ e^(s − m) v.
/// Source: arXiv:1805.02867 (online softmax), arXiv:2405.10480 (partials and their re-scaling).
public struct Partial: Sendable, Hashable {
  /// Largest score of each row, natural-log units (already scaled by 1/√headDim). Never NaN; −∞ over no keys.
  public var m: [Float]
  /// Sum of e^(score − m) of each row.
  public var l: [Float]
  /// Unnormalised outputs, `[rows, headDim]`.
  public var o: [Float]

  public init(m: [Float], l: [Float], o: [Float]) {
    self.m = m
    self.l = l
    self.o = o
  }

  public var rows: Int { m.count }
  public var headDim: Int { o.count / max(1, m.count) }

  /// The partial over no keys: the identity of ``merge(_:)``.
  public static func empty(rows: Int, headDim: Int) -> Partial {
    Partial(
      m: Array(repeating: -.infinity, count: rows), l: Array(repeating: 0, count: rows),
      o: Array(repeating: 0, count: rows * headDim))
  }

  /// Folds in a partial over other keys (⊕). Associative and commutative up to rounding, with ``empty(rows:headDim:)`` as
  /// identity: regrouping three partials moves O ÷ l by less than 1e-6 relative.
  /// - Returns: the weights that were used, one per row.
  @discardableResult
  public mutating func merge(_ other: Partial) -> [MergeWeights] {
    var rest = MergeRest(rows: rows, headDim: headDim)
    return merge(other, rest: &rest)
  }

  /// The same as one of many merges into this partial.
  /// - Parameter rest: goes from one to the next, and is 0 at first.
  @discardableResult
  public mutating func merge(_ other: Partial, rest: inout MergeRest) -> [MergeWeights] {
    let headDim = headDim
    let factors = m.indices.map { MergeFactors(m[$0], other.m[$0]) }
    m = factors.map(\.m)
    Self.combine(&l, &rest.l, with: other.l, factors, columns: 1)
    Self.combine(&o, &rest.o, with: other.o, factors, columns: headDim)
    return factors.map(\.weights)
  }

  private static func combine(
    _ sums: inout [Float], _ rests: inout [Float], with added: [Float], _ factors: [MergeFactors], columns: Int
  ) {
    sums.withUnsafeMutableBufferPointer { sums in
      rests.withUnsafeMutableBufferPointer { rests in
        added.withUnsafeBufferPointer { added in
          guard let sums = sums.baseAddress, let rests = rests.baseAddress, let added = added.baseAddress else {
            return
          }
          for (row, factors) in factors.enumerated() {
            let first = row * columns
            factors.combine(sums + first, rest: rests + first, with: added + first, count: columns)
          }
        }
      }
    }
  }

  /// What a merge must not do, for showing what re-scaling is for: adds l and O as they are, each still counted from its
  /// own m. Wrong wherever the two m differ.
  public mutating func addWithoutRescaling(_ other: Partial) {
    for row in m.indices {
      m[row] = max(m[row], other.m[row])
      l[row] += other.l[row]
    }
    for index in o.indices { o[index] += other.o[index] }
  }

  /// Normalised outputs O ÷ l, `[rows, headDim]`.
  public var normalized: [Float] {
    let headDim = headDim
    return o.indices.map { o[$0] / l[$0 / headDim] }
  }

  /// log Σ e^score of each row, natural log.
  public var logSumExp: [Float] { m.indices.map { m[$0] + naturalLogarithm(l[$0]) } }
}

/// How a merge re-scales its two sides: m′ = max(m₁, m₂), α = e^(m₁ − m′), β = e^(m₂ − m′).
public struct MergeWeights: Sendable, Hashable {
  public var m: Float
  public var alpha: Float
  public var beta: Float

  /// As they were used earlier.
  public init(m: Float, alpha: Float, beta: Float) {
    self.m = m
    self.alpha = alpha
    self.beta = beta
  }

  @inlinable
  public init(_ first: Float, _ second: Float) { self = MergeFactors(first, second).weights }
}
