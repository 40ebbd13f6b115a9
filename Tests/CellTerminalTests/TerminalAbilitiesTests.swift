import CellFrame
import Testing

@testable import CellTerminal

@Suite struct TerminalAbilitiesTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var environment: [String: String]
    var request = TerminalAbilities.Request()
    var depth: ColorDepth
    var entry: String

    var testDescription: String { "\(environment) \(request)" }
  }

  /// What terminfo says of the terminals in the table.
  static let entries: [String: TerminalFacts.Entry] = [
    "xterm": .init(colors: 8, erasesWithGround: true), "xterm-256color": .init(colors: 256, erasesWithGround: true),
    "xterm-direct": .init(colors: 1 << 24, erasesWithGround: true),
    "screen-256color": .init(colors: 256, erasesWithGround: false),
    "rxvt-88color": .init(colors: 88, erasesWithGround: true), "linux": .init(colors: 8, erasesWithGround: true),
    "vt100": .init(colors: 0, erasesWithGround: false), "eterm-color": .init(colors: 8, erasesWithGround: true),
  ]

  static func facts(_ environment: [String: String], codeset: String = "UTF-8") -> TerminalFacts {
    TerminalFacts(
      environment: environment, inputIsTerminal: true, outputIsTerminal: true, codeset: codeset,
      entry: environment["TERM"].flatMap { entries[$0] })
  }

  static let cases: [Case] = [
    Case(environment: ["TERM": "xterm-256color"], depth: .indexed256, entry: "lean-256"),
    Case(environment: ["TERM": "xterm-256color", "COLORTERM": "truecolor"], depth: .truecolor, entry: "lean-direct"),
    Case(environment: ["TERM": "xterm-256color", "COLORTERM": "24bit"], depth: .truecolor, entry: "lean-direct"),
    Case(environment: ["TERM": "xterm-256color", "COLORTERM": "yes"], depth: .indexed256, entry: "lean-256"),
    Case(environment: ["TERM": "xterm-direct"], depth: .truecolor, entry: "lean-direct"),
    Case(environment: ["TERM": "xterm"], depth: .ansi8, entry: "lean-256"),
    Case(environment: ["TERM": "rxvt-88color"], depth: .ansi16, entry: "lean-256"),
    Case(environment: ["TERM": "screen-256color"], depth: .indexed256, entry: "lean-256-plain"),
    Case(
      environment: ["TERM": "screen-256color", "COLORTERM": "truecolor"], depth: .truecolor,
      entry: "lean-direct-plain"),
    Case(environment: ["TERM": "linux", "COLORTERM": "truecolor"], depth: .ansi8, entry: "linux"),
    Case(environment: ["TERM": "vt100", "COLORTERM": "truecolor"], depth: .mono, entry: "vt100"),
    Case(environment: ["TERM": "eterm-color"], depth: .ansi8, entry: "eterm-color"),
    Case(environment: ["TERM": "xterm-256color", "NO_COLOR": "1"], depth: .mono, entry: "lean-256"),
    Case(environment: ["TERM": "xterm-256color", "NO_COLOR": ""], depth: .indexed256, entry: "lean-256"),
    Case(
      environment: ["TERM": "xterm-256color", "NO_COLOR": "1", "COLORTERM": "truecolor"], depth: .mono,
      entry: "lean-256"),
    Case(
      environment: ["TERM": "xterm", "NO_COLOR": "1"], request: .init(depth: .ansi16), depth: .ansi16, entry: "lean-256"
    ),
    Case(environment: ["TERM": "xterm"], request: .init(depth: .truecolor), depth: .truecolor, entry: "lean-direct"),
    Case(environment: ["TERM": "linux"], request: .init(depth: .truecolor), depth: .ansi8, entry: "linux"),
    Case(environment: ["TERM": "vt100"], request: .init(depth: .indexed256), depth: .mono, entry: "vt100"),
    Case(
      environment: ["TERM": "xterm-256color", "COLORTERM": "truecolor"], request: .init(depth: .ansi8), depth: .ansi8,
      entry: "lean-256"),
  ]

  @Test("Colours follow the request, NO_COLOR, COLORTERM and terminfo, in this order", arguments: cases)
  func colors(example: Case) throws {
    let abilities = try TerminalAbilities(Self.facts(example.environment), request: example.request)
    #expect(abilities.depth == example.depth, "\(example)")
    #expect(abilities.entry == example.entry, "\(example)")
  }

  @Test("Outside UTF-8, and when asked for, only ASCII is drawn")
  func charset() throws {
    let environment = ["TERM": "xterm"]
    for (codeset, ascii, expected) in [
      ("UTF-8", false, Charset.utf8), ("utf8", false, .utf8), ("UTF-8", true, .ascii),
      ("ANSI_X3.4-1968", false, .ascii), ("ISO-8859-1", false, .ascii), ("", false, .ascii),
    ] {
      let abilities = try TerminalAbilities(
        Self.facts(environment, codeset: codeset), request: .init(ascii: ascii))
      #expect(abilities.charset == expected, "\(codeset), asked for ASCII: \(ascii)")
    }
  }

  @Test(
    "A locale that is not installed is believed by its name; where that says nothing of UTF-8, a line says so",
    arguments: [
      (["LANG": "de_DE.UTF-8"], Charset.utf8), (["LANG": "de_DE.utf8@euro"], .utf8), (["LANG": "de_DE"], .ascii),
      (["LC_ALL": "de_DE", "LANG": "C.UTF-8"], .ascii), (["LC_CTYPE": "x.utf-8", "LANG": "y"], .utf8),
      (["LC_ALL": "", "LANG": "x.UTF-8"], .utf8), (["LANG": "de_DE.ISO-8859-1"], .ascii), (["LANG": "."], .ascii),
      (["LANG": "@"], .ascii), (["LANG": "@.UTF-8"], .ascii), (["LANG": "two\nlines"], .ascii),
    ] as [([String: String], Charset)])
  func missingLocale(environment: [String: String], charset: Charset) {
    let locale = UserLocale(environment: environment) { nil }
    #expect(locale.charset == charset)
    #expect((locale.complaint == nil) == (charset == .utf8))
    #expect(locale.complaint?.contains("LC_ALL=C.UTF-8") != false && locale.complaint?.contains("\n") != true)
    let installed = UserLocale(environment: environment) { "UTF-8" }
    #expect(installed.charset == .utf8 && installed.complaint == nil)
    #expect(UserLocale(environment: environment) { "ANSI_X3.4-1968" }.complaint == nil)
  }

  @Test("The mouse and private modes are for xterm's family only")
  func modes() throws {
    for (term, expected) in [("xterm", true), ("screen-256color", true), ("linux", false), ("vt100", false)] {
      let abilities = try TerminalAbilities(Self.facts(["TERM": term]))
      #expect(abilities.isModern == expected && abilities.mouse == expected, "\(term)")
      let without = try TerminalAbilities(Self.facts(["TERM": term]), request: .init(mouse: false))
      #expect(!without.mouse, "\(term)")
    }
  }

  @Test("What cannot show a screen is one line that points to --plain")
  func errors() {
    var noInput = Self.facts(["TERM": "xterm"])
    noInput.inputIsTerminal = false
    var noOutput = Self.facts(["TERM": "xterm"])
    noOutput.outputIsTerminal = false
    for (facts, expected) in [
      (noInput, TerminalError.noTerminal(stream: "stdin")), (noOutput, .noTerminal(stream: "stdout")),
      (Self.facts([:]), .unnamed), (Self.facts(["TERM": ""]), .unnamed),
      (Self.facts(["TERM": "dumb"]), .tooSimple(term: "dumb")),
      (Self.facts(["TERM": "no-such\nterminal"]), .unknown(term: "no-such\nterminal")),
    ] {
      #expect(throws: expected) { try TerminalAbilities(facts) }
      #expect(expected.description.contains("--plain") && !expected.description.contains("\n"), "\(expected)")
    }
    for error in [TerminalError.unnamed, .tooSimple(term: "dumb"), .unknown(term: "xterm-of-tomorrow")] {
      #expect(error.description.contains("try TERM=xterm-256color, or use --plain"), "\(error)")
    }
    // Not what was tried already.
    let none = TerminalError.unknown(term: "xterm-256color").description
    #expect(none.contains("--plain") && !none.contains("try TERM"), "\(none)")
  }

  @Test("Terminfo is asked without a word and without an end")
  func terminfo() {
    #expect(TerminalFacts.Entry(term: "xterm-256color") == .init(colors: 256, erasesWithGround: true))
    #expect(TerminalFacts.Entry(term: "vt100") == .init(colors: 0, erasesWithGround: false))
    for term in ["no-such-terminal", "", "../../../../etc/passwd", String(repeating: "x", count: 100_000), "dumb"] {
      #expect(TerminalFacts.Entry(term: term) == nil, "\(term.prefix(50))")
    }
  }
}
