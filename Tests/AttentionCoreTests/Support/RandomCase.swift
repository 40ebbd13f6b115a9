import AttentionCore
import TestSupport

/// A random problem with units and a split count, and how to make it again.
struct RandomCase: CustomStringConvertible {
  var experiment: Experiment
  var description: String

  /// Small enough to plan thousands, and with every corner: one token, one unit, splits beyond the tiles, ragged batches.
  init(seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    let tile = [1, 2, 3, 16, 64, 128, 255, 256].randomElement(using: &random) ?? 1
    let longest = tile * [1, 2, 8, 60].randomElement(using: &random)!
    let contexts = (0..<Int.random(in: 1...6, using: &random)).map { _ in Int.random(in: 1...longest, using: &random) }
    let kvHeads = Int.random(in: 1...6, using: &random)
    let units =
      Bool.random(using: &random) ? Int.random(in: 1...12, using: &random) : .random(in: 1...304, using: &random)
    let splits: SplitCount = Bool.random(using: &random) ? .automatic : .fixed(.random(in: 1...100, using: &random))
    let problem = try AttentionProblem(
      contexts: contexts, queryHeads: kvHeads * Int.random(in: 1...4, using: &random), kvHeads: kvHeads, headDim: 64,
      elementType: .f32, tileTokens: tile)
    // Drawn last, so that everything else of a seed stays as it was.
    let slots = [1, 1, 2, 3, 8].randomElement(using: &random) ?? 1
    experiment = try Experiment(problem: problem, units: units, slots: slots, splits: splits)
    description =
      "seed \(seed): contexts \(contexts), \(problem.queryHeads)/\(kvHeads) heads, tile \(tile), \(units) units of \(slots) slots, \(splits)"
  }
}
