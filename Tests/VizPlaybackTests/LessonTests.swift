import AttentionCore
import Testing
import VizPlayback

/// Questions and exercises of a demo.
@Suite("A director of lessons") struct LessonTests {
  private static let question = Question(
    "how many?", options: ["8", "5", "3"], answer: 2,
    corrections: [Question.Correction(words: "three", until: .step(4, of: .fa2))])

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

  @Test(
    "whatever an exercise asks for, its moves bring it on stage",
    arguments: [
      [("units", "132")], [("splits", "8")], [("splits", "22")], [("splits", "auto")],
      [("splits", "7"), ("units", "9")],
      [("context", "64"), ("batch", "3")], [("heads", "6"), ("kv-heads", "2")],
      [("head-dim", "128"), ("dtype", "bf16"), ("tile", "64")], [("slots", "2")], [("threads", "1")],
      [("algorithm", "fa2,lean")], [("seed", "77")], [("distribution", "needles")],
    ])
  func moves(goal: [(name: String, value: String)]) throws {
    let goal = goal.map { Cue.Setting($0.name, $0.value.split(separator: ",").map(String.init)) }
    var theatre = try Theatre([.attempt(Exercise("do", goal: goal), seconds: 1)])
    let exercise = Exercise("do", goal: goal)
    for move in exercise.moves(in: theatre.state) { theatre.apply(move.action) }
    #expect(theatre.state.experiment.has(goal), "\(theatre.state.form.experiment)")
  }
}
