import Foundation
import TerminalTestSupport
import Testing

/// The first half minute.
@Suite struct OpeningTests {
  @Test("The race moves by itself; End reaches the card, and the times fill in; m shows their clocks; y copies")
  func opening() throws {
    let terminal = try BuiltProgram.start()
    let before = terminal.modes
    try terminal.requireText("3 heads of 5,632 keys = 22 tiles of 256.")
    try terminal.requireText("step 1")
    try terminal.requireText("step 2")
    try terminal.requireText("slowed")
    terminal.type("\u{1B}OF")
    try terminal.requireText("22 → 10 → 9 steps.")
    try terminal.requireText("All three equal the f64 reference")
    try terminal.requireText("measuring")
    try terminal.requireText("9 (S=8), with 24")
    try terminal.requireText("interleaved")
    #expect(!terminal.screen.text.contains("measuring"), "\(terminal.screen.text)")
    for pattern in [
      #"unit time +37\.5 % +82\.5 % +91\.7 %"#, #"partials +0 +15 +7"#,
      #"as if 8 CPU cores( +[0-9.]+ (µs|ms)){3}"#, #"measured, [0-9a-z ]+( +[S=0-9: ]*[0-9.]+ (µs|ms)){3}"#,
    ] {
      #expect(terminal.screen.text.contains(try Regex(pattern)), "\(pattern)\n\(terminal.screen.text)")
    }
    terminal.type("m")
    try terminal.requireText("Composed:")
    #expect(terminal.screen.text.contains(try Regex(#"one merge takes [0-9.]+ %"#)), "\(terminal.screen.text)")
    terminal.type("m")
    try terminal.requireText("the same problem on")
    terminal.type("m")
    try terminal.requireText("22 → 10 → 9 steps.")
    terminal.type("y")
    try terminal.requireText("command line copied")
    let copied = Data("lean-viz".utf8).base64EncodedString()
    #expect(terminal.screen.commands == ["52;c;\(copied)"], "\(terminal.screen.commands)")
    terminal.type(" ")
    try terminal.requireText("replayed from the record")
    try terminal.requireText("step 1")
    terminal.type("q")
    terminal.expectEnd(.status(0), modes: before, "q")
  }

  @Test("A key held down, and measuring again and again, end with the times all the same")
  func heldKeys() throws {
    let terminal = try BuiltProgram.start()
    try terminal.requireText("step 1")
    for key in ["\u{1B}OF", "r", "."] {
      for _ in 0..<30 {
        terminal.type(key)
        terminal.read(milliseconds: 5)
      }
      try terminal.requireText("needs fewer than 9.")
      try terminal.requireText("interleaved")
      #expect(terminal.waitForRest())
      #expect(!terminal.screen.text.contains("measuring"), "\(key)\n\(terminal.screen.text)")
    }
  }

  @Test("The copied command line gives the same problem")
  func commandLine() throws {
    let arguments = ["--context", "3000,200", "--heads", "4", "--units", "5", "--seed", "9"]
    let terminal = try BuiltProgram.start(arguments)
    try terminal.requireText("step 1")
    terminal.type("y")
    try terminal.requireText("command line copied")
    let code = terminal.screen.commands.first?.split(separator: ";").last.map(String.init) ?? ""
    let line = Data(base64Encoded: code).map { String(decoding: $0, as: UTF8.self) }
    #expect(line == "lean-viz " + arguments.joined(separator: " "), "\(terminal.screen.commands)")
  }

  @Test("A terminal that has no clipboard is told the command line instead")
  func noClipboard() throws {
    let terminal = try BuiltProgram.start(["--units", "5"], environment: ["TERM": "linux"])
    try terminal.requireText("step 1")
    terminal.type("y")
    try terminal.requireText("lean-viz --units 5")
    #expect(terminal.screen.commands.isEmpty)
  }
}
