import AttentionCore
import PlaybackTestSupport
import Testing
import VizPlayback

/// A demo played with a made-up kernel on a clock that only counts.
private struct Theatre {
  var state: State
  var director: Director
  private var kernel = StandInKernel()
  /// What the director wanted done outside of the state.
  private(set) var deeds: [String] = []
  private var setAside: Experiment?

  init(_ cues: [Cue], isInteractive: Bool = false) throws {
    state = State(try Experiment(preset: Preset.all[0]), cores: 2)
    director = Director(cues, isInteractive: isInteractive)
    apply(.demo(.begin(DemoStatus(title: "t", chapters: ["a", "b", "c"], isLesson: true))))
    apply(.pause)
  }

  mutating func apply(_ action: Action) { kernel.apply(action, to: &state) }

  /// Units and S are all that these scripts set.
  private mutating func set(_ settings: [Cue.Setting]) {
    var changed = state.experiment
    for setting in settings {
      guard let value = setting.values.first.flatMap({ Int($0) }) else { continue }
      if setting.name == "units" { changed.units = value } else { changed.splits = .fixed(value) }
    }
    apply(.begin(Subject(changed, cores: 2)))
    apply(.pause)
  }

  mutating func carryOut(_ deeds: [Director.Deed]) {
    for deed in deeds {
      switch deed {
      case .act(let action): apply(action)
      case .mark(let label): apply(.demo(.chapter(label)))
      case .startOver:
        apply(.demo(.restart))
        apply(.begin(Subject(state.experiment, cores: 2)))
        apply(.pause)
      case .fail(let reason): self.deeds.append(reason)
      case .snapshot(let name): self.deeds.append(name)
      case .set(let settings): set(settings)
      case .lend(let settings):
        setAside = state.experiment
        set(settings)
      case .restore: setAside.map { apply(.begin(Subject($0, cores: 2))) }
      case .key, .type, .expect: self.deeds.append("\(deed)")
      }
    }
  }

  /// Frames of a tenth of a second, until something is so, at most so many.
  private mutating func play(frames: Int, until isOver: (Theatre) -> Bool) -> Bool {
    for _ in 0..<frames {
      var seconds = 0.1
      while true {
        let turn = director.advance(by: seconds, in: state)
        carryOut(turn.deeds)
        seconds = 0
        if !turn.goesOn { break }
      }
      if isOver(self) { return true }
    }
    return false
  }

  /// Plays until something is so, by default to the end; that it never is, is an issue.
  mutating func reaches(
    frames: Int = 3000, _ isOver: (Theatre) -> Bool = { $0.director.isDone },
    at location: SourceLocation = #_sourceLocation
  ) {
    if !play(frames: frames, until: isOver) { Issue.record("not within \(frames) frames", sourceLocation: location) }
  }

  /// Plays some frames within which something must not happen, by default the end.
  mutating func stays(
    frames: Int, _ isOver: (Theatre) -> Bool = { $0.director.isDone },
    at location: SourceLocation = #_sourceLocation
  ) {
    if play(frames: frames, until: isOver) { Issue.record("within \(frames) frames", sourceLocation: location) }
  }
}

@Suite("A director") struct DirectorTests {
  private static let question = Question(
    "how many?", options: ["8", "5", "3"], answer: 2,
    corrections: [Question.Correction(words: "three", until: .step(4, of: .fa2))])

  private static let cues: [Cue] = [
    .mark("a"), .say("one", seconds: 1), .play(.step(3, of: .lean), speed: 2), .mark("b"), .view(.map),
    .say("two", seconds: 2), .play(.event(.merge, number: 2, of: .lean), speed: nil), .mark("c"), .view(.race),
    .play(.end, speed: 8), .hold(seconds: 1),
  ]

  @Test("plays to the targets, not beyond, and says what a script says") func plays() throws {
    var theatre = try Theatre(Array(Self.cues.prefix(3)))
    theatre.reaches({ $0.state.narration == "one" })
    #expect(theatre.state.playhead == Moment() && theatre.state.demo?.chapter == 0)
    theatre.reaches()
    #expect(theatre.state.playhead == theatre.state.agenda.moment(afterStep: 3) && theatre.state.speed == 2)
    #expect(!theatre.state.isPlaying && theatre.state.narration == nil)
  }

  @Test("a jump to a chapter shows what playing to it shows, forward and back") func jumps() throws {
    for chapter in 1...2 {
      var played = try Theatre(Self.cues)
      let place = played.director.chapters[chapter]
      played.reaches({ $0.state.demo?.chapter == chapter })
      for start in [0, 5, 9] {
        var jumped = try Theatre(Self.cues)
        jumped.reaches({ $0.director.next > start || $0.director.isDone })
        jumped.carryOut(jumped.director.jump(to: place, in: jumped.state))
        jumped.reaches({ $0.state.demo?.chapter == chapter && $0.director.next > place })
        #expect(jumped.state.playhead == played.state.playhead, "chapter \(chapter) from cue \(start)")
        #expect(jumped.state.view == played.state.view && jumped.state.narration == played.state.narration)
      }
    }
  }

  @Test("where nobody is there, a question is held and answered rightly") func answersItself() throws {
    var theatre = try Theatre([.ask(Self.question, seconds: 2), .say("after", seconds: 1)])
    theatre.stays(frames: 15, { $0.state.question?.chosen != nil })
    theatre.reaches(frames: 10, { $0.state.question?.chosen == 2 })
    theatre.reaches()
    #expect(theatre.state.question == nil && theatre.state.narration == "after" && theatre.state.playhead == Moment())
  }

  @Test("a person is waited for, and a right answer goes on") func waitsForAnswer() throws {
    var theatre = try Theatre([.ask(Self.question, seconds: 2), .say("after", seconds: 1)], isInteractive: true)
    theatre.stays(frames: 200)
    #expect(theatre.state.question?.chosen == nil)
    theatre.apply(.answer(7))
    #expect(theatre.state.question?.chosen == nil, "there is no option 8")
    theatre.apply(.answer(2))
    theatre.apply(.answer(0))
    #expect(theatre.state.question?.isRight == true, "the first answer counts")
    theatre.reaches()
    #expect(theatre.state.playhead == Moment())
  }

  @Test("a wrong answer shows the deciding steps at half speed, then everything is as before") func corrects() throws {
    let cues: [Cue] = [
      .play(.step(6, of: .fa2), speed: 3), .ask(Self.question, seconds: 2), .say("after", seconds: 1),
    ]
    var theatre = try Theatre(cues, isInteractive: true)
    theatre.reaches({ $0.state.question != nil })
    let before = theatre.state.playhead
    theatre.apply(.answer(0))
    theatre.reaches({ $0.state.narration == "three" })
    #expect(theatre.state.speed == 0.5 && theatre.state.question == nil && theatre.state.isPlaying)
    #expect(theatre.state.playhead.step < 4)
    theatre.reaches({ $0.state.playhead == $0.state.agenda.moment(afterStep: 4) })
    theatre.reaches({ $0.state.narration == "after" })
    #expect(theatre.state.playhead == before && theatre.state.speed == 3)
  }

  @Test("each wrong answer has its own correction, in its own problem and view, and all is as before after it")
  func correctsEach() throws {
    var question = Self.question
    question.corrections = [
      Question.Correction(
        words: "five", option: 1, settings: [Cue.Setting("units", ["5"])], view: .map, until: .step(2, of: .fa2)),
      Question.Correction(words: "any other", until: .step(2, of: .fa2)),
    ]
    let cues: [Cue] = [
      .play(.step(6, of: .fa2), speed: 3), .hide(.picture), .ask(question, seconds: 2), .say("after", seconds: 1),
    ]
    for (option, words, units) in [(1, "five", 5), (0, "any other", 8)] {
      var theatre = try Theatre(cues, isInteractive: true)
      theatre.reaches({ $0.state.question != nil })
      let before = theatre.state.standpoint
      theatre.apply(.answer(option))
      theatre.reaches({ $0.state.narration == words })
      #expect(theatre.state.experiment.units == units && theatre.state.view == (option == 1 ? .map : .race))
      #expect(theatre.state.showsPicture)
      theatre.reaches({ $0.state.narration != words })
      #expect(theatre.state.experiment.units == 8)
      theatre.carryOut([.act(.say(""))])
      #expect(theatre.state.standpoint == before)
    }
  }

  private static let exercise = Exercise("press e", goal: [Cue.Setting("units", ["16"])])

  @Test("where nobody is there the demo makes a change by itself, in the form or in the split strip")
  func makesChange() throws {
    var theatre = try Theatre([.view(.map), .attempt(Self.exercise, seconds: 2), .say("after", seconds: 1)])
    theatre.reaches({ $0.state.mode == .form })
    #expect(theatre.state.narration == "press e")
    theatre.reaches({ $0.state.form.fields.contains { $0.option == .units && $0.text == "16" } })
    #expect(theatre.state.experiment.units == 8)
    theatre.reaches({ $0.state.narration == "after" })
    #expect(theatre.state.experiment.units == 16 && theatre.state.mode == .play && theatre.state.view == .map)
    #expect(theatre.state.playhead == Moment() && !theatre.state.isPlaying)

    let splits = Exercise("press s", goal: [Cue.Setting("splits", ["8"])])
    var strip = try Theatre([.attempt(splits, seconds: 2), .say("after", seconds: 1)])
    strip.reaches({ $0.state.mode == .splits })
    strip.reaches({ $0.state.runs[1].schedule.splits == 8 })
    strip.reaches({ $0.state.narration == "after" })
    #expect(strip.state.experiment.splits == .fixed(8) && strip.state.mode == .play)
  }

  @Test("a learner has the controls until the change is made; who gives them back sees it made")
  func waitsForChange() throws {
    let cues: [Cue] = [.attempt(Self.exercise, seconds: 2), .say("after", seconds: 1)]
    var theatre = try Theatre(cues, isInteractive: true)
    theatre.reaches({ $0.state.keyMode == .play })
    theatre.stays(frames: 100, { $0.state.narration != "press e" })
    theatre.apply(.show(.map))
    for units in [5, 16] {
      var changed = theatre.state.experiment
      changed.units = units
      theatre.apply(.begin(Subject(changed, cores: 2)))
      theatre.stays(frames: 10, { $0.state.keyMode == .demo })
    }
    theatre.reaches({ $0.state.narration == "after" })
    #expect(theatre.state.keyMode == .demo && theatre.state.view == .race && theatre.state.experiment.units == 16)

    var givenUp = try Theatre(cues, isInteractive: true)
    givenUp.reaches({ $0.state.keyMode == .play })
    var changed = givenUp.state.experiment
    changed.units = 3
    givenUp.apply(.begin(Subject(changed, cores: 2)))
    givenUp.apply(.back)
    #expect(givenUp.state.keyMode == .demo)
    givenUp.reaches({ $0.state.mode == .form })
    givenUp.reaches({ $0.state.narration == "after" })
    #expect(givenUp.state.experiment.units == 16)
  }

  @Test("controls that are given back find the demo as it was, whatever was looked at meanwhile") func givesBack()
    throws
  {
    let meanwhile: [[Action]] = [
      [.show(.map)], [.goToEnd], [.stepForward, .stepForward], [.cycleZoom, .faster, .select(.down), .back],
      [.show(.merge), .toggleRescaling, .goToStart], [.toggleSplits, .back],
    ]
    for actions in meanwhile {
      var theatre = try Theatre(Self.cues, isInteractive: true)
      theatre.reaches({ $0.state.playhead.step == 2 })
      let before = theatre.state.standpoint
      theatre.apply(.demo(.takeControl))
      for action in actions + [.back] { theatre.apply(action) }
      #expect(theatre.state.keyMode == .demo && theatre.state.standpoint == before, "\(actions)")
      theatre.reaches()
      #expect(theatre.state.showsVerdict)
    }
  }

  @Test("an answer is pointed at and taken, around the ends; what nobody points at is not taken") func pointing() throws
  {
    var theatre = try Theatre([.ask(Self.question, seconds: 2)], isInteractive: true)
    theatre.reaches({ $0.state.question != nil })
    theatre.apply(.demo(.accept))
    #expect(theatre.state.question?.chosen == nil && theatre.state.question?.pointed == nil)
    for (isNext, place) in [(true, 0), (false, 2), (true, 0), (true, 1)] {
      theatre.apply(.demo(.point(next: isNext)))
      #expect(theatre.state.question?.pointed == place)
    }
    theatre.apply(.demo(.accept))
    #expect(theatre.state.question?.chosen == 1)
    theatre.apply(.demo(.point(next: true)))
    #expect(theatre.state.question?.pointed == 1)
  }

  @Test("a pause waits for the presenter alone") func pauses() throws {
    let cues: [Cue] = [.pause, .say("after", seconds: 1)]
    var alone = try Theatre(cues)
    alone.reaches()
    var presented = try Theatre(cues, isInteractive: true)
    presented.stays(frames: 100)
    presented.carryOut(presented.director.goOn(in: presented.state))
    presented.reaches()
    #expect(presented.state.narration == "after")
  }

  @Test("what cannot be is a failure that says so: a moment, a place, a wait") func fails() throws {
    let cues: [Cue] = [
      .play(.event(.merge, number: 99, of: .lean), speed: nil),
      .focus(Cue.Focus(.fa2, output: 0, on: .merge(number: 1))), .seek(.step(23, of: .fa2)),
      .wait(.measured, seconds: 3),
    ]
    var theatre = try Theatre(cues)
    theatre.reaches()
    #expect(
      theatre.deeds == [
        "merge 99 of lean: there is none in this race", "focus: fa2 has no such output, tile or merge here",
        "step 23 of fa2: there is none in this race", "waited in vain: not measured",
      ])
  }

  @Test("claims are held against the model") func expectations() throws {
    var theatre = try Theatre([.play(.step(9, of: .fa2), speed: 4)])
    theatre.reaches()
    let state = theatre.state
    #expect(state.contradiction(to: Expectation(.fa2, [.busy(3), .steps(22), .merges(0), .step(9)])) == nil)
    #expect(state.contradiction(to: Expectation(.fa2, [.busy(4)])) == "fa2: busy is 3, not 4 (after step 9)")
    #expect(state.contradiction(to: Expectation(nil, [.step(8)])) == "step is 9, not 8")
    #expect(state.contradiction(to: Expectation(nil, [.steps(22)])) == "fd: steps is 10, not 22 (after step 9)")
    #expect(
      state.contradiction(to: Expectation(.lean, [.isOK(true)])) == "lean: ok is not known yet: the race has not ended")
  }

  @Test("q leaves when pressed twice, another key stays; esc takes the controls and gives them back") func leaving()
    throws
  {
    var theatre = try Theatre(Self.cues, isInteractive: true)
    #expect(theatre.state.keyMode == .demo)
    func pressQ() -> Effect? { theatre.state.apply(.demo(.leave)) }
    let first = pressQ()
    #expect(first == nil && theatre.state.demo?.isPaused == true)
    theatre.apply(.toggleHelp)
    let afterAnotherKey = pressQ()
    #expect(afterAnotherKey == nil, "it asks again")
    let second = pressQ()
    #expect(second == .leaveDemo)
    theatre.apply(.demo(.takeControl))
    #expect(theatre.state.keyMode == .play && theatre.state.demo?.isConducting == false)
    theatre.apply(.toggleHelp)
    theatre.apply(.back)
    #expect(theatre.state.keyMode == .demo)
  }
}
