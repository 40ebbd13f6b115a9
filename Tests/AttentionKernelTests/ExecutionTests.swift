import AttentionCore
import Testing

@testable import AttentionKernel

struct ExecutionTests {
  @Test("Every schedule of random problems equals the f64 reference, with every instruction set", arguments: 0..<60)
  func equalsReference(number: Int) throws {
    let item = try RandomCase(number)
    let input = try AttentionInput(generating: item.experiment, threads: 2)
    for instructionSet in InstructionSet.available {
      let engine = try Engine(input, threads: 1 + number % 3, instructionSet: instructionSet)
      for schedule in item.experiment.schedules() {
        let execution = try engine.execute(schedule, recording: false)
        let accuracy = Accuracy(
          output: execution.output, logSumExp: execution.logSumExp, reference: engine.reference())
        #expect(accuracy.isOK, "\(item), \(schedule.algorithm), \(instructionSet): \(accuracy)")
      }
    }
  }

  @Test("The bits do not depend on the number of threads, nor on recording", arguments: 100..<130)
  func bitsDoNotDependOnThreads(number: Int) throws {
    let item = try RandomCase(number)
    let input = try AttentionInput(generating: item.experiment, threads: 1)
    let isa = try #require(InstructionSet.available.first)
    let engines = try [1, 2, 3, 8].map { try Engine(input, threads: $0, instructionSet: isa) }
    for schedule in item.experiment.schedules() {
      let first = try engines[0].execute(schedule, recording: false)
      for engine in engines {
        for recording in [false, true] {
          let other = try engine.execute(schedule, recording: recording)
          let comment = Comment("\(item), \(schedule.algorithm), \(engine.threads) threads, recording \(recording)")
          #expect(bits(other.output) == bits(first.output), comment)
          #expect(bits(other.logSumExp) == bits(first.logSumExp), comment)
        }
      }
    }
  }
}
