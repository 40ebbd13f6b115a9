import AttentionCore
import Testing

@testable import AttentionKernel

/// Small problems through everything that threads share, for CI's search for races: there a tile takes a hundred times as
/// long, and what matters is who touches what, not how much.
struct RaceTests {
  private static func experiments() throws -> [Experiment] {
    func experiment(_ contexts: [Int], heads: Int, kvHeads: Int, units: Int, _ type: ElementType) throws -> Experiment {
      try Experiment(
        problem: AttentionProblem(
          contexts: contexts, queryHeads: heads, kvHeads: kvHeads, headDim: 64, elementType: type, tileTokens: 16),
        units: units, splits: .fixed(3))
    }
    return [
      try experiment([300], heads: 2, kvHeads: 1, units: 5, .f32),
      try experiment([170, 33, 16, 1], heads: 2, kvHeads: 2, units: 7, .f16),
      try experiment([90, 250], heads: 17, kvHeads: 1, units: 4, .bf16),
    ]
  }

  @Test(
    "Executed, recorded, live, traced and sampled by any number of threads, the bits are the same", arguments: 0..<3)
  func sameBits(place: Int) throws {
    let experiment = try Self.experiments()[place]
    let input = try AttentionInput(generating: experiment, threads: 3)
    let alone = try Engine(input, threads: 1, instructionSet: .available[0])
    for threads in [2, 5] {
      let engine = try Engine(input, threads: threads, instructionSet: .available[0])
      for schedule in experiment.schedules() {
        let expected = try alone.execute(schedule, recording: true)
        let execution = try engine.execute(schedule, recording: true)
        #expect(bits(execution.output) == bits(expected.output), "\(schedule.algorithm), \(threads) threads")
        #expect(execution.record == expected.record, "\(schedule.algorithm), \(threads) threads")
        let live = try engine.live(schedule)
        var record = Record(for: schedule)
        for entry in live.computeTiles(throughStep: schedule.makespan) { record.add(entry) }
        for merge in schedule.merges.indices { for entry in live.merge(merge) { record.add(entry) } }
        #expect(record == expected.record, "\(schedule.algorithm), live, \(threads) threads")
      }
      let measured = try engine.measure(
        experiment.schedules(), limit: RoundLimit(rounds: 2), cold: false, readTest: true)
      #expect(measured?.measurements.count == 3)
      #expect(try engine.phaseShares(experiment.schedules(), rounds: 2, cold: false)?.count == 3)
      #expect(engine.reference() == alone.reference())
    }
  }
}
