import TerminalTestSupport
import Testing

/// Demos and lessons in a terminal, with a presenter.
@Suite struct DemoTests {
  private static let pageDown = "\u{1B}[6~"
  private static let pageUp = "\u{1B}[5~"
  private static let down = "\u{1B}[B"
  private static let right = "\u{1B}[C"

  @Test("A lesson from the list to its end: a wrong answer, a change in the form, a right one; it is noted as done")
  func lesson() throws {
    let folder = try TemporaryFolder()
    let environment = BuiltProgram.environment.changed(by: ["XDG_STATE_HOME": folder.path("state")])
    let terminal = try BuiltProgram.start(["--view", "lesson"], environment: environment)
    let before = terminal.modes
    try terminal.requireText("0 of 6 done")
    terminal.type("\r")
    try terminal.requireText("After it you know")
    try terminal.goOn(to: "Eight units can compute")
    try terminal.goOn(to: "one running (m, l, O)")
    try terminal.goOn(to: "press 1, 2 or 3")
    terminal.type("1")
    try terminal.requireText("✗ no")
    #expect(terminal.screen.text.contains("✓ right"))
    try terminal.requireText("nothing is left for U3 to U7")
    #expect(terminal.screen.text.contains("0.5×"), "not at half speed")
    terminal.type(Self.right)
    try terminal.goOn(to: "Three of eight")
    try terminal.goOn(to: "your turn: units: 3")
    terminal.type("e" + String(repeating: Self.down, count: 7) + "\u{7F}3\r")
    try terminal.requireText("✓ that is it")
    try terminal.requireText("esc take over")
    try terminal.goOn(to: "Three units for three heads")
    try terminal.goOn(to: "Now ten heads")
    try terminal.goOn(to: "press 1, 2 or 3")
    terminal.type(String(repeating: Self.down, count: 4) + "\r")
    try terminal.requireText("✓ right")
    #expect(!terminal.screen.text.contains("✗ no"))
    terminal.type(Self.right)
    try terminal.goOn(to: "The last round is what hurts")
    terminal.type(Self.right)
    try terminal.goOn(to: "May we cut them?")
    terminal.type(Self.right)
    try terminal.goOn(to: "1 of 6 done")
    terminal.type("q")
    terminal.expectEnd(.status(0), modes: before, "q")
  }

  @Test("A lesson at 80×24: the wrong S that was chosen is the one that is shown; S is found in the split strip")
  func splits() throws {
    let terminal = try BuiltProgram.start(["play", "lesson-3-splits"], width: 80, height: 24)
    let before = terminal.modes
    try terminal.requireText("After it you know")
    try terminal.goOn(to: "cuts every head into S chunks")
    try terminal.goOn(to: "nothing is cut")
    try terminal.goOn(to: "press 1, 2 or 3")
    terminal.type(Self.down + Self.down + "\r")
    try terminal.requireText("✗ no")
    try terminal.requireText("nine chunks for eight units")
    #expect(terminal.screen.text.contains("C16"), "\(terminal.screen.text)")
    try terminal.goOn(to: "Now it is S = 1")
    try terminal.goOn(to: "six chunks for eight units")
    try terminal.goOn(to: "second round for the ninth")
    try terminal.goOn(to: "The dotted line")
    try terminal.goOn(to: "Find the smallest S")
    terminal.type(String(repeating: Self.right, count: 4))
    try terminal.requireText("✓ that is it")
    try terminal.requireText("S = 8 it is")
    try terminal.goOn(to: "One head more")
    try terminal.goOn(to: "press 1, 2 or 3")
    terminal.type("1")
    try terminal.requireText("✓ right")
    terminal.type(Self.right)
    try terminal.goOn(to: "11 steps and 8 partials")
    terminal.type("q")
    try terminal.requireText("q again leaves")
    terminal.type("q")
    terminal.expectEnd(.status(0), modes: before, "q twice")
  }

  @Test("Controls given back: the demo goes on in its own view, and its verdict appears")
  func givenBack() throws {
    let terminal = try BuiltProgram.start(["play", "hook"])
    try terminal.requireText("1 of 4 · three heads, eight units")
    terminal.type("\u{1B}")
    try terminal.requireText("you have the controls")
    terminal.type("2")
    try terminal.requireText("0 to 21 of output A")
    terminal.type("\u{1B}")
    try terminal.requireText("esc take over")
    #expect(!terminal.screen.text.contains("0 to 21 of head A"), "\(terminal.screen.text)")
    for _ in 0..<3 { terminal.type(Self.pageDown) }
    try terminal.requireText("4 of 4 · the verdict")
    try terminal.requireText("22 → 10 → 9")
    terminal.type("qq")
    #expect(terminal.waitForEnd(seconds: BuiltProgram.patience) == .status(0))
  }

  @Test("A demo pauses, is taken over and given back, moves between marks, and asks before it is left")
  func presenter() throws {
    let terminal = try BuiltProgram.start(["play", "hook"])
    let before = terminal.modes
    try terminal.requireText("1 of 4 · three heads, eight units")
    terminal.type(" ")
    try terminal.requireText("■ demo")
    terminal.type("\u{1B}")
    try terminal.requireText("you have the controls")
    terminal.type("2")
    try terminal.requireText("tile A0")
    try terminal.requireText("demo waits")
    // Another problem meanwhile: the chapter begins again with its own.
    terminal.type("p\u{1B}[B\r")
    try terminal.requireText("figure-1 ·")
    terminal.type("\u{1B}")
    try terminal.requireText("esc take over")
    try terminal.requireText("3 heads of 5,632")
    terminal.type(Self.pageDown)
    try terminal.requireText("2 of 4 · a partial is published")
    terminal.type(Self.pageDown)
    try terminal.requireText("3 of 4 · LeanAttention is done")
    terminal.type(Self.pageUp)
    try terminal.requireText("2 of 4 · a partial is published")
    terminal.type("q")
    try terminal.requireText("q again leaves")
    terminal.type("?")
    try terminal.requireText("answer a question")
    terminal.type("?")
    terminal.type("q")
    try terminal.requireText("q again leaves")
    terminal.type("q")
    terminal.expectEnd(.status(0), modes: before, "q twice")
  }

  @Test("A claim that does not hold ends a demo with 1 and says where")
  func contradiction() throws {
    let folder = try TemporaryFolder()
    let demo = try folder.write(
      "lean-demo: 1\ntitle: t\nsteps:\n  - expect: {algorithm: fa2, busy: 9}\n", to: "wrong.yaml")
    let terminal = try BuiltProgram.start(["play", demo])
    try terminal.requireText("busy is 0, not 9")
    terminal.type("q")
    #expect(terminal.waitForEnd() == .status(1))
    let recorded = try FinishedProgram.run(["record", demo, "-o", folder.path("x.cast")])
    #expect(recorded.status == 1 && folder.contents == ["wrong.yaml"])
    #expect(recorded.output.contains("FlashAttention-2"), "the frame is printed")
    #expect(recorded.error.hasSuffix("wrong.yaml:4:5: expect: fa2: busy is 0, not 9 (after step 0)\n"))
    #expect(recorded.error.split(separator: "\n").count == 1)
  }

  @Test("check says everything that is wrong and where, for each file, and has the status of the last")
  func check() throws {
    let folder = try TemporaryFolder()
    let bad = try folder.write(
      """
      lean-demo: 1
      title: t
      steps:
        - play: {until: {algorithm: fa2, step: 23}}
        - set: {units: 0}
        - seek: {algorithm: fa2, step: 99}
        - set: {units: 9}
        - key: down
        - try: {text: a, set: {heads: 5}}
      """, to: "bad.yaml")
    let worse = try folder.write("lean-demo: 1\ntitle: t\nsteps:\n  - sya: a\n  - makr: b\n", to: "worse.yaml")
    let run = try FinishedProgram.run(["check", bad, "hook", worse, folder.path("none.yaml")])
    #expect(run.status == 2 && run.output.hasPrefix("hook: a demo of "))
    let lines = run.error.split(separator: "\n")
    try #require(lines.count == 6)
    for (line, ending) in zip(
      lines,
      [
        "bad.yaml:4:5: there is no such step or event in this race", "bad.yaml:5:5: --units: 0 is not from 1 to 4096",
        "bad.yaml:9:5: try: this cannot be set by itself in the form, or in the split strip",
        "worse.yaml:4:5: unknown 'sya' (did you mean say?)", "worse.yaml:5:5: unknown 'makr' (did you mean mark?)",
      ])
    { #expect(line.hasSuffix(ending), "\(line)") }
    #expect(lines[5].contains("none.yaml: there is no such file, nor a shipped demo of that name: hook, "))
    #expect(try FinishedProgram.run(["check"]).status == 64)
  }

  @Test("play without a terminal is wrong usage, and tells the demo in sentences where asked to")
  func plain() throws {
    #expect(try FinishedProgram.run(["play", "figure-1"]).status == 64)
    let told = try FinishedProgram.run(["play", "lesson-1-idle", "--plain"])
    #expect(told.status == 0 && told.error.isEmpty)
    for text in ["== predict", "  3 three: one for each head", "Answer: three", "22 → 22 → 14"] {
      #expect(told.output.contains(text), "\(text)")
    }
  }
}

extension PseudoTerminal {
  /// Presses → and waits for what comes.
  fileprivate func goOn(to text: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
    type("\u{1B}[C")
    try requireText(text, sourceLocation: sourceLocation)
  }
}
