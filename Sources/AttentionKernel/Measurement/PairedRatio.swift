import Glibc

/// How many times as long one thing takes as another, from times taken in the same rounds: the median of the rounds'
/// ratios, so that a machine that gets slower or faster meanwhile changes little.
public struct PairedRatio: Sendable, Hashable {
  public var median: Double
  /// Where the median of all rounds there could be lies, with a probability of 95 % or more: from one ordered ratio to
  /// another, whatever their distribution. `nil` for fewer rounds than that takes.
  public var interval: ClosedRange<Double>?
  public var rounds: Int

  /// The ratio of each round is `numerators[round]` ÷ `denominators[round]`.
  public init(_ numerators: some Collection<Int>, over denominators: some Collection<Int>) {
    let ratios = zip(numerators, denominators).map { Double(max(1, $0)) / Double(max(1, $1)) }.sorted()
    rounds = ratios.count
    guard !ratios.isEmpty else {
      median = .nan
      return
    }
    median = (ratios[(rounds - 1) / 2] + ratios[rounds / 2]) / 2
    let outside = Self.outside(rounds)
    if outside > 0 { interval = ratios[outside - 1]...ratios[rounds - outside] }
  }

  /// How far the interval reaches from the median, as a share of it; ∞ without one.
  public var uncertainty: Double {
    guard let interval else { return .infinity }
    return max(interval.upperBound - median, median - interval.lowerBound) / median
  }

  /// The rank, from either end, that the interval begins at; 0 where not even the outermost ratios reach 95 %.
  ///
  /// As many ratios lie below the median as heads fall in n throws of a coin: at most k − 1 do with a probability of 2.5 %
  /// or less.
  static func outside(_ count: Int) -> Int {
    if count > 1000 { return Int((Double(count) - 1.96 * Double(count).squareRoot()) / 2) }
    var probability = pow(0.5, Double(count))
    var sum = 0.0
    var heads = 0
    while sum + probability <= 0.025 {
      sum += probability
      probability *= Double(count - heads) / Double(heads + 1)
      heads += 1
    }
    return heads
  }
}
