import AttentionCore
import DemoFormat
import Testing
import VizPlayback

@Suite struct DemoReaderTests {
  private static let good = """
    lean-demo: 1
    title: "Who is idle?"
    size: 100x30
    problem: {preset: three-heads, units: 8, context: [5632, 256]}
    steps:
      - mark: "1 · heads"
      - say: words
        hold: 500ms
      - play: {until: {algorithm: fa2, step: 9}, speed: 2}
      - play: {until: {event: merge, algorithm: lean, number: 3}}
      - view: merge
      - focus: {algorithm: lean, output: 1, merge: 2}
      - focus: {algorithm: fd, tile: 7}
      - snapshot: who.svg
      - play: {until: end}
    end: {hold: 3s}
    """

  @Test("a demo is read whole")
  func readsAll() throws {
    let demo = try Demo(parsing: Self.good, file: "x.yaml")
    #expect(demo.title == "Who is idle?")
    #expect(demo.width == 100 && demo.height == 30)
    #expect(demo.problem.map(\.name) == ["preset", "context", "units"])
    #expect(demo.snapshotNames == ["who.svg"])
    #expect(demo.problem[1].values == ["5632", "256"])
    #expect(
      demo.cues == [
        .mark("1 · heads"), .say("words", seconds: 0.5), .play(.step(9, of: .fa2), speed: 2),
        .play(.event(.merge, number: 3, of: .lean), speed: nil), .view(.merge),
        .focus(.lean, output: 1, on: .merge(number: 2)), .focus(.fd, output: 0, on: .tile(7)), .snapshot("who.svg"),
        .play(.end, speed: nil), .hold(seconds: 3),
      ])
  }

  @Test(
    "an error names file, line, column and what was meant",
    arguments: [
      ("sya: words", "steps:\n  - sya: words", "x.yaml:4:5: unknown 'sya' (did you mean say?)"),
      ("hold", "steps:\n  - say: words\n    hold: soon", "x.yaml:5:11: \"soon\" is not a time such as 2s or 500ms"),
      ("until", "steps:\n  - play: {until: never}", "x.yaml:4:19: until is \"never\", not end, a step or an event"),
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
      ("steps", "steps: 3", "x.yaml:3:8: steps is not a list"),
      ("size", "size: 10x10\nsteps: []", "x.yaml:3:7: size \"10x10\" is not COLUMNSxROWS from 80x24 to 500x200"),
      ("problem", "problem: {preste: x}\nsteps: []", "x.yaml:3:11: unknown 'preste' (did you mean preset?)"),
    ])
  func errorsName(what: String, rest: String, expected: String) {
    #expect("\(what)") {
      _ = try Demo(parsing: "lean-demo: 1\ntitle: t\n" + rest, file: "x.yaml")
    } throws: { error in
      let isExpected = "\(error)" == expected
      if !isExpected { Issue.record("\(what): \(error), expected \(expected)") }
      return isExpected
    }
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
}
