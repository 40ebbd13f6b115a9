import TerminalTestSupport
import Testing

/// Hundreds of megabytes, and more than there is.
@Suite(.serialized) struct LargeProblemTests {
  @Test("q leaves from the middle of 570 MB of K and V, wherever the kernel is", arguments: 0..<4)
  func leaving(stage: Int) throws {
    let terminal = try BuiltProgram.start(["--preset", "one-more-request", "--batch", "17"])
    let before = terminal.modes
    try terminal.requireText("17 requests")
    if stage > 0 { terminal.type("\u{1B}OF") }
    if stage == 2 { try terminal.requireText("Checking the results") }
    if stage == 3 { try terminal.requireText("measuring on") }
    terminal.type("q")
    terminal.expectEnd(.status(0), modes: before, "stage \(stage)")
  }

  @Test("What does not fit is refused with its bytes, before the screen is taken or a word is told")
  func tooLarge() throws {
    let huge = ["--context", "2000000000", "--heads", "64"]
    let terminal = try BuiltProgram.start(huge)
    let before = terminal.modes
    terminal.expectEnd(.status(64), modes: before, "\(huge)")
    #expect(!terminal.bytes.contains(0x1B), "\(terminal.screen.text)")
    #expect(terminal.screen.text.contains("65536000065536 bytes"), "\(terminal.screen.text)")
    let plain = try FinishedProgram.run(["--plain"] + huge)
    #expect(plain.status == 64 && plain.output.isEmpty && plain.error.isOneLine, "\(plain)")
    #expect(plain.error.contains("65536000065536 bytes"), "\(plain)")
  }

  @Test("An address-space limit counts as little memory", arguments: ["--plain", "tui"])
  func limit(mode: String) throws {
    // Less than K and V take.
    let terminal = try PseudoTerminal(width: 120, height: 36)
    try terminal.start(
      "/bin/sh",
      ["-c", "ulimit -v 500000; exec \"$0\" \"$@\"", BuiltProgram.path, mode, "--preset", "one-more-request"],
      environment: BuiltProgram.environment)
    #expect(terminal.waitForEnd(seconds: BuiltProgram.patience) == .status(64), "\(terminal.screen.text)")
    #expect(!terminal.bytes.contains(0x1B), "\(terminal.screen.text)")
    #expect(terminal.screen.text.contains("bytes"), "\(terminal.screen.text)")
  }

  @Test("A small problem runs, and is measured, under a tight address-space limit")
  func tightLimit() throws {
    let terminal = try PseudoTerminal(width: 120, height: 36)
    try terminal.start(
      "/bin/sh", ["-c", "ulimit -v 700000; exec \"$0\" \"$@\"", BuiltProgram.path],
      environment: BuiltProgram.environment)
    try terminal.requireText("step 1")
    terminal.type("\u{1B}OF")
    try terminal.requireText("interleaved")
    terminal.type("q")
    #expect(terminal.waitForEnd(seconds: BuiltProgram.patience) == .status(0))
  }
}
