import TerminalTestSupport
import Testing

/// From one cell to a large window.
@Suite struct SizeTests {
  @Test(
    "Below 80×24 a page says what is needed; growing shows the race", arguments: [(1, 1), (10, 3), (79, 24), (80, 23)])
  func tooSmall(width: Int, height: Int) throws {
    let terminal = try BuiltProgram.start(width: width, height: height)
    let before = terminal.modes
    if width >= 20 {
      try terminal.requireText("need 80×24, have \(width)×\(height)")
    } else {
      #expect(terminal.wait(seconds: BuiltProgram.patience) { terminal.screen.modes.contains(1049) })
    }
    terminal.resize(width: 80, height: 24)
    try terminal.requireText("FlashAttention-2")
    try terminal.requireText("FlashDecoding")
    try terminal.requireText("LeanAttention")
    #expect(!terminal.screen.text.contains("need 80×24"))
    terminal.resize(width: width, height: height)
    terminal.resize(width: 120, height: 36)
    try terminal.requireText("CPU core")
    terminal.type("q")
    terminal.expectEnd(.status(0), modes: before, "\(width)×\(height)")
  }

  @Test(
    "The race has its three strips and its key line at every size",
    arguments: [(80, 24), (100, 30), (120, 36), (250, 80)])
  func full(width: Int, height: Int) throws {
    let terminal = try BuiltProgram.start(width: width, height: height)
    for text in ["FlashAttention-2", "FlashDecoding", "LeanAttention", "22 steps", "10 steps", "9 steps", "q quit"] {
      try terminal.requireText(text)
    }
    terminal.type("\u{1B}[F")
    try terminal.requireText("22 → 10 → 9 steps.")
    terminal.type("q")
    #expect(terminal.waitForEnd(seconds: BuiltProgram.patience) == .status(0))
  }

  @Test("A new size while it measures shows the card at that size, and the measurement goes on")
  func whileMeasuring() throws {
    let terminal = try BuiltProgram.start()
    try terminal.requireText("space pause")
    terminal.type("\u{1B}OF")
    try terminal.requireText("measuring on")
    for (width, height) in [(100, 30), (60, 10), (80, 24), (160, 50)] { terminal.resize(width: width, height: height) }
    try terminal.requireText("22 → 10 → 9 steps.")
    try terminal.requireText("interleaved")
    #expect(!terminal.screen.text.contains("stopped"), "\(terminal.screen.text)")
    terminal.type("q")
    #expect(terminal.waitForEnd(seconds: BuiltProgram.patience) == .status(0))
  }
}
