import DemoFormat
import Testing
import VizPlayback

/// What is wrong with a demo is told with its place.
@Suite struct DemoErrorTests {
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
}
