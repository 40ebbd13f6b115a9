import AttentionCore
import Glibc
import Testing

@testable import AttentionKernel

/// An input of f32 numbers given by a function, in memory with room for `longest` keys.
func makeInput(
  _ problem: AttentionProblem, longest: Int? = nil, queries: [Float],
  entry: (_ isKey: Bool, _ source: Int, _ key: Int, _ j: Int) -> Float
) throws -> (AttentionInput, keys: MemoryRegion, values: MemoryRegion) {
  let layout = KVLayout(dense: problem, longest: longest ?? problem.contexts.max() ?? 1)
  let regions = try [true, false].map { isKey in
    let region = try MemoryRegion(bytes: layout.byteCount, for: "a test")
    for source in 0..<problem.outputs {
      let row = (region.base + layout.offset(ofSource: source)).assumingMemoryBound(to: Float.self)
      for key in 0..<problem.context(ofOutput: source) {
        for j in 0..<problem.headDim { row[key * problem.headDim + j] = entry(isKey, source, key, j) }
      }
    }
    return region
  }
  let memory = KVMemory(
    keys: UnsafeRawPointer(regions[0].base), values: UnsafeRawPointer(regions[1].base), layout: layout, owners: regions)
  return (AttentionInput(problem: problem, queries: queries, memory: memory), regions[0], regions[1])
}

struct SpecialValueTests {
  private static let problem = try? AttentionProblem(
    contexts: [600, 40], queryHeads: 4, kvHeads: 2, headDim: 64, elementType: .f32, tileTokens: 64)

  enum Poison: String, CaseIterable { case nanKey, nanValue, infiniteValue, nanQuery, minusInfinity, infiniteScore }

  @Test("NaN and ∞ in the input come out as in the reference, in their rows only", arguments: Poison.allCases)
  func specialValues(poison: Poison) throws {
    let problem = try #require(Self.problem)
    let random = CounterRandom(seed: 5, stream: 1)
    var queries = (0..<problem.rows * problem.headDim).map { random.normal(1_000_000 + $0) }
    if poison == .nanQuery { queries[5] = .nan }
    if poison == .minusInfinity || poison == .infiniteScore { queries[0] = 1 }
    let (input, _, _) = try makeInput(problem, queries: queries) { isKey, source, key, j in
      if source == 0 {
        switch poison {
        case .nanKey where isKey && key == 300 && j == 3: return .nan
        case .nanValue where !isKey && key == 300 && j == 3: return .nan
        case .infiniteValue where !isKey && key == 300 && j == 3: return .infinity
        // All scores of row 0 are −∞; so are, or +∞, those of row 1.
        case .minusInfinity where isKey && j == 0: return -.infinity
        case .infiniteScore where isKey && key == 300 && j == 0: return .infinity
        default: break
        }
      }
      return random.normal(((source * 700 + key) * 64 + j) * 2 + (isKey ? 1 : 0))
    }
    for instructionSet in InstructionSet.available {
      let engine = try Engine(input, threads: 2, instructionSet: instructionSet)
      let reference = engine.reference()
      for algorithm in Algorithm.allCases {
        let schedule = Schedule(algorithm, problem: problem, units: 5, splits: .fixed(3))
        let execution = try engine.execute(schedule, recording: true)
        let accuracy = Accuracy(
          output: execution.output, logSumExp: execution.logSumExp, reference: reference)
        #expect(accuracy.isOK, "\(poison), \(algorithm), \(instructionSet): \(accuracy)")
        let strange = execution.output.indices.filter { !execution.output[$0].isFinite }
        #expect(!strange.isEmpty && strange.allSatisfy { $0 < 2 * 64 }, "\(poison), \(algorithm): \(strange)")
        for segment in execution.record?.segments ?? [] {
          #expect(segment.partial?.m.allSatisfy { !$0.isNaN } == true, "m is never NaN")
        }
      }
    }
  }

  @Test("Keys at or beyond a request's context are never read: they cannot even be")
  func keysBeyondTheContextAreNotRead() throws {
    // A key has 256 bytes: 16 of them are a page.
    let problem = try AttentionProblem(
      contexts: [16, 1024, 80], queryHeads: 4, kvHeads: 2, headDim: 64, elementType: .f32, tileTokens: 48)
    let random = CounterRandom(seed: 6, stream: 1)
    let longest = 1024
    let queries = (0..<problem.rows * problem.headDim).map { random.normal(1_000_000 + $0) }
    let (input, keys, values) = try makeInput(problem, longest: longest, queries: queries) { isKey, source, key, j in
      random.normal(((source * longest + key) * 64 + j) * 2 + (isKey ? 1 : 0))
    }
    for region in [keys, values] {
      for source in 0..<problem.outputs {
        let context = problem.context(ofOutput: source)
        let start = region.base + input.memory.layout.offset(ofSource: source) + context * 256
        if context < longest { #expect(mprotect(start, (longest - context) * 256, PROT_NONE) == 0) }
      }
    }
    for instructionSet in InstructionSet.available {
      let engine = try Engine(input, threads: 2, instructionSet: instructionSet, coldBytes: 5_000_000)
      for algorithm in Algorithm.allCases {
        let schedule = Schedule(algorithm, problem: problem, units: 7)
        let execution = try engine.execute(schedule, recording: false)
        let accuracy = Accuracy(
          output: execution.output, logSumExp: execution.logSumExp, reference: engine.reference())
        #expect(accuracy.isOK, "\(algorithm), \(instructionSet): \(accuracy)")
      }
      _ = try engine.partCosts()
      _ = try engine.measure(
        [Schedule(.lean, problem: problem, units: 2)], limit: RoundLimit(rounds: 2), cold: false, readTest: true)
    }
  }
}
