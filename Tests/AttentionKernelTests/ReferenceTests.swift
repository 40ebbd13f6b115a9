import AttentionCore
import Glibc
import Testing

@testable import AttentionKernel
import TestSupport

struct ReferenceTests {
  /// Attention as it is defined, with the C library's functions.
  private func plain(_ input: AttentionInput, row: Int, keys: [Int]) -> (output: [Double], lse: Double) {
    let problem = input.problem
    let d = problem.headDim
    let source = row / problem.groupSize
    let query = input.queries[row * d..<(row + 1) * d].map(Double.init)
    let scores = keys.map { key in
      zip(query, input.key(key, ofSource: source)).reduce(0) { $0 + $1.0 * Double($1.1) } / sqrt(Double(d))
    }
    let largest = scores.max() ?? 0
    let weights = scores.map { exp($0 - largest) }
    let sum = weights.reduce(0, +)
    var output = [Double](repeating: 0, count: d)
    for (key, weight) in zip(keys, weights) {
      for (j, value) in input.value(key, ofSource: source).enumerated() { output[j] += weight / sum * Double(value) }
    }
    return (output, largest + log(sum))
  }

  @Test("The reference is the definition, whole and over some keys", arguments: 600..<612)
  func isTheDefinition(number: Int) throws {
    let item = try RandomCase(number)
    let problem = item.experiment.problem
    let input = try AttentionInput(generating: item.experiment, threads: 2)
    let engine = try Engine(input, threads: 2, instructionSet: .available[0])
    let reference = engine.reference()
    var random = SeededRandom(seed: UInt64(number))
    for _ in 0..<2 {
      let row = Int.random(in: 0..<problem.rows, using: &random)
      let output = row / problem.groupSize
      let context = problem.context(ofOutput: output)
      let first = Int.random(in: 0..<context, using: &random)
      let spans = [0..<first / 2, first..<context]
      let d = problem.headDim
      let all = plain(input, row: row, keys: Array(0..<context))
      let error = (0..<d).map { abs(reference.output[row * d + $0] - all.output[$0]) }.max() ?? 0
      #expect(error < 1e-12, "\(item), row \(row)")
      #expect(abs(reference.logSumExp[row] - all.lse) < 1e-12, "\(item), row \(row)")
      let some = plain(input, row: row, keys: spans.flatMap { $0 })
      let part = engine.reference(ofOutput: output, keys: spans)
      let rowInGroup = row % problem.groupSize
      let partError = (0..<d).map { abs(part.output[rowInGroup * d + $0] - some.output[$0]) }.max() ?? 0
      #expect(partError < 1e-12, "\(item), row \(row)")
      #expect(abs(part.logSumExp[rowInGroup] - some.lse) < 1e-12, "\(item), row \(row)")
    }
  }

  @Test(
    "A row's reference is the same to the bit, whichever rows and threads share the work", arguments: [1, 2, 67, 130])
  func doesNotDependOnTheShare(group: Int) throws {
    let problem = try AttentionProblem(
      contexts: [131, 1, 40], queryHeads: group, kvHeads: 1, headDim: 8, elementType: .bf16, tileTokens: 64)
    let input = try AttentionInput(generating: Experiment(problem: problem, distribution: .shifted), threads: 1)
    let isa = try #require(InstructionSet.available.first)
    let expected = try Engine(input, threads: 1, instructionSet: isa).reference()
    for threads in [2, 7] {
      #expect(try Engine(input, threads: threads, instructionSet: isa).reference() == expected, "\(threads) threads")
    }
    let alone = ReferenceAttention(input)
    for row in [0, group - 1, group, 2 * group, 3 * group - 1] {
      let result = alone.result(rows: row..<row + 1, keys: [0..<problem.context(ofOutput: row / group)])
      #expect(result.output == Array(expected.output[row * 8..<row * 8 + 8]), "row \(row)")
      #expect(result.logSumExp == [expected.logSumExp[row]], "row \(row)")
    }
  }
}
