import TerminalTestSupport
import Testing

/// Terminals of all kinds, and none.
@Suite struct TerminalKindTests {
  @Test(
    "The race is shown on every kind of terminal that can place its cursor",
    arguments: ["linux", "vt100", "xterm", "xterm-256color", "screen", "tmux-256color", "rxvt"])
  func kinds(term: String) throws {
    let terminal = try BuiltProgram.start(environment: ["TERM": term])
    let before = terminal.modes
    try terminal.requireText("step 1")
    terminal.type("?")
    try terminal.requireText("suspend; fg comes back")
    terminal.type("q")
    terminal.expectEnd(.status(0), modes: before, term)
  }

  @Test(
    "A terminal that cannot show a screen gets one line that names --plain, and 64",
    arguments: [nil, "", "dumb", "no-such-terminal", "a name\nof two lines"])
  func useless(term: String?) throws {
    let terminal = try BuiltProgram.start(environment: ["TERM": term])
    let before = terminal.modes
    terminal.expectEnd(.status(64), modes: before, "TERM=\(term ?? "unset")")
    let lines = terminal.screen.lines.filter { !$0.isEmpty }
    // Two rows at most: the terminal breaks a long line.
    #expect(lines.count <= 2 && lines.joined().contains("use --plain"), "\(terminal.screen.text)")
    #expect(terminal.bytes.filter { $0 == 0x0A }.count == 1, "\(terminal.bytes)")
    #expect(!terminal.bytes.contains(0x1B), "\(terminal.bytes)")
  }

  @Test("Without a terminal on stdin or stdout nothing goes to stdout, and one line names --plain")
  func noTerminal() throws {
    let terminal = try PseudoTerminal(width: 80, height: 24)
    let folder = try TemporaryFolder()
    for arguments in [[], ["tui"], ["--view", "race", "--preset", "ragged"]] {
      for input in ["/dev/null", terminal.path] {
        let run = try FinishedProgram.run(arguments, input: input)
        #expect(run.status == 64 && run.output.isEmpty, "\(arguments), stdin \(input): \(run)")
        #expect(run.error.contains("--plain") && run.error.isOneLine, "\(arguments), stdin \(input): \(run)")
      }
      let run = try FinishedProgram.run(arguments, input: "/dev/null", outputTo: terminal.path)
      #expect(run.status == 64 && run.error.contains("--plain") && run.error.isOneLine, "\(arguments): \(run)")
      let toFile = try FinishedProgram.run(arguments, input: terminal.path, outputTo: folder.path("out"))
      #expect(toFile.status == 64 && toFile.error.isOneLine, "\(arguments): \(toFile)")
      #expect(try String(contentsOfFile: folder.path("out"), encoding: .utf8) == "")
    }
    terminal.read(milliseconds: 0)
    #expect(terminal.bytes.isEmpty, "\(terminal.bytes)")
  }

  @Test(
    "No more colours are used than asked for",
    arguments: ["truecolor", "256", "16", "8", "mono"], [[:], ["COLORTERM": "truecolor"], ["NO_COLOR": "1"]])
  func colors(depth: String, environment: [String: String]) throws {
    let terminal = try BuiltProgram.start(["--color", depth, "--speed", "8"], environment: environment)
    try terminal.requireText("step 1")
    let used = terminal.screen.colors
    switch depth {
    case "truecolor": #expect(used.contains { if case .rgb = $0 { true } else { false } }, "\(used)")
    case "256": #expect(used.allSatisfy { $0.isIndex(below: 256) } && used.count > 2, "\(used)")
    case "16": #expect(used.allSatisfy { $0.isIndex(below: 16) } && used.count > 2, "\(used)")
    case "8": #expect(used.allSatisfy { $0.isIndex(below: 8) } && used.count > 2, "\(used)")
    default: #expect(used == [.standard], "\(used)")
    }
  }

  @Test("NO_COLOR means none, COLORTERM all of them")
  func environment() throws {
    let plain = try BuiltProgram.start(environment: ["NO_COLOR": "1", "COLORTERM": "truecolor"])
    try plain.requireText("step 1")
    #expect(plain.screen.colors == [.standard])
    let rich = try BuiltProgram.start(environment: ["COLORTERM": "truecolor"])
    try rich.requireText("step 1")
    #expect(rich.screen.colors.contains { if case .rgb = $0 { true } else { false } }, "\(rich.screen.colors)")
  }

  @Test(
    "--ascii, and every locale that is not UTF-8, keep all bytes below 128",
    arguments: [
      (["--ascii"], [:]), ([], ["LC_ALL": "C"]), ([], ["LANG": nil]), ([], ["LC_ALL": "POSIX", "TERM": "vt100"]),
      (["--ascii", "--big"], ["TERM": "linux"]),
    ] as [([String], [String: String?])])
  func ascii(arguments: [String], environment: [String: String?]) throws {
    let terminal = try BuiltProgram.start(arguments, environment: environment)
    try terminal.requireText("step 1")
    terminal.type("?")
    try terminal.requireText("suspend; fg comes back")
    terminal.type("?b\u{1B}[F")
    try terminal.requireText("needs fewer than 9.")
    if arguments == ["--ascii"] {
      // The other clocks, which have to be measured first.
      try terminal.requireText("interleaved")
      terminal.type("m")
      try terminal.requireText("Composed:")
      terminal.type("m")
      try terminal.requireText("the same problem on")
    }
    terminal.type("q")
    #expect(terminal.waitForEnd(seconds: BuiltProgram.patience) == .status(0))
    let high = terminal.bytes.filter { $0 >= 0x80 }
    #expect(high.isEmpty, "\(arguments) \(environment): \(high.count) bytes of \(terminal.bytes.count)")
  }
}

extension String {
  /// Whether this is one line with its end.
  var isOneLine: Bool { hasSuffix("\n") && filter { $0 == "\n" }.count == 1 }
}

extension VirtualTerminal {
  /// The inks and grounds on the screen.
  var colors: Set<Color> { Set(cells.flatMap { [$0.attributes.ink, $0.attributes.ground] }) }
}

extension VirtualTerminal.Color {
  /// The terminal's own colour, or one of the first.
  func isIndex(below limit: Int) -> Bool {
    switch self {
    case .standard: true
    case .index(let number): number < limit
    case .rgb: false
    }
  }
}
