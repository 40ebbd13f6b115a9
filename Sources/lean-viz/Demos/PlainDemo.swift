import DemoFormat
import Foundation
import VizPlayback
import VizScene

/// A demo told in sentences: its chapters and words, what happened at the end of each stretch of play, questions with
/// their answers.
struct PlainDemo {
  private var stage: HeadlessStage
  private var performance: Performance
  /// What was last told of the problem and of what each algorithm makes of it.
  private var opening: [String] = []

  private static let frameSeconds = 0.25

  /// Tells a demo to its end.
  ///
  /// - Parameter isPaced: whether someone reads along, so that words come as they would on screen.
  /// - Throws: a ``Failure`` where a claim of the demo does not hold.
  static func tell(_ performance: Performance, isPaced: Bool) throws {
    let demo = performance.demo
    let stage = HeadlessStage(try Headless(.kernel(performance.setup())), width: demo.width, height: demo.height)
    var tale = PlainDemo(stage: stage, performance: Performance(demo, isInteractive: false))
    try tale.tell(isPaced: isPaced)
  }

  private init(stage: HeadlessStage, performance: Performance) {
    self.stage = stage
    self.performance = performance
  }

  private mutating func tell(isPaced: Bool) throws {
    try say(performance.demo.title)
    try performance.open(on: &stage)
    while !performance.director.isDone {
      let before = stage.state
      var marks: [String] = []
      do {
        _ = try performance.play(seconds: Self.frameSeconds, on: &stage) { what, _ in
          if case .mark(let label) = what { marks.append(label) }
        }
      } catch let contradiction as Performance.Contradiction {
        throw Failure(.checkFailed, contradiction.line)
      }
      try tellChanges(since: before, marks: marks)
      if isPaced { Thread.sleep(forTimeInterval: Self.frameSeconds) }
    }
    if stage.state.isAtEnd { for line in Story.verdict(stage.state) { try say(line) } }
  }

  private mutating func tellChanges(since before: State, marks: [String]) throws {
    let state = stage.state
    if opening.isEmpty { try tellOpening() }
    if before.isPlaying, !state.isPlaying, state.playhead > Moment() {
      // What happened, in the program's words; the demo's own come below.
      try say(Story.latest(state))
    }
    for mark in marks { try say("\n== \(mark)") }
    try tellOpening()
    if let posed = state.question, posed != before.question {
      if before.question == nil {
        try say(posed.question.text)
        for (place, option) in posed.question.options.enumerated() { try say("  \(place + 1) \(option)") }
      } else {
        try say("Answer: \(posed.question.options[posed.question.answer])")
      }
    }
    if let words = state.narration, words != before.narration { try say(words) }
  }

  /// What is not known yet of the race on stage. While its picture would give an answer away, its plans would, too.
  private mutating func tellOpening() throws {
    var lines = Story.opening(stage.state)
    if !stage.state.shows(.picture) { lines = Array(lines.prefix(1)) }
    for line in lines where !opening.contains(line) { try say(line) }
    opening = lines
  }

  private func say(_ line: String) throws { try StandardOutput.print(line + "\n") }
}
