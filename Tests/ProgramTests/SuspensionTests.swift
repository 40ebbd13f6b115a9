import Glibc
import TerminalTestSupport
import Testing

/// ^Z and fg.
@Suite struct SuspensionTests {
  @Test("^Z gives the terminal back and stops; SIGCONT shows the same screen again", arguments: [true, false])
  func controlZ(ownSession: Bool) throws {
    let terminal = try BuiltProgram.start(session: ownSession ? .own : .ofTest)
    let before = terminal.modes
    try terminal.requireText("space pause")
    terminal.type(" ")
    try terminal.requireText("space play")
    for round in 1...3 {
      #expect(terminal.waitForRest())
      let shown = terminal.screen.cells
      terminal.type("\u{1A}")
      #expect(terminal.waitForStop(seconds: BuiltProgram.patience), "round \(round)")
      terminal.read(milliseconds: 0)
      terminal.expectTerminalAsBefore(before, "stopped, round \(round)")
      #expect(terminal.screen.isBlank, "stopped, round \(round)\n\(terminal.screen.text)")

      let updates = terminal.screen.updates
      terminal.send(signal: SIGCONT)
      #expect(
        terminal.wait(seconds: BuiltProgram.patience) { terminal.screen.updates > updates }, "round \(round)")
      #expect(terminal.waitForRest())
      #expect(terminal.screen.cells == shown, "continued, round \(round)\n\(terminal.screen.text)")
    }
    terminal.type("q")
    terminal.expectEnd(.status(0), modes: before, "q after fg")
  }

  @Test("SIGTSTP stops as ^Z does, while it plays; the race goes on afterwards")
  func signal() throws {
    let terminal = try BuiltProgram.start()
    let before = terminal.modes
    try terminal.requireText("step 1")
    terminal.send(signal: SIGTSTP)
    #expect(terminal.waitForStop(seconds: BuiltProgram.patience))
    terminal.expectTerminalAsBefore(before, "stopped")
    terminal.send(signal: SIGCONT)
    try terminal.requireText("step 2")
    terminal.type("q")
    terminal.expectEnd(.status(0), modes: before, "q after fg")
  }

  @Test("A terminal that changed while the program was stopped is taken anew")
  func changedMeanwhile() throws {
    let terminal = try BuiltProgram.start()
    try terminal.requireText("space pause")
    terminal.type(" ")
    try terminal.requireText("space play")
    // Stopped by others, without a chance to give the terminal back; a shell then sets its own modes and size.
    terminal.send(signal: SIGSTOP)
    #expect(terminal.waitForStop(seconds: BuiltProgram.patience))
    var modes = termios()
    tcgetattr(terminal.terminal, &modes)
    modes.c_lflag |= UInt32(ICANON | ECHO | ISIG)
    tcsetattr(terminal.terminal, TCSANOW, &modes)
    terminal.resize(width: 100, height: 30)
    terminal.send(signal: SIGCONT)
    // A key without a line's end arrives only in raw mode.
    try terminal.requireText("space play")
    #expect(terminal.waitForRest())
    terminal.type("?")
    try terminal.requireText("suspend; fg comes back")
    terminal.type("q")
    #expect(terminal.waitForEnd(seconds: BuiltProgram.patience) == .status(0))
    #expect(terminal.screen.leftBehind.isEmpty)
  }

  @Test("^Z while it measures ends the measurement; after fg it starts again by itself")
  func whileMeasuring() throws {
    let terminal = try BuiltProgram.start()
    let before = terminal.modes
    try terminal.requireText("space pause")
    terminal.type("\u{1B}OF")
    try terminal.requireText("measuring on")
    terminal.type("\u{1A}")
    #expect(terminal.waitForStop(seconds: BuiltProgram.patience))
    terminal.expectTerminalAsBefore(before, "stopped")
    terminal.send(signal: SIGCONT)
    try terminal.requireText("interleaved runs")
    terminal.type("q")
    terminal.expectEnd(.status(0), modes: before, "q")
  }
}
