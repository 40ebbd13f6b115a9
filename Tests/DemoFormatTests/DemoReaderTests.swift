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
    "an error names file, line, column and what was meant",
    arguments: [
      ("sya: words", "steps:\n  - sya: words", "x.yaml:4:5: unknown 'sya' (did you mean say?)"),
      ("hold", "steps:\n  - say: words\n    hold: soon", "x.yaml:5:11: \"soon\" is not a time such as 2s or 500ms"),
      ("until", "steps:\n  - play: {until: never}", "x.yaml:4:19: \"never\" is not end, start, a step or an event"),
      (
        "algorithm", "steps:\n  - play: {until: {algorithm: laen, step: 1}}",
        "x.yaml:4:31: unknown 'laen' (did you mean lean?)"
      ),
      ("speed", "steps:\n  - play: {speed: 0}", "x.yaml:4:19: speed \"0\" is not from 0.1 to 100"),
      ("view", "steps:\n  - view: rase", "x.yaml:4:11: unknown 'rase' (did you mean race?)"),
      ("focus", "steps:\n  - focus: {algorithm: fd, tile: -1}", "x.yaml:4:34: \"-1\" is not a number from 0"),
      (
        "snapshot", "steps:\n  - snapshot: ../x.svg",
        "x.yaml:4:15: \"../x.svg\" is not a file's name that ends in .svg or .txt"
      ),
      ("theme", "theme: drak\nsteps: []", "x.yaml:3:8: unknown 'drak' (did you mean dark?)"),
      ("key", "steps:\n  - key: entre", "x.yaml:4:10: unknown 'entre' (did you mean enter?); or one character"),
      (
        "answer", "steps:\n  - ask: {text: a, options: [b, c], answer: 3}",
        "x.yaml:4:45: answer \"3\" is not the number of an option, 1 to 2"
      ),
      (
        "option", "steps:\n  - ask: {text: a, options: [b, c], answer: 2, wrong: {option: 2, say: d, until: end}}",
        "x.yaml:4:64: option \"2\" is not the number of a wrong option"
      ),
      ("try", "steps:\n  - try: {text: a, set: {}}", "x.yaml:4:25: try says nothing to set"),
      (
        "try a preset", "steps:\n  - try: {text: a, set: {preset: ragged}}",
        "x.yaml:4:34: preset cannot be typed into the form"
      ),
      ("learn", "learn: []\nsteps: []", "x.yaml:3:8: learn has 0 lines, not 1 to 4"),
      ("expect", "steps:\n  - expect: {algorithm: fd}", "x.yaml:4:13: expect claims nothing"),
      ("claim", "steps:\n  - expect: {bussy: 3}", "x.yaml:4:14: unknown 'bussy' (did you mean busy?)"),
      (
        "wait", "steps:\n  - wait: {for: godot}",
        "x.yaml:4:17: unknown 'godot'; known: computed, checked, composed, measured"
      ),
      ("hide", "steps:\n  - hide: tasb", "x.yaml:4:11: unknown 'tasb' (did you mean tabs?)"),
      ("step", "steps:\n  - step: 0", "x.yaml:4:11: step \"0\" is not a number from -1000 to 1000, 0 left out"),
      ("two verbs", "steps:\n  - mark: a\n    view: race", "x.yaml:5:11: view does not go with mark"),
      ("steps", "steps: 3", "x.yaml:3:8: steps is not a list"),
      ("size", "size: 10x10\nsteps: []", "x.yaml:3:7: size \"10x10\" is not COLUMNSxROWS from 80x24 to 500x200"),
      ("problem", "problem: {preste: x}\nsteps: []", "x.yaml:3:11: unknown 'preste' (did you mean preset?)"),
    ])
  func errorsName(what: String, rest: String, expected: String) {
    #expect("\(what)") {
      _ = try Demo(parsing: "lean-demo: 1\ntitle: t\n" + rest, file: "x.yaml", themes: ["dark", "mono"])
    } throws: { error in
      let isExpected = "\(error)" == expected
      if !isExpected { Issue.record("\(what): \(error), expected \(expected)") }
      return isExpected
    }
  }

  @Test("every error of a file is told, each with its place, in the order of the file")
  func allErrors() {
    let text = """
      lean-demo: 1
      title: t
      sise: 80x24
      theme: drak
      problem: {untis: 4}
      steps:
        - sya: a
        - include: part.yaml
        - play: {until: never, speed: 0}
        - expect: {bussy: 1, stepz: 2}
        - expect: {busy: x, steps: y}
        - mark: fine
        - view: rase
      end: {hold: soon}
      """
    func told(_ text: String) -> [String] {
      do throws(DemoErrors) {
        _ = try Demo.reading(text, file: "x.yaml", themes: ["dark"]) { (_) throws(DemoError) in
          "lean-demo: 1\ntitle: t\nsteps:\n  - veiw: map\n  - key: entre"
        }
        return []
      } catch {
        return error.all.map { $0.description.split(separator: " ")[0].description }
      }
    }
    #expect(
      told(text) == [
        "x.yaml:3:1:", "x.yaml:4:8:", "x.yaml:5:11:", "x.yaml:7:5:", "part.yaml:4:5:", "part.yaml:5:10:",
        "x.yaml:9:19:", "x.yaml:9:33:", "x.yaml:10:14:", "x.yaml:10:24:", "x.yaml:11:20:", "x.yaml:11:30:",
        "x.yaml:13:11:", "x.yaml:14:13:",
      ])
    #expect(told("lean-demo: 1\ntitle: t\nsteps: []").isEmpty)
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
