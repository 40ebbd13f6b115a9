import AttentionCore
import Testing

@testable import AttentionKernel
import TestSupport

struct LiveRunTests {
  @Test("A live run, in steps of any size, records what an execution records, to the bit", arguments: 200..<230)
  func equalsExecution(number: Int) throws {
    let item = try RandomCase(number)
    var random = SeededRandom(seed: UInt64(number))
    let input = try AttentionInput(generating: item.experiment, threads: 2)
    let isa = try #require(InstructionSet.available.randomElement(using: &random))
    let engine = try Engine(input, threads: 1 + number % 3, instructionSet: isa)
    for schedule in item.experiment.schedules() {
      let expected = try #require(try engine.execute(schedule, recording: true).record)
      let live = try engine.live(schedule)
      var record = Record(for: schedule)
      let events = schedule.stepRun().events
      var nextEvent = 0
      var step = 0
      while step < schedule.makespan {
        // Back and forth: what is computed stays so.
        step += Int.random(in: -2...1 + schedule.makespan / 4, using: &random)
        step = min(max(step, 0), schedule.makespan)
        for entry in live.computeTiles(throughStep: step) { record.add(entry) }
        while nextEvent < events.count, events[nextEvent].step <= step {
          if case .merge(let index) = events[nextEvent].kind {
            for entry in live.merge(index) { record.add(entry) }
          }
          nextEvent += 1
        }
      }
      #expect(record == expected, "\(item), \(schedule.algorithm), \(isa)")
      #expect(live.medianTileNanoseconds != nil)
    }
  }

  @Test("A merge that is not due, or done, or unknown, does nothing")
  func mergesThatAreNotDue() throws {
    let problem = try AttentionProblem(
      contexts: [1280], queryHeads: 2, kvHeads: 2, headDim: 64, elementType: .f32, tileTokens: 256)
    let experiment = try Experiment(problem: problem, units: 5)
    let engine = try Engine(
      AttentionInput(generating: experiment, threads: 1), threads: 1, instructionSet: .available[0])
    let live = try engine.live(Schedule(.lean, problem: problem, units: 5))
    #expect(live.merge(0).isEmpty)
    _ = live.computeTiles(throughStep: 2)
    #expect(live.merge(1).isEmpty, "the ⊕ before it is not done")
    #expect(live.merge(0).count == 1)
    #expect(live.merge(0).isEmpty, "it is done already")
    #expect(live.merge(1).count == 2, "the last ⊕ of an output also completes it")
    #expect(live.merge(-1).isEmpty)
    #expect(live.merge(1000).isEmpty)
  }

  @Test("A cancelled step can be taken up again")
  func cancelledStepGoesOn() throws {
    let problem = try AttentionProblem(
      contexts: [400_000], queryHeads: 4, kvHeads: 1, headDim: 64, elementType: .f16, tileTokens: 16)
    let experiment = try Experiment(problem: problem, units: 3)
    let engine = try Engine(
      AttentionInput(generating: experiment, threads: 2), threads: 2, instructionSet: .available[0])
    let schedule = Schedule(.lean, problem: problem, units: 3)
    let live = try engine.live(schedule)
    var record = Record(for: schedule)
    for entry in live.computeTiles(throughStep: schedule.makespan, isCancelled: { true }) { record.add(entry) }
    for entry in live.computeTiles(throughStep: schedule.makespan) { record.add(entry) }
    for index in schedule.merges.indices {
      for entry in live.merge(index) { record.add(entry) }
    }
    #expect(record.tilesDone == problem.totalTiles)
    let isEqual = try record == engine.execute(schedule, recording: true).record
    #expect(isEqual)
  }
}
