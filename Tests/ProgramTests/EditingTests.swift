import TerminalTestSupport
import Testing

/// Problems that are chosen and changed on screen, with the real kernel behind them.
@Suite struct EditingTests {
  private static let down = "\u{1B}[B"
  private static let right = "\u{1B}[C"

  @Test("A preset, another number of units and another S are run, and leaving says how to bring them back")
  func changesTheProblem() throws {
    let terminal = try BuiltProgram.start()
    let before = terminal.modes
    try terminal.requireText("step 1")
    terminal.type("p\(Self.down)\r")
    try terminal.requireText("figure-1 ·")
    terminal.type("e" + String(repeating: Self.down, count: 7))
    try terminal.requireText("edit the problem")
    terminal.type("\u{7F}3")
    try terminal.requireText("try 8, 108 (A100) or 132 (H100)")
    terminal.type("\r")
    try terminal.requireText("3 units")
    terminal.type("s")
    try terminal.requireText("steps for S chunks")
    terminal.type(Self.right)
    try terminal.requireText("S = 3")
    terminal.type("\u{1B}")
    terminal.type("\u{1B}OF")
    try terminal.requireText("interleaved")
    terminal.type("q")
    terminal.expectEnd(.status(0), modes: before, "q")
    let written = String(decoding: terminal.bytes, as: UTF8.self)
    #expect(written.contains("lean-viz --preset figure-1 --units 3 --splits 3"), "\(written.suffix(300))")
  }

  @Test("What is wrong in the form is said, and not run")
  func refusesNonsense() throws {
    let terminal = try BuiltProgram.start(megabytes: 1000)
    let before = terminal.modes
    try terminal.requireText("step 1")
    terminal.type("e0")
    terminal.type(String(repeating: "9", count: 30))
    try terminal.requireText("digits is too large")
    terminal.type("\r")
    try terminal.requireText("edit the problem")
    terminal.type(String(repeating: "\u{7F}", count: 60) + "2000000000")
    try terminal.requireText("GiB")
    terminal.type("\r")
    // More than there is memory for: the form stays, and behind it the old problem.
    try terminal.requireText("bytes of memory")
    #expect(terminal.screen.text.contains("edit the problem"))
    terminal.type("\u{1B}")
    try terminal.requireText("enter inspect")
    terminal.type("2")
    try terminal.requireText("tile A0")
    #expect(terminal.screen.text.contains("5,632"))
    terminal.type("q")
    terminal.expectEnd(.status(0), modes: before, "q")
  }

  @Test("Merge compares with the reference, and merging without re-scaling shows")
  func mergesWrongly() throws {
    let terminal = try BuiltProgram.start(["--view", "merge"])
    let before = terminal.modes
    try terminal.requireText("3 merge")
    terminal.type("\u{1B}OF")
    try terminal.requireText("result over all 22 tiles")
    try terminal.requireText("off by ≤")
    terminal.type("w")
    try terminal.requireText("not re-scaled")
    try terminal.requireText("wrong wherever the two m differ")
    terminal.type("q")
    terminal.expectEnd(.status(0), modes: before, "q")
  }
}
