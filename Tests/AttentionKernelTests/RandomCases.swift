import AttentionCore
import TestSupport

/// One random experiment by its number: small enough for hundreds of them, wide enough to meet every kind.
struct RandomCase: Sendable, CustomStringConvertible {
  let number: Int
  let experiment: Experiment

  init(_ number: Int, distribution: Distribution? = nil) throws {
    var random = SeededRandom(seed: UInt64(number))
    let kvHeads = Int.random(in: 1...3, using: &random)
    // One row, small groups, and more rows than a kernel call takes.
    let group = [1, 1, 2, 4, 8, 17, 24].randomElement(using: &random) ?? 1
    let contexts = (0..<Int.random(in: 1...4, using: &random)).map { _ in
      Int.random(in: 1...(Bool.random(using: &random) ? 2000 : 200), using: &random)
    }
    let problem = try AttentionProblem(
      contexts: contexts, queryHeads: kvHeads * group, kvHeads: kvHeads,
      headDim: [8, 64, 80, 96, 128, 256].randomElement(using: &random) ?? 64,
      elementType: ElementType.allCases.randomElement(using: &random) ?? .f32,
      tileTokens: [1, 16, 40, 64, 128, 256].randomElement(using: &random) ?? 64)
    experiment = try Experiment(
      problem: problem, units: [1, 2, 3, 5, 8, 16, 304].randomElement(using: &random) ?? 1, slots: 1 + number % 3,
      splits: Bool.random(using: &random) ? .automatic : .fixed(Int.random(in: 1...9, using: &random)),
      seed: UInt64(number),
      distribution: distribution ?? Distribution.allCases.randomElement(using: &random) ?? .iid)
    self.number = number
  }

  var description: String {
    let problem = experiment.problem
    return """
      case \(number): contexts \(problem.contexts), heads \(problem.queryHeads)/\(problem.kvHeads), \
      d \(problem.headDim), \(problem.elementType), tile \(problem.tileTokens), units \(experiment.units), slots \(experiment.slots), \
      splits \(experiment.splits), \(experiment.distribution)
      """
  }
}

/// Bit patterns, so that NaN equals NaN and −0 differs from 0.
func bits(_ values: [Float]) -> [UInt32] { values.map(\.bitPattern) }
