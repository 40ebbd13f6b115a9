import AttentionCore
import PlaybackTestSupport
import Testing
import VizPlayback
import TestSupport

@Suite struct PlaybackTests {
  private func state(_ preset: String = "three-heads") throws -> State {
    State(try Experiment(preset: try #require(Preset.named(preset))), cores: 2, source: preset)
  }

  @Test("the playhead walks every event once, forward and back", arguments: Preset.all.map(\.name))
  func walksEveryEvent(preset: String) throws {
    let state = try state(preset)
    let agenda = state.agenda
    var moment = Moment()
    var met: [Agenda.Item] = []
    var stops = [moment]
    while moment != agenda.end {
      let next = agenda.next(after: moment)
      #expect(next > moment, "\(preset): stuck at \(moment)")
      guard next > moment else { return }
      if next.passed > moment.passed, let item = agenda.latest(at: next) { met.append(item) }
      moment = next
      stops.append(moment)
    }
    #expect(met == agenda.items, "\(preset): events met")
    for stop in stops.reversed().dropFirst() {
      moment = agenda.previous(before: moment)
      #expect(moment == stop, "\(preset): going back")
    }
  }

  @Test("jumping to the next event meets each of them, and back again", arguments: Preset.all.map(\.name))
  func jumpsBetweenEvents(preset: String) throws {
    let agenda = try state(preset).agenda
    var moment = Moment()
    for place in agenda.items.indices {
      moment = agenda.nextEvent(after: moment)
      #expect(moment == Moment(step: agenda.items[place].step, passed: place + 1), "\(preset): event \(place)")
    }
    for place in agenda.items.indices.reversed() {
      moment = agenda.previousEvent(before: moment)
      let expected = place == 0 ? Moment() : Moment(step: agenda.items[place - 1].step, passed: place)
      #expect(moment == expected, "\(preset): back from event \(place)")
    }
  }

  @Test("a race of any size takes about 20 s and moves within a second", arguments: Preset.all.map(\.name))
  func takesTwentySeconds(preset: String) throws {
    var state = try state(preset)
    var kernel = StandInKernel()
    let whole = state.pace.seconds(to: state.agenda.end)
    #expect(whole <= Pace.target + 1e-9, "\(preset): \(whole) s")
    kernel.apply(.tick(seconds: 1), to: &state)
    #expect(state.playhead > Moment(), "\(preset): nothing has moved after a second")
    kernel.apply(.tick(seconds: whole), to: &state)
    #expect(state.isAtEnd, "\(preset): at \(state.playhead) after \(whole + 1) s")
  }

  @Test("the moment at a time is the last one reached by then")
  func paceInverts() throws {
    let state = try state()
    var moment = Moment()
    while moment != state.agenda.end {
      let seconds = state.pace.seconds(to: moment)
      #expect(state.pace.moment(at: seconds + 1e-9, in: state.agenda) == moment, "at \(seconds) s")
      moment = state.agenda.next(after: moment)
    }
  }

  @Test("what is computed does not depend on speed, pausing, stepping or jumping", arguments: 0..<40)
  func recordDependsOnNothing(seed: UInt64) throws {
    let presets = ["three-heads", "figure-1", "ragged", "lean-loses"]
    let preset = presets[Int(seed) % presets.count]
    var straight = try state(preset)
    var kernel = StandInKernel()
    kernel.apply(.goToEnd, to: &straight)

    var state = try state(preset)
    var other = StandInKernel()
    var generator = SeededRandom(seed: seed)
    for _ in 0..<200 {
      let actions: [Action] = [
        .tick(seconds: Double.random(in: 0...0.4, using: &generator)), .togglePlay, .stepForward, .stepBack, .nextEvent,
        .previousEvent, .faster, .slower, .cycleZoom, .goToStart, .toggleHelp,
      ]
      other.apply(actions.randomElement(using: &generator) ?? .pause, to: &state)
    }
    other.apply(.goToEnd, to: &state)
    for (run, expected) in zip(state.runs, straight.runs) {
      #expect(run.record == expected.record, "\(preset), seed \(seed): \(run.schedule.algorithm.title)")
    }
    #expect(state.isComplete && state.isChecked)
  }

  @Test("going back asks the kernel for nothing")
  func goingBackReplays() throws {
    var state = try state()
    var kernel = StandInKernel()
    kernel.apply(.goToEnd, to: &state)
    #expect(state.apply(.goToStart) == nil)
    #expect(state.apply(.stepForward) == nil)
    #expect(state.apply(.goToEnd) == nil)
  }

  @Test("the race ends on its verdict, and the times fill in")
  func endsOnVerdict() throws {
    var state = try state()
    #expect(!state.showsVerdict)
    #expect(state.apply(.goToEnd) == .compute(through: state.agenda.end))
    #expect(!state.showsVerdict, "nothing has been computed yet")
    var kernel = StandInKernel()
    state = try self.state()
    kernel.apply(.goToEnd, to: &state)
    #expect(state.showsVerdict)
    #expect(state.timings.phase == .done)
    #expect(state.timings.composed?.timelines.count == 3)
  }

  @Test("nothing wakes a paused or finished race")
  func restsWhenPaused() throws {
    var state = try state()
    #expect(state.secondsToNextChange != nil)
    _ = state.apply(.pause)
    #expect(state.secondsToNextChange == nil)
    var kernel = StandInKernel()
    kernel.apply(.goToEnd, to: &state)
    _ = state.apply(.play)
    #expect(state.secondsToNextChange == nil)
  }

  @Test("speed stays from 0.1× to 100×, and up and down again is where it was")
  func speedIsBounded() throws {
    var state = try state()
    for _ in 0..<40 { _ = state.apply(.faster) }
    #expect(state.speed == 100)
    for _ in 0..<80 { _ = state.apply(.slower) }
    #expect(state.speed == 0.1)
    _ = state.apply(.setSpeed(1))
    for _ in 0..<4 { _ = state.apply(.faster) }
    for _ in 0..<4 { _ = state.apply(.slower) }
    #expect(state.speed == 1)
  }

  @Test("keys go through round speeds, from any speed to the next one") func roundSpeeds() throws {
    var state = try state()
    var speeds: [Double] = []
    while state.speed < 100 {
      _ = state.apply(.faster)
      speeds.append(state.speed)
    }
    #expect(speeds.contains(2) && speeds.contains(10))
    for (slower, faster) in zip([1] + speeds, speeds) {
      #expect(faster / slower > 1.2 && faster / slower < 1.8)
      // One digit, or one and a half.
      var scaled = faster
      while scaled < 10 { scaled *= 10 }
      while scaled >= 100 { scaled /= 10 }
      #expect(Int(scaled).isMultiple(of: 5) && scaled == scaled.rounded(), "\(faster)")
    }
    _ = state.apply(.setSpeed(1.41))
    _ = state.apply(.slower)
    #expect(state.speed == 1)
  }

  @Test("three-heads: the splits that the split line lists")
  func listsSplits() throws {
    let table = try #require(try state().splitTable)
    let listed = table.rows.map { "\($0.splits):\($0.steps)" }.joined(separator: " ")
    #expect(listed == "1:22 2:11 3:12 4:12 5:10 6:10 8:9 11:10 22:9")
    #expect(table.best?.splits == 8 && table.best?.steps == 9 && table.best?.partials == 24)
  }

  @Test("each row of the split table is what the schedule of that S comes to", arguments: 0..<60)
  func splitTableAgrees(seed: UInt64) throws {
    var generator = SeededRandom(seed: seed)
    let problem = try AttentionProblem(
      contexts: (0..<Int.random(in: 1...3, using: &generator)).map { _ in Int.random(in: 1...900, using: &generator) },
      queryHeads: 2, kvHeads: 2, headDim: 8, elementType: .f32, tileTokens: 32)
    let units = Int.random(in: 1...20, using: &generator)
    let table = try #require(SplitTable(problem: problem, units: units))
    // Beyond the tiles of the longest request no chunk gets shorter.
    for splits in 1...((problem.contexts.max() ?? 1) - 1) / 32 + 1 {
      let schedule = Schedule(.fd, problem: problem, units: units, splits: .fixed(splits))
      let row = try #require(table.row(splits: splits))
      #expect(
        row.steps == schedule.makespan && row.partials == schedule.partialCount,
        "seed \(seed), S=\(splits) on \(units) units: \(row) for \(problem)")
    }
  }
}

@Suite struct VerdictTests {
  @Test("esc puts the verdict aside, and it comes back when the playhead returns to the end")
  func verdictIsPutAside() throws {
    var state = State(try Experiment(preset: Preset.all[0]), cores: 2)
    var kernel = StandInKernel()
    kernel.apply(.goToEnd, to: &state)
    kernel.apply(.back, to: &state)
    #expect(!state.showsVerdict)
    kernel.apply(.stepBack, to: &state)
    kernel.apply(.stepForward, to: &state)
    #expect(state.showsVerdict)
    kernel.apply(.cycleZoom, to: &state)
    #expect(!state.showsVerdict && state.zoomed == 0)
  }
}

@Suite struct WaitingTests {
  @Test("the playhead does not run ahead of the kernel")
  func waitsForKernel() throws {
    var state = State(try Experiment(preset: Preset.all[0]), cores: 2)
    let effect = state.apply(.tick(seconds: 1))
    guard case .compute(let asked) = effect else {
      Issue.record("asked for \(String(describing: effect))")
      return
    }
    #expect(state.isWaitingForKernel && state.isPreparingInput && state.secondsToNextChange == nil)
    #expect(state.apply(.tick(seconds: 5)) == nil && state.playhead == asked)
    _ = state.apply(.reached(asked))
    #expect(!state.isWaitingForKernel && state.secondsToNextChange != nil)
    #expect(state.apply(.tick(seconds: 5)) != nil && state.playhead > asked)
  }
}
