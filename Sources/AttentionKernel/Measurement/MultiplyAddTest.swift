/// Multiply-adds of the instruction set's vectors on every worker, and nothing else.
final class MultiplyAddTest: Sendable {
  private let engine: Engine
  private let job: TimedJob
  /// Floating-point operations of a repetition, one worker's.
  private let operations: Int

  /// In a repetition: some µs.
  private static let rounds = 1000

  init(_ engine: Engine) throws(KernelFailure) {
    self.engine = engine
    job = try TimedJob(threads: engine.threads)
    operations = Self.repeatMultiplyAdds(1, engine.instructionSet)
  }

  /// Floating-point operations of all workers together.
  func operations(repetitions: Int) -> Int { engine.threads * repetitions * operations }

  func run(repetitions: Int) -> TickInterval {
    job.run(on: engine.pool, workers: engine.threads) { [instructionSet = engine.instructionSet] _ in
      _ = Self.repeatMultiplyAdds(repetitions, instructionSet)
    }
  }

  private static func repeatMultiplyAdds(_ repetitions: Int, _ instructionSet: InstructionSet) -> Int {
    var result: Float = 0
    return instructionSet.multiplyAdds(rounds: repetitions * rounds, result: &result)
  }
}
