import TerminalTestSupport
import Testing

/// The words of a screen, in a terminal.
@Suite struct WordsTests {
  @Test("g explains the words of a demo's screen, in ASCII too; the demo waits for whoever reads")
  func demo() throws {
    let terminal = try BuiltProgram.start(["play", "hook", "--ascii"], width: 80, height: 24)
    let before = terminal.modes
    try terminal.requireText("1 of 4")
    terminal.type("g")
    try terminal.requireText("words on this screen, page 1 of")
    #expect(terminal.waitForRest(), "it does not wait:\n\(terminal.screen.text)")
    terminal.type("\u{1B}[B")
    try terminal.requireText("words on this screen, page 2 of")
    terminal.type("g")
    try terminal.requireText("esc take over")
    terminal.type("\u{1B}[6~")
    try terminal.requireText("2 of 4")
    terminal.type("gq")
    try terminal.requireText("leave the demo?")
    terminal.type("q")
    terminal.expectEnd(.status(0), modes: before, "q")
  }
}
