import AttentionCore
import CellFrame
import DemoFormat
import PlaybackTestSupport
import Testing
import VizPlayback
import VizScene

@testable import lean_viz

/// What demos say stands on the screen, whole, while it is said.
enum SpokenWords {
  private static let sizes = [(width: 80, height: 24), (width: 120, height: 36)]

  /// The sizes at which words are not on the screen uncut.
  static func missing(in state: State) -> [String] {
    guard let words = state.narration else { return [] }
    return sizes.filter { !text(of: Frame(state, width: $0.width, height: $0.height)).contains(words) }.map {
      "\($0.width)×\($0.height): \"\(words)\"\n\(Frame(state, width: $0.width, height: $0.height).text)"
    }
  }

  /// The rows one after the other, as if they were one, without a box's sides.
  private static func text(of frame: Frame) -> String {
    frame.lines.map { $0.trimming { $0 == " " || $0 == "│" } }.joined(separator: " ")
  }

  /// What the words of a state depend on, and what may hide them.
  struct Scenery: Hashable {
    var narration: String?
    var view: View
    var mode: Mode
    var isAtEnd: Bool
    var showsPicture: Bool
    var question: PosedQuestion?

    init(_ state: State) {
      narration = state.narration
      (view, mode, isAtEnd) = (state.view, state.mode, state.showsVerdict)
      (showsPicture, question) = (state.showsPicture, state.question)
    }
  }
}

extension String {
  fileprivate func trimming(while isMargin: (Character) -> Bool) -> Substring {
    var middle = drop(while: isMargin)
    while middle.last.map(isMargin) == true { middle.removeLast() }
    return middle
  }
}

/// A made-up kernel under a demo: what is shown, without what it costs to compute it.
struct StandInStage: DemoStage {
  private(set) var state: State
  private var kernel = StandInKernel()

  init(_ setup: Setup) { state = State(setup.experiment, cores: 2) }

  var frame: Frame { Frame(state, width: 120, height: 36) }

  mutating func apply(_ action: Action) { kernel.apply(action, to: &state) }
  mutating func begin(_ setup: Setup) { apply(.begin(Subject(setup.experiment, cores: 2))) }
}

/// What a learner sees who answers wrongly.
@Suite("Wrong answers") struct WrongAnswerTests {
  private static let lessons = ShippedDemo.lessons.map(\.name)

  @Test(
    "are answered by the steps and the problem that the explanation speaks of, in words that stand there whole",
    arguments: lessons)
  func corrections(name: String) throws {
    let demo = try Demo(named: name)
    let questions = demo.cues.compactMap { if case .ask(let question, _) = $0 { question } else { nil } }
    var explained: Set<String> = []
    for choice in 0..<(questions.map(\.options.count).max() ?? 0) {
      try answer(demo) { question in
        // Where the right one would be chosen, another wrong one.
        choice == question.answer ? (choice + 1) % question.options.count : choice
      } explained: { state in
        for words in SpokenWords.missing(in: state) { Issue.record("\(name), \(words)") }
        for word in Self.names(in: state.narration ?? "") where !Self.isShown(word, in: state) {
          Issue.record("\(name): \(word) is not on the screen: \(Frame(state, width: 120, height: 36).text)")
        }
        explained.insert(state.narration ?? "")
      }
    }
    #expect(explained == Set(questions.flatMap(\.corrections).map(\.words)))
  }

  /// Plays a lesson, answers all its questions, and gives the picture of each explanation at its end.
  private func answer(
    _ demo: Demo, by choose: (Question) -> Int, explained: (State) -> Void
  ) throws {
    // Claims are for who answers rightly: they are held elsewhere.
    var demo = demo
    let kept = demo.cues.indices.filter { if case .expect = demo.cues[$0] { false } else { true } }
    demo.places = kept.map { demo.places[$0] }
    demo.cues = kept.map { demo.cues[$0] }
    var performance = Performance(demo, isInteractive: true)
    var stage = StandInStage(try performance.setup())
    stage.apply(.demo(.begin(DemoStatus(demo))))
    try performance.open(on: &stage)
    let words = Set(demo.cues.flatMap { Self.corrections(of: $0) })
    var explanations: Set<String> = []
    for _ in 0..<4000 where !performance.director.isDone {
      _ = try performance.play(seconds: 0.5, on: &stage)
      if let posed = stage.state.question, posed.chosen == nil { stage.apply(.answer(choose(posed.question))) }
      // A learner who has the demo make its changes.
      if stage.state.demo?.isConducting == false { stage.apply(.back) }
      guard let said = stage.state.narration, words.contains(said), !stage.state.isPlaying else { continue }
      if explanations.insert(said).inserted { explained(stage.state) }
    }
    #expect(performance.director.isDone)
  }

  private static func corrections(of cue: Cue) -> [String] {
    if case .ask(let question, _) = cue { question.corrections.map(\.words) } else { [] }
  }

  /// Units and tiles that words name: "U3", "B21".
  private static func names(in words: String) -> [String] {
    words.matches(of: /\b[A-U][0-9]+\b/).map { String($0.output) }
  }

  /// Whether a name stands on the screen elsewhere than in the words.
  private static func isShown(_ name: String, in state: State) -> Bool {
    var silent = state
    _ = silent.apply(.say(""))
    return Frame(silent, width: 120, height: 36).lines.dropLast(4).contains { $0.contains(name) }
  }
}

/// What makes a lesson one.
@Suite("Lessons") struct LessonTests {
  @Test(
    "ask, have the learner change something, ask again with other numbers, and take two minutes or more to read",
    arguments: ShippedDemo.lessons.map(\.name))
  func shape(name: String) throws {
    let demo = try Demo(named: name)
    let kinds = demo.cues.compactMap { cue -> String? in
      switch cue {
      case .ask: "ask"
      case .attempt: "try"
      default: nil
      }
    }
    #expect(kinds == ["ask", "try", "ask"])
    #expect(!demo.points.isEmpty, "nothing says what will be learned")
    #expect(try Rehearsal(demo).seconds >= 120)
    for cue in demo.cues {
      switch cue {
      case .say(let words, let seconds): #expect(seconds >= ReadingPace.seconds(for: words), "\(words)")
      case .attempt(let exercise, let seconds):
        #expect(seconds >= ReadingPace.seconds(for: exercise.words), "\(exercise.words)")
      case .ask(let question, let seconds):
        #expect(seconds >= question.readingSeconds, "\(question.text)")
        for option in question.options.indices where option != question.answer {
          #expect(question.correction(for: option)?.focus != nil, "\(question.text) \(option + 1): no cell is marked")
        }
      default: break
      }
    }
  }
}
