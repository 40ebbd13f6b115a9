import AttentionCore
import TestSupport
import Testing
import VizPlayback

@testable import VizScene

/// What is said of FlashDecoding beside LeanAttention, held against schedules for every S.
@Suite struct SplitComparisonTests {
  @Test("whether FlashDecoding gets there, and what it pays: over every S of random problems", arguments: 0..<4)
  func holds(batch: Int) throws {
    var random = SeededRandom(seed: UInt64(150 + batch))
    for _ in 0..<60 {
      let contexts = (0..<Int.random(in: 1...4, using: &random)).map { _ in Int.random(in: 1...24, using: &random) }
      let heads = Int.random(in: 1...4, using: &random)
      let units = Int.random(in: 1...12, using: &random)
      let problem = try AttentionProblem(
        contexts: contexts, queryHeads: heads, kvHeads: heads, headDim: 8, elementType: .f32, tileTokens: 1)
      let lean = Schedule(.lean, problem: problem, units: units)
      let table = try #require(SplitTable(problem: problem, units: units))
      let comparison = try #require(SplitComparison(table, lean: lean))
      let all = (1...(contexts.max() ?? 1)).map {
        Schedule(.fd, problem: problem, units: units, splits: .fixed($0))
      }
      func partials(within steps: Int) -> Int? {
        all.filter { $0.makespan <= steps }.map(\.partialCount).min()
      }
      let what = Comment("\(contexts), \(heads) heads, \(units) units: \(comparison.sentence)")
      #expect(comparison.reaching?.partials == partials(within: lean.makespan), what)
      let least = all.map(\.makespan).min() ?? 0
      #expect(comparison.fewest.steps == least && comparison.fewest.partials == partials(within: least), what)
      // A row that is named is a schedule: its S has these steps and partials.
      for row in [comparison.reaching, comparison.near, comparison.fewest].compactMap({ $0 }) {
        let schedule = all[row.splits - 1]
        #expect(schedule.makespan == row.steps && schedule.partialCount == row.partials, what)
      }
      // No straw man: where a twentieth more steps would spare half of the partials, that is said.
      let dear = (comparison.reaching ?? comparison.fewest).partials
      let cheap = partials(within: lean.makespan + lean.makespan / 20)
      #expect((comparison.near != nil) == (cheap.map { $0 * 2 <= dear } ?? false), what)
      // And the words say it.
      let reaches = comparison.reaching != nil
      #expect(comparison.sentence.contains("does not reach \(grouped(lean.makespan))") == !reaches, what)
      for row in [comparison.reaching ?? comparison.fewest, comparison.near].compactMap({ $0 }) {
        #expect(comparison.sentence.contains("S=\(row.splits)"), what)
        let count = row.partials == 0 ? "no partials" : grouped(row.partials)
        #expect(comparison.sentence.contains(count), what)
      }
    }
  }

  @Test("sixteen requests of 32k: not only the S that takes 32,768 partials")
  func batch() throws {
    let experiment = try Experiment(
      problem: AttentionProblem(
        contexts: Array(repeating: 32768, count: 16), queryHeads: 8, kvHeads: 8, headDim: 128, elementType: .f16,
        tileTokens: 128), units: 132)
    let words = verdictSentences(State(experiment, cores: 2)).joined(separator: " ")
    #expect(words.contains("FlashDecoding takes 256 with no partials (S=1), or 249 with 32,768"), "\(words)")
  }
}
