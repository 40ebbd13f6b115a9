import AttentionCore
import CellFrame
import PlaybackTestSupport
import Testing
import VizPlayback
import VizScene

/// What a race comes to is said when it has come to it.
@Suite struct SuspenseTests {
  @Test(
    "before a strip has ended, no total of it is on screen", arguments: ["three-heads", "ragged", "figure-1"],
    [(80, 24), (120, 36), (200, 60)])
  func totals(name: String, size: (Int, Int)) throws {
    var state = State(try Experiment(preset: try #require(Preset.named(name))), cores: 2, source: name)
    var kernel = StandInKernel()
    for step in 0..<state.agenda.lastStep {
      kernel.apply(.seek(state.agenda.moment(afterStep: step)), to: &state)
      let text = Frame(state, width: size.0, height: size.1).text
      for run in state.runs where step < run.schedule.makespan {
        let schedule = run.schedule
        // An equal count of another strip that has ended would be its own.
        let isOwn = !state.runs.contains { $0.schedule.makespan <= step && $0.schedule.makespan == schedule.makespan }
        #expect(!isOwn || !text.contains(" \(schedule.makespan) steps"), "\(name), step \(step):\n\(text)")
        for words in ["of \(schedule.partialCount) partial", "of \(schedule.merges.count) merge"] {
          #expect(schedule.merges.isEmpty || !text.contains(words), "\(name), step \(step): \(words)\n\(text)")
        }
      }
      if state.runs.allSatisfy({ step < $0.schedule.makespan }) {
        #expect(!text.contains("floor") && !text.contains("LA:"), "\(name), step \(step):\n\(text)")
      }
    }
  }

  @Test("at step 0 nobody is called busy or idle", arguments: [(80, 24), (120, 36)])
  func start(width: Int, height: Int) throws {
    let text = Frame(State(try Experiment(preset: Preset.all[0]), cores: 2), width: width, height: height).text
    #expect(!text.contains("busy") && !text.contains("22 steps"), "\(text)")
  }

  @Test("a strip that has ended says what it came to, while the others go on")
  func ended() throws {
    var state = State(try Experiment(preset: Preset.all[0]), cores: 2)
    var kernel = StandInKernel()
    kernel.apply(.seek(state.agenda.moment(afterStep: 9)), to: &state)
    let text = Frame(state, width: 120, height: 36).text
    for words in ["9 steps = the floor", "91.7 % of unit time used", "7 of 7 merges"] {
      #expect(text.contains(words), "\(words)\n\(text)")
    }
    #expect(text.contains("9 steps so far"), "\(text)")
  }

  @Test("asked for with s, the totals of every S are there at any step") func asked() throws {
    var state = State(try Experiment(preset: Preset.all[0]), cores: 2)
    var kernel = StandInKernel()
    kernel.apply(.toggleSplits, to: &state)
    let text = Frame(state, width: 120, height: 36).text
    #expect(text.contains("S = 5: 10 steps, 15 partials") && text.contains("the floor is 9"), "\(text)")
  }
}
