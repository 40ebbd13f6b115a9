import AttentionCore
import Testing

@testable import AttentionKernel
import TestSupport

struct GeneratorTests {
  @Test("Made-up inputs have the same bits on any number of threads", arguments: 500..<510)
  func bitsDoNotDependOnThreads(number: Int) throws {
    let item = try RandomCase(number)
    let first = try AttentionInput(generating: item.experiment, threads: 1)
    for threads in [2, 5] {
      let other = try AttentionInput(generating: item.experiment, threads: threads)
      #expect(other.queries == first.queries, "\(item)")
      for source in 0..<item.experiment.problem.outputs {
        for key in 0..<item.experiment.problem.context(ofOutput: source) {
          let isEqual =
            other.key(key, ofSource: source) == first.key(key, ofSource: source)
            && other.value(key, ofSource: source) == first.value(key, ofSource: source)
          if !isEqual { Issue.record("\(item), source \(source), key \(key)") }
        }
      }
    }
  }

  @Test("Another seed gives another input")
  func seedsDiffer() throws {
    let problem = try AttentionProblem(
      contexts: [100], queryHeads: 2, kvHeads: 1, headDim: 64, elementType: .f32, tileTokens: 64)
    let inputs = try (1...3).map {
      try AttentionInput(generating: Experiment(problem: problem, seed: UInt64($0)), threads: 1)
    }
    #expect(Set(inputs.map(\.queries)).count == 3)
    #expect(Set(inputs.map { $0.key(7, ofSource: 0) }).count == 3)
    #expect(Set(inputs.map { $0.value(7, ofSource: 0) }).count == 3)
  }

  @Test("Entries are nearly standard normal", arguments: ElementType.allCases)
  func entriesAreNearlyNormal(type: ElementType) throws {
    let problem = try AttentionProblem(
      contexts: [4000], queryHeads: 64, kvHeads: 1, headDim: 64, elementType: type, tileTokens: 64)
    let input = try AttentionInput(generating: Experiment(problem: problem), threads: 2)
    let keys = (0..<4000).flatMap { input.key($0, ofSource: 0) }
    let values = (0..<4000).flatMap { input.value($0, ofSource: 0) }
    for (name, entries) in [("q", input.queries), ("k", keys), ("v", values)] {
      let count = Float(entries.count)
      let mean = entries.reduce(0, +) / count
      let variance = entries.reduce(0) { $0 + $1 * $1 } / count
      let withinOne = Float(entries.count { abs($0) < 1 }) / count
      #expect(abs(mean) < 0.05 && abs(variance - 1) < 0.05 && abs(withinOne - 0.68) < 0.03, "\(name), \(type)")
    }
  }

  @Test("Shifted values are the others' and 1 more", arguments: ElementType.allCases)
  func shiftedValues(type: ElementType) throws {
    let problem = try AttentionProblem(
      contexts: [500], queryHeads: 2, kvHeads: 1, headDim: 64, elementType: type, tileTokens: 64)
    let inputs = try [Distribution.iid, .shifted].map {
      try AttentionInput(generating: Experiment(problem: problem, distribution: $0), threads: 2)
    }
    #expect(inputs[0].queries == inputs[1].queries)
    for index in [0, 7, 499] {
      #expect(inputs[0].key(index, ofSource: 0) == inputs[1].key(index, ofSource: 0))
      for (plain, shifted) in zip(inputs[0].value(index, ofSource: 0), inputs[1].value(index, ofSource: 0)) {
        #expect(abs(shifted - plain - 1) < (type == .bf16 ? 0.02 : 0.003))
      }
    }
  }

  /// Shares of the softmax mass that the strong keys of each row hold.
  private func strongShares(_ experiment: Experiment) throws -> [Double] {
    let input = try AttentionInput(generating: experiment, threads: 2)
    let engine = try Engine(input, threads: 2, instructionSet: .available[0])
    let problem = experiment.problem
    let generator = InputGenerator(experiment)
    let all = engine.reference().logSumExp
    return (0..<problem.outputs).flatMap { output in
      let keys = generator.strongKeys(ofOutput: output).map { $0.key..<$0.key + 1 }
      let strong = engine.reference(ofOutput: output, keys: keys).logSumExp
      return zip(strong, all[problem.rows(ofOutput: output)]).map { exponential($0 - $1) }
    }
  }

  @Test("Needles hold at least 95 % of the mass in every row, in tiles of their own", arguments: ElementType.allCases)
  func needles(type: ElementType) throws {
    for (headDim, group) in [(8, 1), (64, 1), (64, 8), (128, 4), (512, 24)] {
      let problem = try AttentionProblem(
        contexts: [5632, 700, 3], queryHeads: 3 * group, kvHeads: 3, headDim: headDim, elementType: type,
        tileTokens: 64)
      for seed in 1...2 {
        let experiment = try Experiment(problem: problem, seed: UInt64(seed), distribution: .needles)
        let shares = try strongShares(experiment)
        #expect((shares.min() ?? 0) >= 0.95, "d \(headDim), group \(group), \(type), seed \(seed): \(shares)")
        for output in 0..<problem.outputs where problem.tiles(ofOutput: output) > 5 {
          let tiles = InputGenerator(experiment).strongKeys(ofOutput: output).map { $0.key / problem.tileTokens }
          #expect(Set(tiles).count == 5, "\(tiles)")
        }
      }
    }
  }

  @Test("Sinks, the first four keys, hold most of the mass in every row", arguments: ElementType.allCases)
  func sinks(type: ElementType) throws {
    for (headDim, group) in [(8, 1), (64, 8), (128, 4)] {
      let problem = try AttentionProblem(
        contexts: [5632, 700], queryHeads: 2 * group, kvHeads: 2, headDim: headDim, elementType: type,
        tileTokens: 64)
      for seed in 1...2 {
        let experiment = try Experiment(problem: problem, seed: UInt64(seed), distribution: .sinks)
        #expect(InputGenerator(experiment).strongKeys(ofOutput: 0).map(\.key) == [0, 1, 2, 3])
        let shares = try strongShares(experiment)
        #expect((shares.min() ?? 0) >= 0.5, "d \(headDim), group \(group), \(type), seed \(seed): \(shares)")
      }
    }
  }

  @Test("What does not fit into memory is refused before it is allocated, and the message says the bytes")
  func tooLarge() throws {
    let problem = try AttentionProblem(
      contexts: Array(repeating: Int(Int32.max), count: 1 << 20), queryHeads: 1, kvHeads: 1, headDim: 512,
      elementType: .f32, tileTokens: 1)
    let experiment = try Experiment(problem: problem)
    let error = #expect(throws: KernelFailure.self) { try AttentionInput(generating: experiment, threads: 1) }
    #expect(error?.kind == .memory)
    #expect(error?.description.contains("bytes of memory") == true, "\(String(describing: error))")
    #expect(error?.description.contains("\n") == false)
  }
}

struct HalfPrecisionTests {
  @Test("Every binary16 becomes the float that it is, and comes back")
  func everyHalf() {
    let wrong = (UInt16.min...UInt16.max).filter { bits in
      let expected = Float(Float16(bitPattern: bits))
      let value = floatFromF16(bits)
      let brain = floatFromBF16(bits)
      return !(value == expected || (value.isNaN && expected.isNaN))
        || !(value.isNaN || f16FromFloat(value) == bits) || brain.bitPattern != UInt32(bits) << 16
        || !(brain.isNaN || bf16FromFloat(brain) == bits)
    }
    #expect(wrong.isEmpty, "\(wrong.prefix(10))")
    #expect(floatFromF16(f16FromFloat(.nan)).isNaN && floatFromBF16(bf16FromFloat(.nan)).isNaN)
  }

  @Test("Floats round to the nearest, ties to even")
  func rounding() {
    var random = SeededRandom(seed: 1)
    var wrong: [Float] = []
    for _ in 0..<100_000 {
      var bits = UInt32(truncatingIfNeeded: random.next())
      // Many of them in the range of binary16, its borders included, and many ties.
      if Bool.random(using: &random) { bits = bits & 0x8fff_ffff | 0x3000_0000 }
      if Bool.random(using: &random) { bits = bits & ~0x1fff | 0x1000 }
      let value = Float(bitPattern: bits)
      if value.isNaN { continue }
      if f16FromFloat(value) != Float16(value).bitPattern { wrong.append(value) }
      let down = Float(bitPattern: bits & 0xffff_0000)
      let up = Float(bitPattern: bits & 0xffff_0000 &+ 0x1_0000)
      if up.isFinite {
        let (below, above) = (abs(Double(value) - Double(down)), abs(Double(up) - Double(value)))
        let expected = below == above ? (bits >> 16 & 1 == 0 ? down : up) : below < above ? down : up
        if floatFromBF16(bf16FromFloat(value)) != expected { wrong.append(value) }
      }
    }
    #expect(wrong.isEmpty, "\(wrong.prefix(10))")
  }
}
