import Glibc
import TerminalTestSupport
import Testing

/// Every ordinary way out, from everywhere in the program.
@Suite struct LeavingTests {
  enum Place: String, CaseIterable {
    case race, paused, help, zoom, timeView, card, measuring, tooSmall, measuringTooSmall

    func reach(_ terminal: PseudoTerminal) throws {
      switch self {
      case .race: try terminal.requireText("step 1")
      case .paused:
        terminal.type(" ")
        try terminal.requireText("space play")
      case .help:
        terminal.type("?")
        try terminal.requireText("suspend; fg comes back")
      case .zoom:
        terminal.type("zz")
        try terminal.requireText("FlashDecoding")
      case .timeView:
        terminal.type("4")
        try terminal.requireText("GB/s")
      case .card:
        terminal.type("\u{1B}[F")
        try terminal.requireText("22 → 10 → 9 steps.")
      case .measuring:
        terminal.type("\u{1B}OF")
        try terminal.requireText("measuring on")
      case .tooSmall:
        terminal.resize(width: 79, height: 24)
        try terminal.requireText("need 80×24, have 79×24")
      case .measuringTooSmall:
        terminal.type("\u{1B}[4~")
        try terminal.requireText("measuring on")
        terminal.resize(width: 30, height: 5)
        try terminal.requireText("need 80×24, have 30×5")
      }
    }
  }

  enum Key: String, CaseIterable {
    case q = "q"
    case controlC = "\u{3}"
    case controlBackslash = "\u{1C}"

    var ending: PseudoTerminal.Ending {
      switch self {
      case .q: .status(0)
      case .controlC: .status(130)
      case .controlBackslash: .status(131)
      }
    }
  }

  @Test("q, ^C and ^\\ leave from everywhere, at the first press", arguments: Place.allCases)
  func keys(place: Place) throws {
    for key in Key.allCases {
      let terminal = try BuiltProgram.start()
      let before = terminal.modes
      try terminal.requireText("FlashAttention-2")
      try place.reach(terminal)
      terminal.type(key.rawValue)
      terminal.expectEnd(key.ending, modes: before, "\(key) in \(place)")
      #expect(terminal.screen.isBlank, "\(key) in \(place) leaves something on the screen")
    }
  }

  @Test("^C typed at once, before there is a picture, leaves too")
  func early() throws {
    for _ in 0..<5 {
      let terminal = try BuiltProgram.start(session: .own)
      // While the system still loads the program, the signal is nobody's.
      #expect(terminal.wait(seconds: BuiltProgram.patience) { terminal.facts.takes(signal: SIGINT) })
      terminal.type("\u{3}")
      #expect(terminal.waitForEnd(seconds: BuiltProgram.patience) == .status(130), "\(terminal.screen.text)")
      #expect(terminal.screen.leftBehind.isEmpty)
    }
  }

  @Test("A terminal that hangs up ends the program with 129", arguments: [Place.race, .paused, .card, .measuring])
  func hangUp(place: Place) throws {
    for session in [PseudoTerminal.Session.own, .ofTest] {
      let terminal = try BuiltProgram.start(session: session)
      try terminal.requireText("FlashAttention-2")
      try place.reach(terminal)
      terminal.hangUp()
      #expect(terminal.waitForEnd(seconds: BuiltProgram.patience) == .status(129), "\(place), \(session)")
    }
  }

  @Test("Keys typed before there is a picture are not lost")
  func typedAhead() throws {
    for _ in 0..<5 {
      let terminal = try BuiltProgram.start()
      let before = terminal.modes
      terminal.type("q")
      terminal.expectEnd(.status(0), modes: before, "q typed ahead")
    }
  }

  @Test("A pasted q is text, not a key")
  func paste() throws {
    let terminal = try BuiltProgram.start()
    try terminal.requireText("FlashAttention-2")
    terminal.type("\u{1B}[200~q\u{3}\u{1A}q\u{1B}[201~?")
    try terminal.requireText("suspend; fg comes back")
    terminal.type("q")
    #expect(terminal.waitForEnd(seconds: BuiltProgram.patience) == .status(0))
  }
}
