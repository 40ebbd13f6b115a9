import AttentionCore
import CellFrame
import PlaybackTestSupport
import TestSupport
import Testing
import VizPlayback
import VizScene

/// Whatever a schedule says is drawn: random cuts, CTAs, phases and trees of merges.
@Suite("Any schedule in view") struct AnyScheduleViewTests {
  @Test("every view has a frame of it, at every moment of its run", arguments: [0..<30, 30..<60])
  func isDrawn(numbers: Range<Int>) throws {
    for number in numbers {
      var random = SeededRandom(seed: UInt64(number))
      let problem = try AttentionProblem(
        contexts: (0..<Int.random(in: 1...3, using: &random)).map { _ in Int.random(in: 1...400, using: &random) },
        queryHeads: 4, kvHeads: 2, headDim: 8, elementType: .f32, tileTokens: 16)
      let units = Int.random(in: 1...9, using: &random)
      let schedule = RandomPlanner.schedule(problem, units: units, slots: 1 + number % 3, seed: UInt64(number))
      let experiment = try Experiment(
        problem: problem, units: units, slots: 1 + number % 3, algorithms: [schedule.algorithm])
      var state = State(Subject(experiment, cores: 2, schedules: [schedule]))
      var kernel = StandInKernel()
      for step in [0, schedule.makespan / 2, schedule.makespan] {
        kernel.apply(.seek(state.agenda.moment(afterStep: step)), to: &state)
        for view in View.allCases {
          kernel.apply(.show(view), to: &state)
          for (width, height) in [(80, 24), (120, 36)] {
            let frame = Frame(state, width: width, height: height)
            #expect(frame.cells.count == width * height, "schedule \(number), \(view), step \(step)")
          }
        }
      }
      #expect(state.runs[0].isComplete, "schedule \(number): \(schedule.items.map(\.work))")
      #expect(state.runs[0].record.mergesDone == schedule.merges.count, "schedule \(number)")
    }
  }
}
