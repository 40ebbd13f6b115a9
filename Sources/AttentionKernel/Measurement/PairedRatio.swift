import Glibc

/// How many times as long one thing takes as another, from times taken in the same rounds: the median of the rounds'
/// ratios, so that a machine that gets slower or faster meanwhile changes little.
public struct PairedRatio: Sendable, Hashable {
  public var median: Double
  /// Where the median of all rounds there could be lies, with a probability of 95 % or more: from one ordered ratio to
  /// another, whatever their distribution. Rounds that repeat each other, as on a machine that is slow for some seconds,
  /// count for as many as are worth them. `nil` for fewer rounds than that takes.
  public var interval: ClosedRange<Double>?
  public var rounds: Int
  /// Independent rounds that would tell as much.
  public var independentRounds = 0

  /// The ratio of each round is `numerators[round]` ÷ `denominators[round]`.
  public init(_ numerators: some Collection<Int>, over denominators: some Collection<Int>) {
    let inTime = zip(numerators, denominators).map { Double(max(1, $0)) / Double(max(1, $1)) }
    let ratios = inTime.sorted()
    rounds = ratios.count
    guard !ratios.isEmpty else {
      median = .nan
      return
    }
    median = (ratios[(rounds - 1) / 2] + ratios[rounds / 2]) / 2
    let repetition = Self.repetition(of: inTime, around: median)
    // Correlations about a median that was itself estimated come out too low: two rounds less make up for it.
    independentRounds = max(1, Int(Double(rounds) / repetition - 2 * (1 - 1 / repetition)))
    // As far into the ordered ratios as the independent rounds would allow, by the binomial's normal approximation.
    let share = max(0, 1 - 1.96 / Double(independentRounds).squareRoot()) / 2
    let outside = independentRounds < rounds ? Int(share * Double(rounds)) : Self.outside(rounds)
    if outside > 0 { interval = ratios[outside - 1]...ratios[rounds - outside] }
  }

  /// How many rounds in time tell as much as an independent one: 1 + 2 Σ ρₖ, with ρₖ the correlation of being above the
  /// median with the same k rounds later, summed in pairs as long as these are positive. At least 1; a few rounds cannot
  /// tell.
  ///
  /// Source: C. J. Geyer, "Practical Markov Chain Monte Carlo" (1992), initial positive sequence.
  static func repetition(of ratios: [Double], around median: Double) -> Double {
    let signs = ratios.map { $0 > median ? 1.0 : $0 < median ? -1 : 0 }
    let square = signs.reduce(0) { $0 + $1 * $1 }
    guard ratios.count >= leastToTell, square > 0 else { return 1 }
    func correlation(_ lag: Int) -> Double {
      zip(signs, signs.dropFirst(lag)).reduce(0) { $0 + $1.0 * $1.1 } / square
    }
    var sum = -1.0
    var lag = 0
    while lag + 1 < signs.count / 2 {
      let pair = correlation(lag) + correlation(lag + 1)
      if pair <= 0 { break }
      sum += 2 * pair
      lag += 2
    }
    return max(1, sum)
  }

  private static let leastToTell = 20

  /// The ratio of what was done in those times, where one did `factor` times as much as the other.
  func scaled(by factor: Double) -> PairedRatio {
    var scaled = self
    scaled.median *= factor
    scaled.interval = interval.map { $0.lowerBound * factor...$0.upperBound * factor }
    return scaled
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
