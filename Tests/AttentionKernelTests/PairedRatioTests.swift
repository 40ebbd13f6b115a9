import Testing

@testable import AttentionKernel
import TestSupport

struct PairedRatioTests {
  /// Times around a known ratio of medians, both slowed alike by a drifting machine, with outliers to one side.
  private static func rounds(_ count: Int, ratio: Double, _ random: inout SeededRandom) -> ([Int], [Int]) {
    var (numerators, denominators): ([Int], [Int]) = ([], [])
    for round in 0..<count {
      let drift = 1 + Double(round) / Double(count)
      func time(_ nominal: Double) -> Int {
        let noise = 1 + 0.1 * Double.random(in: 0...1, using: &random)
        return Int(nominal * drift * noise * (Int.random(in: 0..<10, using: &random) == 0 ? 3 : 1))
      }
      numerators.append(time(1e6 * ratio))
      denominators.append(time(1e6))
    }
    return (numerators, denominators)
  }

  @Test("The interval holds the true ratio in 95 of 100 measurements or more", arguments: [6, 7, 31, 40, 200, 1500])
  func coverage(rounds: Int) {
    var random = SeededRandom(seed: UInt64(rounds))
    let measurements = 400
    var held = 0
    for _ in 0..<measurements {
      let ratio = Double.random(in: 0.2...5, using: &random)
      let (numerators, denominators) = Self.rounds(rounds, ratio: ratio, &random)
      let result = PairedRatio(numerators, over: denominators)
      // Numerator and denominator are spread alike, so the median ratio is the nominal one.
      if result.interval?.contains(ratio) == true { held += 1 }
    }
    // Three standard deviations of 400 throws below 95 %.
    #expect(Double(held) / Double(measurements) > 0.917, "\(rounds) rounds: \(held) of \(measurements)")
  }

  @Test("Rounds that repeat each other count for fewer, so that the interval holds as often", arguments: [101, 401])
  func repetition(rounds: Int) {
    var random = SeededRandom(seed: UInt64(rounds))
    var (held, independent) = (0, 0)
    let measurements = 300
    for _ in 0..<measurements {
      // A neighbour that takes one of the two cores, or not, for a dozen rounds at a time.
      var disturbance = 0.0
      let numerators = (0..<rounds).map { round in
        if round % 12 == 0 { disturbance = Double.random(in: -0.1...0.1, using: &random) }
        return Int(1e6 * (1.2 + disturbance + Double.random(in: -0.02...0.02, using: &random)))
      }
      let result = PairedRatio(numerators, over: numerators.map { _ in 1_000_000 })
      if result.interval?.contains(1.2) == true { held += 1 }
      independent += result.independentRounds
    }
    #expect(Double(held) / Double(measurements) > 0.85, "\(held) of \(measurements)")
    #expect(independent / measurements < rounds / 4, "\(independent / measurements) of \(rounds)")
  }

  @Test(
    "The ranks of the interval are the binomial's",
    arguments: [
      (1, 0), (5, 0), (6, 1), (8, 1), (9, 2), (20, 6), (31, 10), (100, 40), (1000, 469), (1001, 469), (10_000, 4902),
    ])
  func ranks(count: Int, outside: Int) {
    #expect(PairedRatio.outside(count) == outside)
  }

  @Test("More rounds of the same spread make the interval no wider") func monotonic() {
    var random = SeededRandom(seed: 7)
    let ratios = (0..<8).map { _ in Int.random(in: 900...1100, using: &random) }
    var last = Double.infinity
    for copies in 1...40 {
      let numerators = Array(repeating: ratios, count: copies).flatMap { $0 }
      let uncertainty = PairedRatio(numerators, over: numerators.map { _ in 1000 }).uncertainty
      #expect(uncertainty <= last, "\(copies) copies of \(ratios)")
      last = uncertainty
    }
  }

  @Test("The ratio turned round is the ratio's inverse, interval and all") func inverse() throws {
    var random = SeededRandom(seed: 11)
    for count in [1, 2, 7, 31, 32] {
      let (numerators, denominators) = Self.rounds(count, ratio: 1.7, &random)
      let ratio = PairedRatio(numerators, over: denominators)
      let inverse = PairedRatio(denominators, over: numerators)
      #expect(ratio.rounds == count)
      #expect((ratio.interval == nil) == (count < 6) && (ratio.uncertainty == .infinity) == (count < 6))
      if count % 2 == 1 { #expect(abs(ratio.median * inverse.median - 1) < 1e-12) }
      if let interval = ratio.interval, let other = inverse.interval {
        #expect(abs(interval.lowerBound * other.upperBound - 1) < 1e-12, "\(count): \(interval), \(other)")
      }
    }
  }

  @Test("Nothing is a ratio of no rounds, and times of 0 do no harm") func degenerate() {
    #expect(PairedRatio([], over: []).median.isNaN)
    #expect(PairedRatio([0, 0], over: [0, 0]).median == 1)
    #expect(PairedRatio([3, 4, 5], over: [1]).rounds == 1)
  }
}
