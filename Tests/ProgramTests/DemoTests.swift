import TerminalTestSupport
import Testing

/// Demos and lessons in a terminal, with a presenter.
@Suite struct DemoTests {
  private static let pageDown = "\u{1B}[6~"
  private static let pageUp = "\u{1B}[5~"

  @Test("A lesson from the list to its end, with a wrong answer; it is noted as done")
  func lesson() throws {
    let folder = try TemporaryFolder()
    let environment = BuiltProgram.environment.changed(by: ["XDG_STATE_HOME": folder.path("state")])
    let terminal = try BuiltProgram.start(["--view", "lesson"], environment: environment)
    let before = terminal.modes
    try terminal.requireText("0 of 6 done")
    terminal.type("\r")
    try terminal.requireText("1 of 4 · predict")
    // Past each sentence, to the question.
    for _ in 0..<2 { terminal.type("\u{1B}[C") }
    try terminal.requireText("1 to 3 answers")
    terminal.type("1")
    try terminal.requireText("✗ no")
    #expect(terminal.screen.text.contains("✓ right"))
    try terminal.requireText("Nobody gave U3 to U7 anything.")
    #expect(terminal.screen.text.contains("0.5×"), "not at half speed")
    for _ in 0..<3 {
      terminal.type(Self.pageDown)
    }
    try terminal.requireText("4 of 4 · tell")
    terminal.type("\u{1B}[C")
    try terminal.requireText("nobody cuts it")
    for _ in 0..<2 { terminal.type("\u{1B}[C") }
    try terminal.requireText("1 of 6 done")
    terminal.type("q")
    terminal.expectEnd(.status(0), modes: before, "q")
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

  @Test("check says what is wrong and where, for each file, and has the status of the last")
  func check() throws {
    let folder = try TemporaryFolder()
    let bad = try folder.write(
      "lean-demo: 1\ntitle: t\nsteps:\n  - play: {until: {algorithm: fa2, step: 23}}\n", to: "bad.yaml")
    let worse = try folder.write("lean-demo: 1\ntitle: t\nsteps:\n  - sya: a\n", to: "worse.yaml")
    let run = try FinishedProgram.run(["check", bad, "hook", worse, folder.path("none.yaml")])
    #expect(run.status == 2 && run.output.hasPrefix("hook: a demo of "))
    let lines = run.error.split(separator: "\n")
    #expect(lines.count == 3)
    #expect(lines[0].hasSuffix("bad.yaml:4:5: there is no such step or event in this race"))
    #expect(lines[1].hasSuffix("worse.yaml:4:5: unknown 'sya' (did you mean say?)"))
    #expect(lines[2].contains("none.yaml: there is no such file, nor a shipped demo of that name: hook, "))
    #expect(try FinishedProgram.run(["check"]).status == 64)
  }

  @Test("play without a terminal is wrong usage, and tells the demo in sentences where asked to")
  func plain() throws {
    #expect(try FinishedProgram.run(["play", "figure-1"]).status == 64)
    let told = try FinishedProgram.run(["play", "lesson-1-idle", "--plain"])
    #expect(told.status == 0 && told.error.isEmpty)
    for text in ["== predict", "  3 three", "Answer: three", "22 → 10 → 9"] {
      #expect(told.output.contains(text), "\(text)")
    }
  }
}
