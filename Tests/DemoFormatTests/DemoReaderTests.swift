import AttentionCore
import DemoFormat
import TestSupport
import Testing
import VizPlayback

@Suite struct DemoReaderTests {
  static let good = """
    lean-demo: 1
    title: "Who is idle?"
    learn: [one thing, and another]
    size: 100x30
    theme: dark
    speed: 2
    problem: {preset: three-heads, units: 8, context: [5632, 256]}
    steps:
      - mark: "1 · heads"
      - say: words
        hold: 500ms
      - play: {until: {algorithm: fa2, step: 9}, speed: 2}
      - play: {until: {event: merge, algorithm: lean, number: 3}}
      - seek: start
      - step: -2
      - view: merge
      - focus: {algorithm: lean, output: 1, merge: 2}
      - focus: {algorithm: fd, tile: 7}
      - set: {splits: 2, batch: 3}
      - key: [tab, z]
      - type: "42"
      - ask:
          text: Which?
          options: ["a", "b"]
          answer: 2
          hold: 1s
          wrong:
            - {option: 1, say: no, set: {splits: 3}, view: map, until: {algorithm: fa2, step: 2}, focus: {algorithm: fa2, tile: 1}}
      - ask: {text: Which?, options: [a, b], answer: 1, wrong: {say: no, until: end}}
      - try: {text: "Press e.", set: {units: 16, context: [512, 7]}, hold: 3s}
      - expect: {algorithm: fa2, busy: 3, steps: 22}
      - expect: {screen: "22", ok: true, max-error-below: 1e-5}
      - wait: {for: measured, timeout: 20s}
      - hide: [tabs, keys]
      - show: tabs
      - snapshot: who.svg
      - hold: 1
      - pause:
      - play: {until: end}
    end: {hold: 3s}
    """

  private static let cues: [Cue] = [
    .mark("1 · heads"), .say("words", seconds: 0.5), .play(.step(9, of: .fa2), speed: 2),
    .play(.event(.merge, number: 3, of: .lean), speed: nil), .seek(.start), .step(-2), .view(.merge),
    .focus(Cue.Focus(.lean, output: 1, on: .merge(number: 2))), .focus(Cue.Focus(.fd, output: 0, on: .tile(7))),
    .set([Cue.Setting("batch", ["3"]), Cue.Setting("splits", ["2"])]),
  ]

  private static let moreCues: [Cue] = [
    .expect(Expectation(.fa2, [.busy(3), .steps(22)])),
    .expect(Expectation(nil, [.isOK(true), .maxErrorBelow(1e-5), .screen("22")])), .wait(.measured, seconds: 20),
    .hide(.tabs), .hide(.keys), .show(.tabs), .snapshot("who.svg"), .hold(seconds: 1), .pause, .play(.end, speed: nil),
    .hold(seconds: 3),
  ]

  private static let question = Question(
    "Which?", options: ["a", "b"], answer: 1,
    corrections: [
      Question.Correction(
        words: "no", option: 0, settings: [Cue.Setting("splits", ["3"])], view: .map, until: .step(2, of: .fa2),
        focus: Cue.Focus(.fa2, output: 0, on: .tile(1)))
    ])
  private static let shortQuestion = Question(
    "Which?", options: ["a", "b"], answer: 0, corrections: [Question.Correction(words: "no", until: .end)])
  private static let exercise = Exercise(
    "Press e.", goal: [Cue.Setting("context", ["512", "7"]), Cue.Setting("units", ["16"])])

  @Test("a demo with every verb is read whole")
  func readsAll() throws {
    let demo = try Demo(parsing: Self.good, file: "x.yaml", themes: ["dark"])
    #expect(demo.title == "Who is idle?" && demo.theme == "dark" && demo.speed == 2)
    #expect(demo.width == 100 && demo.height == 30 && demo.isLesson)
    #expect(demo.problem.map(\.name) == ["preset", "context", "units"])
    #expect(demo.snapshotNames == ["who.svg"] && demo.chapters == ["1 · heads"])
    #expect(demo.problem[1].values == ["5632", "256"])
    let tab = try #require(KeyName("tab"))
    let z = try #require(KeyName("z"))
    #expect(Array(demo.cues.prefix(10)) == Self.cues)
    #expect(Array(demo.cues[10..<14]) == [.key(tab), .key(z), .type("42"), .ask(Self.question, seconds: 1)])
    #expect(
      Array(demo.cues[14..<16]) == [.ask(Self.shortQuestion, seconds: 2), .attempt(Self.exercise, seconds: 3)])
    #expect(Array(demo.cues[16...]) == Self.moreCues)
    #expect(demo.points == ["one thing", "and another"])
    #expect(demo.places.count == demo.cues.count && demo.places[0] == Place(file: "x.yaml", line: 9, column: 5))
  }

  @Test("included steps stand where they are included, with places of their own; circles and missing files are errors")
  func includes() throws {
    let files = [
      "demos/part.yaml": "lean-demo: 1\ntitle: p\nsteps:\n  - mark: inside",
      "demos/loop.yaml": "lean-demo: 1\ntitle: p\nsteps:\n  - include: loop.yaml",
    ]
    func read(_ step: String) throws(DemoError) -> Demo {
      try Demo(parsing: "lean-demo: 1\ntitle: t\nsteps:\n  - \(step)\n  - mark: after", file: "demos/x.yaml") {
        (path) throws(DemoError) in
        guard let text = files[path] else { throw DemoError(file: path, place: nil, reason: "is not there") }
        return text
      }
    }
    let demo = try read("include: part.yaml")
    #expect(demo.cues == [.mark("inside"), .mark("after")])
    #expect(demo.places[0] == Place(file: "demos/part.yaml", line: 4, column: 5))
    func message(_ step: String) -> String {
      do throws(DemoError) { return "\(try read(step))" } catch { return error.description }
    }
    #expect(message("include: loop.yaml") == "demos/loop.yaml:4:14: loop.yaml includes itself")
    #expect(message("include: none.yaml") == "demos/x.yaml:4:14: include: demos/none.yaml: is not there")
    #expect(message("include: /etc/passwd") == "demos/x.yaml:4:14: include names a file beside this one")
  }

  @Test(
    "hostile files are errors of one line",
    arguments: [
      "", "\u{0}", "[", "a: b: c", "- 1", "lean-demo: 2\ntitle: x\nsteps: []", "title: x\nsteps: []",
      "lean-demo: 1\nsteps: []",
      "lean-demo: 1\ntitle: [x]\nsteps: []", "lean-demo: 1\ntitle: x", "&a [*a]", "lean-demo: 1\nlean-demo: 1",
      String(repeating: "[", count: 5000), "lean-demo: 1\ntitle: x\nsteps: [1, 2]",
      "lean-demo: 1\ntitle: x\nsteps: [{}]",
    ])
  func hostileFiles(text: String) {
    do {
      _ = try Demo(parsing: text, file: "x.yaml")
      Issue.record("was read: \(text.prefix(60))")
    } catch {
      let line = "\(error)"
      #expect(!line.contains("\n") && line.hasPrefix("x.yaml"), "\(line)")
    }
  }

  @Test("300 demos with an error each, made from a good one, are read or refused in one line that names the file")
  func mutations() {
    var random = SeededRandom(seed: 20_261_126)
    let good = Array(Self.good.unicodeScalars)
    let pieces = [
      "{", "}", "[", "]", ":", "-", "\n", "  ", "\"", "&a", "*a", "!!", "\u{0}", "1e999", "~", "é", "- {", "? ",
    ]
    var refused = 0
    for number in 0..<300 {
      var text = good
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        let place = Int.random(in: 0..<text.count, using: &random)
        switch Int.random(in: 0..<4, using: &random) {
        case 0: text.remove(at: place)
        case 1:
          text.insert(
            contentsOf: pieces.randomElement(using: &random).map { Array($0.unicodeScalars) } ?? [], at: place)
        case 2: text = Array(text.prefix(max(1, place)))
        default: text.swapAt(place, Int.random(in: 0..<text.count, using: &random))
        }
      }
      var mutated = ""
      mutated.unicodeScalars.append(contentsOf: text)
      do throws(DemoError) {
        _ = try Demo(parsing: mutated, file: "x.yaml", themes: ["dark"])
      } catch {
        refused += 1
        let line = error.description
        #expect(!line.contains("\n") && line.hasPrefix("x.yaml"), "\(number): \(line)\n\(mutated)")
      }
    }
    #expect(refused > 150, "only \(refused) of them had an error")
  }
}
