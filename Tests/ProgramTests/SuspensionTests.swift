import Glibc
import TerminalTestSupport
import Testing

/// ^Z and fg.
@Suite struct SuspensionTests {
  @Test("^Z gives the terminal back and stops; SIGCONT shows the same screen again")
  func controlZ() throws {
    let terminal = try BuiltProgram.start()
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

  @Test("Under a shell with job control, on its terminal, ^Z comes back to the shell, and fg to the screen")
  func shell() throws {
    let terminal = try PseudoTerminal(width: 120, height: 36)
    let script = "set -m; \"$0\"; echo back in the shell; read word; fg; echo over"
    try terminal.start(
      "/bin/sh", ["-c", script, BuiltProgram.path], environment: BuiltProgram.environment, session: .own)
    try terminal.requireText("step 1")
    terminal.type("\u{1A}")
    try terminal.requireText("back in the shell")
    #expect(terminal.screen.leftBehind.isEmpty)
    terminal.type("go on\n")
    try terminal.requireText("step 2")
    terminal.type("q")
    try terminal.requireText("over")
    #expect(terminal.waitForEnd(seconds: BuiltProgram.patience) == .status(0))
  }

  /// Starts the program where the kernel drops a stop, since nobody could continue it: it leads the session, as in
  /// `docker run -it`, or a shell without job control does, as in `ssh -t host "cd x; lean-viz"`.
  private func startWithoutShell(_ arguments: [String], isLeader: Bool) throws -> PseudoTerminal {
    if isLeader { return try BuiltProgram.start(arguments, session: .own) }
    let terminal = try PseudoTerminal(width: 120, height: 36)
    try terminal.start(
      "/bin/sh", ["-c", "\"$0\" \"$@\"; exit $?", BuiltProgram.path] + arguments,
      environment: BuiltProgram.environment, session: .own)
    return terminal
  }

  @Test(
    "Where no shell could bring it back, neither ^Z nor SIGTSTP stops it; it says so and goes on, in every mode",
    arguments: [
      ([], true), ([], false), (["play", "hook"], true), (["--view", "lesson"], false), (["replay", "TRACE"], true),
    ])
  func withoutShell(arguments: [String], isLeader: Bool) throws {
    let folder = try TemporaryFolder()
    if arguments.contains("TRACE") {
      let run = try FinishedProgram.run(["run", "--runs", "1", "--trace", folder.path("t.json")])
      #expect(run.status == 0, "\(run)")
    }
    let terminal = try startWithoutShell(
      arguments.map { $0 == "TRACE" ? folder.path("t.json") : $0 }, isLeader: isLeader)
    try terminal.requireText("lean-viz")
    try terminal.requireText("quit")
    if arguments.contains("lesson") {
      terminal.type("\r")
      try terminal.requireText("1 of 6 · predict")
    }
    let notice = "not stopped: there is no shell with job control"
    terminal.type("\u{1A}")
    try terminal.requireText(notice)
    // Help closes the notice, as any key does; the program hears keys.
    terminal.type("?")
    try terminal.requireText("suspend; fg comes back")
    terminal.type("?")
    // Signals come before keys: the second key has been heard before the next one is sent.
    let isGone = terminal.wait(seconds: BuiltProgram.patience) {
      !terminal.screen.text.contains(notice) && !terminal.screen.text.contains("fg comes back")
    }
    #expect(isGone, "\(terminal.screen.text)")
    if isLeader {
      terminal.send(signal: SIGTSTP)
      try terminal.requireText(notice)
    }
    terminal.type("\u{3}")
    #expect(
      terminal.waitForEnd(seconds: BuiltProgram.patience) == .status(130), "\(arguments)\n\(terminal.screen.text)")
    #expect(terminal.screen.leftBehind.isEmpty && terminal.screen.unknown.isEmpty, "\(arguments)")
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
    try terminal.requireText("interleaved")
    terminal.type("q")
    terminal.expectEnd(.status(0), modes: before, "q")
  }
}
