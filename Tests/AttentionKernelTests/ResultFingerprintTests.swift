#if arch(x86_64)
  import AttentionCore
  import Foundation
  import TestSupport
  import Testing

  @testable import AttentionKernel

  /// FlashAttention-2, FlashDecoding and LeanAttention compute, to the bit, what they did before schedules could say more
  /// than these three need: with the portable kernel, which every x86-64 has.
  @Suite("What results were") struct ResultFingerprintTests {
    static let batches = stride(from: 0, to: 3000, by: 250).map { $0..<$0 + 250 }

    @Test("they are, with every number in between", arguments: batches) func areWhatTheyWere(numbers: Range<Int>) throws
    {
      var fingerprint = Fingerprint()
      for number in numbers { try Self.add(number, to: &fingerprint) }
      #expect("\(fingerprint)" == Self.golden[numbers.lowerBound], "problems \(numbers)")
    }

    /// By a batch's first number.
    private static let golden = [
      0: "998048a477d28f51",
      250: "9a14be8790ea2c2c",
      500: "8f8101ed6909daad",
      750: "3f4353fe4f356703",
      1000: "8f35259c18261f1a",
      1250: "34c369b320df06eb",
      1500: "73cfb15a9c8aeee7",
      1750: "7fa65cdc02f5a4ec",
      2000: "91c8770f697abde1",
      2250: "9c52ec341abe3455",
      2500: "97d2d9980e9292aa",
      2750: "11403a5ffc4e79fc",
    ]

    /// Small, so that thousands take seconds.
    private static func experiment(_ number: Int) throws -> Experiment {
      var random = SeededRandom(seed: UInt64(number))
      let kvHeads = Int.random(in: 1...3, using: &random)
      let problem = try AttentionProblem(
        contexts: (0..<Int.random(in: 1...3, using: &random)).map { _ in Int.random(in: 1...90, using: &random) },
        queryHeads: kvHeads * Int.random(in: 1...3, using: &random), kvHeads: kvHeads,
        headDim: [8, 16, 24].randomElement(using: &random) ?? 8,
        elementType: ElementType.allCases.randomElement(using: &random) ?? .f32,
        tileTokens: [1, 5, 16, 32].randomElement(using: &random) ?? 16)
      return try Experiment(
        problem: problem, units: Int.random(in: 1...12, using: &random), slots: 1 + number % 3,
        splits: Bool.random(using: &random) ? .automatic : .fixed(Int.random(in: 1...9, using: &random)),
        seed: UInt64(number))
    }

    private static func add(_ number: Int, to fingerprint: inout Fingerprint) throws {
      let experiment = try experiment(number)
      let input = try AttentionInput(generating: experiment, threads: 1)
      let engine = try Engine(input, threads: 1 + number % 2, instructionSet: .scalar)
      for schedule in experiment.schedules() {
        let execution = try engine.execute(schedule, recording: true)
        add(execution.output, to: &fingerprint)
        add(execution.logSumExp, to: &fingerprint)
        guard let record = execution.record else { continue }
        for segment in record.segments {
          add(segment.m, to: &fingerprint)
          add(segment.l, to: &fingerprint)
          add(segment.partial?.o ?? [], to: &fingerprint)
        }
        for merge in record.merges {
          for weights in merge?.weights ?? [] { add([weights.m, weights.alpha, weights.beta], to: &fingerprint) }
          add(merge?.result.o ?? [], to: &fingerprint)
        }
      }
    }

    private static func add(_ values: [Float], to fingerprint: inout Fingerprint) {
      for value in values { fingerprint.add(value.bitPattern) }
    }
  }
#endif
