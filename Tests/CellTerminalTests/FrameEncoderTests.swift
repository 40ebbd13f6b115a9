import CellFrame
import TerminalTestSupport
import Testing

@testable import CellTerminal
import TestSupport

@Suite struct FrameEncoderTests {
  /// A terminal for each depth with the entries of our own, and some of the system's.
  static let terminals: [TerminalAbilities] =
    ColorDepth.allCases.map { TerminalAbilities(headless: $0) } + [
      .recording,
      abilities("lean-256-plain", .indexed256), abilities("lean-direct-plain", .truecolor),
      abilities("xterm", .ansi8), abilities("xterm-256color", .indexed256), abilities("xterm-256color", .mono),
      abilities("rxvt-unicode-256color", .ansi16), abilities("linux", .ansi8, charset: .ascii),
      abilities("vt100", .mono, charset: .ascii),
    ]

  static func abilities(
    _ entry: String, _ depth: ColorDepth, charset: Charset = .utf8
  ) -> TerminalAbilities {
    var abilities = TerminalAbilities(headless: depth)
    abilities.entry = entry
    abilities.charset = charset
    return abilities
  }

  @Test("What is written turns any frame into any other", arguments: terminals)
  func randomFrames(abilities: TerminalAbilities) throws {
    for seed in 1...20 as ClosedRange<UInt64> {
      var random = SeededRandom(seed: seed)
      let (width, height) = (Int.random(in: 1...60, using: &random), Int.random(in: 1...20, using: &random))
      let encoder = try FrameEncoder(abilities: abilities, width: width, height: height)
      var terminal = VirtualTerminal(width: width, height: height)
      var frame = Frame(width: width, height: height)
      for round in 0..<6 {
        scribble(on: &frame, using: &random)
        let bytes = encoder.encode(frame, theme: .okabeIto)
        terminal.feed(bytes)
        let difference = CellTerminalTests.difference(terminal, frame, abilities)
        #expect(
          difference == nil, "\(abilities), seed \(seed), round \(round), \(width)×\(height): \(difference ?? "")")
        #expect(terminal.unknown == [], "\(abilities), seed \(seed), round \(round)")
        #expect(!bytes.contains(0x0A), "a line feed depends on the terminal's modes: \(abilities), seed \(seed)")
        let again = encoder.encode(frame, theme: .okabeIto)
        #expect(again.isEmpty, "\(abilities), seed \(seed), round \(round): shown twice, wrote \(again.count) bytes")
        if difference != nil { return }
      }
    }
  }

  @Test("A recording never takes the second screen, and leaves its last frame with everything off")
  func recording() throws {
    let encoder = try FrameEncoder(abilities: .recording, width: 30, height: 6)
    var terminal = VirtualTerminal(width: 30, height: 6)
    var frame = Frame(width: 30, height: 6)
    for round in 0..<3 {
      for y in 0..<6 { frame.write("round \(round) ⊕ 注", x: y, y: y, style: .fill(round + y)) }
      terminal.feed(encoder.encode(frame, theme: .okabeIto))
      #expect(terminal.leftBehind == ["a hidden cursor"], "round \(round)")
    }
    terminal.feed(encoder.leave())
    #expect(terminal.leftBehind == [] && terminal.unknown == [])
    #expect(terminal.text + "\n" == frame.text)
    #expect(encoder.leave() == [], "twice")
  }

  @Test("A screen of one cell shows it")
  func oneCell() throws {
    let encoder = try FrameEncoder(abilities: TerminalAbilities(headless: .truecolor), width: 1, height: 1)
    var terminal = VirtualTerminal(width: 1, height: 1)
    for text in ["A", "注", "B"] {
      var frame = Frame(width: 1, height: 1)
      frame.write(text, x: 0, y: 0, style: .title)
      terminal.feed(encoder.encode(frame, theme: .okabeIto))
      #expect(difference(terminal, frame, TerminalAbilities(headless: .truecolor)) == nil, "\(text)")
    }
  }

  @Test("After a new size, and after a repaint, everything is written")
  func sizes() throws {
    var random = SeededRandom(seed: 7)
    let abilities = TerminalAbilities(headless: .indexed256)
    let encoder = try FrameEncoder(abilities: abilities, width: 30, height: 10)
    var terminal = VirtualTerminal(width: 30, height: 10)
    for (width, height) in [(30, 10), (50, 20), (3, 2), (1, 1), (200, 60), (30, 1), (1, 30), (80, 24)] {
      encoder.resize(width: width, height: height)
      terminal = VirtualTerminal(width: width, height: height)
      var frame = Frame(width: width, height: height)
      scribble(on: &frame, using: &random)
      terminal.feed(encoder.encode(frame, theme: .okabeIto))
      #expect(difference(terminal, frame, abilities) == nil, "\(width)×\(height)")
      #expect(encoder.width == width && encoder.height == height)

      encoder.repaint()
      var blank = VirtualTerminal(width: width, height: height)
      blank.feed(encoder.encode(frame, theme: .okabeIto))
      #expect(difference(blank, frame, abilities) == nil, "repainted \(width)×\(height)")
    }
  }

  @Test("A frame of another size is cut, or set on blank ground")
  func otherSizes() throws {
    let abilities = TerminalAbilities(headless: .truecolor)
    let encoder = try FrameEncoder(abilities: abilities, width: 10, height: 3)
    var terminal = VirtualTerminal(width: 10, height: 3)
    for (width, height) in [(20, 5), (4, 1), (0, 0), (10, 3)] {
      var frame = Frame(width: width, height: height)
      frame.fill(frame.bounds, with: Cell("x", .title))
      terminal.feed(encoder.encode(frame, theme: .okabeIto))
      var expected = Frame(width: 10, height: 3)
      expected.fill(frame.bounds, with: Cell("x", .title))
      #expect(difference(terminal, expected, abilities) == nil, "\(width)×\(height)")
    }
  }

  @Test("What leaves the terminal leaves nothing behind, and the next frame takes it again", arguments: terminals)
  func leaving(abilities: TerminalAbilities) throws {
    let encoder = try FrameEncoder(abilities: abilities, width: 20, height: 4)
    var terminal = VirtualTerminal(width: 20, height: 4)
    for round in 0..<3 {
      var frame = Frame(width: 20, height: 4)
      frame.write("round \(round)", x: 3, y: 1, style: .fill(round))
      terminal.feed(encoder.encode(frame, theme: .okabeIto))
      #expect(difference(terminal, frame, abilities) == nil, "\(abilities), round \(round)")
      terminal.feed(encoder.leave())
      #expect(terminal.leftBehind == [], "\(abilities), round \(round)")
      #expect(terminal.unknown == [], "\(abilities), round \(round)")
    }
  }

  @Test("Screens of different sizes live in one process, and no environment is left changed")
  func manyScreens() throws {
    var random = SeededRandom(seed: 3)
    let sizes = [(120, 36), (80, 24), (33, 7)]
    let abilities = [ColorDepth.truecolor, .indexed256, .mono].map { TerminalAbilities(headless: $0) }
    let encoders = try zip(abilities, sizes).map { try FrameEncoder(abilities: $0, width: $1.0, height: $1.1) }
    var terminals = sizes.map { VirtualTerminal(width: $0.0, height: $0.1) }
    for round in 0..<4 {
      for index in encoders.indices {
        var frame = Frame(width: sizes[index].0, height: sizes[index].1)
        scribble(on: &frame, using: &random)
        terminals[index].feed(encoders[index].encode(frame, theme: .okabeIto))
        #expect(difference(terminals[index], frame, abilities[index]) == nil, "round \(round), \(sizes[index])")
      }
    }
    // Other tests' screens begin meanwhile, each with its own environment for as long as it holds the lock.
    let (terminfo, lines, columns) = CursesLock.held {
      (environment("TERMINFO"), environment("LINES"), environment("COLUMNS"))
    }
    #expect(!(terminfo ?? "").hasPrefix("b64:"))
    #expect(lines == nil && columns == nil)
  }

  @Test("Cut wide characters become blanks")
  func wideCharacters() throws {
    let abilities = TerminalAbilities(headless: .mono)
    let encoder = try FrameEncoder(abilities: abilities, width: 8, height: 1)
    var terminal = VirtualTerminal(width: 8, height: 1)
    var frame = Frame(width: 8, height: 1)
    for (place, scalar) in [(1, "x"), (2, "y"), (6, Cell.covered), (7, "注")] as [(Int, Unicode.Scalar)] {
      frame = Frame(width: 8, height: 1)
      frame.write("a注意b", x: 0, y: 0)
      frame[place, 0].scalar = scalar
      terminal.feed(encoder.encode(frame, theme: .okabeIto))
      #expect(difference(terminal, frame, abilities) == nil, "\(place) \(scalar): \(terminal.text)")
    }
  }
}
