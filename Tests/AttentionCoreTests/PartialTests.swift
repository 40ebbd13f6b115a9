import AttentionCore
import Foundation
import Testing
import TestSupport

/// Scores and values of some keys for a few query rows, and their partials.
private struct Keys {
  static let rows = 3
  static let headDim = 4

  /// `[rows][keys]`
  var scores: [[Float]]
  /// `[keys][headDim]`
  var values: [[Float]]

  init(count: Int, spread: Float, random: inout SeededRandom) {
    scores = (0..<Self.rows).map { _ in (0..<count).map { _ in .random(in: -spread...spread, using: &random) } }
    values = (0..<count).map { _ in (0..<Self.headDim).map { _ in .random(in: -1...1, using: &random) } }
  }

  func partial(over keys: Range<Int>) -> Partial {
    var partial = Partial.empty(rows: Self.rows, headDim: Self.headDim)
    for row in 0..<Self.rows where !keys.isEmpty {
      let m = keys.map { scores[row][$0] }.max() ?? -.infinity
      partial.m[row] = m
      for key in keys {
        let weight = exponential(scores[row][key] - m)
        partial.l[row] += weight
        for entry in 0..<Self.headDim { partial.o[row * Self.headDim + entry] += weight * values[key][entry] }
      }
    }
    return partial
  }

  /// Normalised outputs in double, all keys at once.
  var expected: Reference {
    var reference = Reference(output: [], logSumExp: [])
    for row in scores {
      let m = Double(row.max() ?? 0)
      let weights = row.map { Foundation.exp(Double($0) - m) }
      let l = weights.reduce(0, +)
      for entry in 0..<Self.headDim {
        reference.output.append(zip(weights, values).reduce(0) { $0 + $1.0 * Double($1.1[entry]) } / l)
      }
      reference.logSumExp.append(m + Foundation.log(l))
    }
    return reference
  }
}

@Suite("Partials") struct PartialTests {
  /// f32 sums of up to 200 terms, weights from an exp that rounds once; the worst over these seeds is 4e-7.
  private static let tolerance = 2e-6

  @Test("merge to the softmax over all keys, in any order and grouping") func anyGrouping() {
    var worst = 0.0
    for seed in UInt64(0)..<1000 {
      var random = SeededRandom(seed: seed)
      let count = Int.random(in: 1...200, using: &random)
      let keys = Keys(count: count, spread: [0.1, 5, 60].randomElement(using: &random)!, random: &random)
      let cuts =
        [0] + (0..<Int.random(in: 0...6, using: &random)).map { _ in .random(in: 0...count, using: &random) }.sorted()
        + [count]
      var parts = zip(cuts, cuts.dropFirst()).map { keys.partial(over: $0..<$1) }
      // Any two at a time, in any order, some of them over no keys, until one is left.
      while parts.count > 1 {
        parts.shuffle(using: &random)
        let part = parts.removeLast()
        parts[parts.count - 1].merge(part)
      }
      let accuracy = Accuracy(
        output: parts[0].normalized, logSumExp: parts[0].logSumExp, reference: keys.expected)
      worst = max(worst, accuracy.maxAbsError)
      #expect(accuracy.isOK && accuracy.maxAbsError < Self.tolerance, "seed \(seed), cuts \(cuts): \(accuracy)")
    }
    #expect(worst > 0, "nothing was compared")
  }

  @Test("regrouping three moves no output by 1e-6 relative to the largest") func associativity() {
    for seed in UInt64(0)..<2000 {
      var random = SeededRandom(seed: seed)
      let keys = Keys(count: 30, spread: 8, random: &random)
      let (x, y, z) = (keys.partial(over: 0..<7), keys.partial(over: 7..<20), keys.partial(over: 20..<30))
      var left = x
      left.merge(y)
      left.merge(z)
      var right = y
      right.merge(z)
      var outer = x
      outer.merge(right)
      let scale = left.normalized.map(abs).max() ?? 1
      for (one, other) in zip(left.normalized, outer.normalized) {
        #expect(abs(one - other) <= 1e-6 * scale, "seed \(seed): \(one) and \(other)")
      }
    }
  }

  @Test("thousands of merges that carry what rounding leaves lose no more than one")
  func manyMerges() {
    for l in [976.3, 1021.7, 512.3] as [Float] {
      let part = Partial(m: [0], l: [l], o: [l * 1.1, l * -0.3])
      var merged = Partial.empty(rows: 1, headDim: 2)
      var rest = MergeRest(rows: 1, headDim: 2)
      for _ in 0..<4096 { merged.merge(part, rest: &rest) }
      // Multiples of a power of two of what went in are exact.
      #expect(merged.l == [4096 * l] && merged.o == part.o.map { 4096 * $0 }, "l \(l): \(merged)")
    }
  }

  @Test("a merge into infinity stays there, and leaves no rest")
  func infiniteMerges() {
    var merged = Partial(m: [0], l: [1], o: [.infinity, 3e38])
    var rest = MergeRest(rows: 1, headDim: 2)
    for _ in 0..<3 { merged.merge(Partial(m: [0], l: [1], o: [1, 3e38]), rest: &rest) }
    #expect(merged.o == [.infinity, .infinity] && merged.l == [4] && rest.o == [0, 0])
  }

  @Test("merging is commutative to the bit") func commutativity() {
    for seed in UInt64(0)..<500 {
      var random = SeededRandom(seed: seed)
      let keys = Keys(count: 20, spread: 30, random: &random)
      let cut = Int.random(in: 0...20, using: &random)
      var one = keys.partial(over: 0..<cut)
      var other = keys.partial(over: cut..<20)
      let copy = one
      one.merge(other)
      other.merge(copy)
      #expect(one == other, "seed \(seed), cut at \(cut)")
    }
  }

  @Test("the partial over no keys is the identity, on either side and with itself") func identity() {
    var random = SeededRandom(seed: 1)
    let part = Keys(count: 9, spread: 3, random: &random).partial(over: 0..<9)
    let empty = Partial.empty(rows: Keys.rows, headDim: Keys.headDim)
    var right = part
    let weights = right.merge(empty)
    #expect(right == part && weights.allSatisfy { $0.alpha == 1 && $0.beta == 0 })
    var left = empty
    left.merge(part)
    #expect(left == part)
    var both = empty
    both.merge(empty)
    #expect(both == empty)
  }

  @Test("the side with the larger score keeps weight one, the other e to the difference") func weights() {
    let weights = MergeWeights(2, 5)
    #expect(weights.m == 5 && weights.beta == 1)
    #expect(abs(weights.alpha - 0.049787068) < 1e-8)
    #expect(MergeWeights(3, 3) == MergeWeights(3, 3) && MergeWeights(3, 3).alpha == 1 && MergeWeights(3, 3).beta == 1)
    #expect(MergeWeights(-.infinity, -.infinity).alpha == 1, "never e to the power of NaN")
    #expect(MergeWeights(-200, 0).alpha == 0, "e^-200 is below the smallest float")
  }

  @Test("NaN in l or O stays, and stays in its row") func notANumber() {
    var random = SeededRandom(seed: 2)
    let keys = Keys(count: 10, spread: 3, random: &random)
    var broken = keys.partial(over: 0..<5)
    broken.l[1] = .nan
    for entry in 0..<Keys.headDim { broken.o[Keys.headDim + entry] = .nan }
    for (first, second) in [(broken, keys.partial(over: 5..<10)), (keys.partial(over: 5..<10), broken)] {
      var merged = first
      merged.merge(second)
      let isNaN = merged.normalized.map(\.isNaN)
      #expect(isNaN == (0..<12).map { (4..<8).contains($0) })
      #expect(merged.logSumExp.map(\.isNaN) == [false, true, false])
    }
  }
}

@Suite struct UnscaledMergeTests {
  private func partial(_ random: inout SeededRandom, m: Float) -> Partial {
    Partial(
      m: [m], l: [Float.random(in: 1...9, using: &random)],
      o: (0..<8).map { _ in Float.random(in: -1...1, using: &random) })
  }

  @Test("without re-scaling the result is right where both m are equal, and only there") func onlyWhereEqual() {
    var random = SeededRandom(seed: 12)
    for difference: Float in [0, 0.5, 3, 20] {
      let (first, second) = (partial(&random, m: 1), partial(&random, m: 1 + difference))
      var right = first
      right.merge(second)
      var wrong = first
      wrong.addWithoutRescaling(second)
      let distance = zip(right.normalized, wrong.normalized).map { abs($0 - $1) }.max() ?? 0
      #expect(difference == 0 ? distance < 1e-6 : distance > 1e-3, "m differ by \(difference): off by \(distance)")
    }
  }
}

@Suite struct ReferenceMergeTests {
  @Test("references over parts of the keys make the one over all of them") func parts() {
    var random = SeededRandom(seed: 4)
    let (rows, headDim, keys) = (3, 8, 40)
    let scores = (0..<rows * keys).map { _ in Double.random(in: -30...30, using: &random) }
    let values = (0..<keys * headDim).map { _ in Double.random(in: -1...1, using: &random) }
    func reference(_ range: Range<Int>) -> Reference {
      var result = Reference(output: [], logSumExp: [])
      for row in 0..<rows {
        let largest = range.map { scores[row * keys + $0] }.max() ?? 0
        let weights = range.map { exponential(scores[row * keys + $0] - largest) }
        let sum = weights.reduce(0, +)
        for column in 0..<headDim {
          result.output.append(zip(range, weights).reduce(0) { $0 + $1.1 * values[$1.0 * headDim + column] } / sum)
        }
        result.logSumExp.append(largest + naturalLogarithm(sum))
      }
      return result
    }
    let whole = reference(0..<keys)
    for cuts in [[0, 40], [0, 1, 40], [0, 13, 14, 39, 40], Array(0...40)] {
      let merged = Reference(over: zip(cuts, cuts.dropFirst()).map { reference($0..<$1) })
      for (value, expected) in zip(merged.output + merged.logSumExp, whole.output + whole.logSumExp) {
        #expect(abs(value - expected) < 1e-12, "cut at \(cuts)")
      }
    }
    #expect(Reference(over: []).output.isEmpty)
  }
}
