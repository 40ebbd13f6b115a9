import TerminalTestSupport
import Testing

/// Nothing moves: nobody wakes up.
@Suite struct RestTests {
  enum Rest: String, CaseIterable { case paused, help, words, timeView, measured, cancelled }

  @Test("No thread wakes up while nothing moves", arguments: Rest.allCases)
  func rest(_ rest: Rest) throws {
    let terminal = try BuiltProgram.start()
    try terminal.requireText("step 1")
    switch rest {
    case .paused: terminal.type(" ")
    case .help: terminal.type(" ?")
    case .words: terminal.type("g")
    case .timeView: terminal.type(" 4")
    case .measured:
      terminal.type("\u{1B}[F")
      try terminal.requireText("interleaved")
    case .cancelled:
      terminal.type("\u{1B}[F")
      try terminal.requireText("measuring on")
      terminal.type("?")
      try terminal.requireText("suspend; fg comes back")
      // The measurement starts again when the keys rest.
      terminal.type("?")
      try terminal.requireText("interleaved")
      terminal.type("?")
    }
    #expect(terminal.waitForRest(), "\(rest) does not come to rest:\n\(terminal.screen.text)")
    let before = terminal.facts.switches
    #expect(before.count > 1, "\(before)")
    // A second of doing nothing is what is to be seen.
    _ = terminal.wait(seconds: 1) { false }
    #expect(terminal.facts.switches == before, "\(rest): voluntary and other switches of each thread")
    terminal.type("q")
    #expect(terminal.waitForEnd(seconds: BuiltProgram.patience) == .status(0))
  }

  @Test("The memory of a measurement is given back")
  func memory() throws {
    let terminal = try BuiltProgram.start()
    try terminal.requireText("step 1")
    terminal.type("\u{1B}[F")
    try terminal.requireText("interleaved")
    #expect(terminal.waitForRest())
    #expect(terminal.facts.residentMegabytes < 200, "MB")
    terminal.type("r")
    #expect(terminal.waitForRest())
    #expect(terminal.facts.residentMegabytes < 200, "MB")
    terminal.type("q")
    #expect(terminal.waitForEnd(seconds: BuiltProgram.patience) == .status(0))
  }
}
