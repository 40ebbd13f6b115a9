import CellFrame
import TerminalTestSupport
import Testing
import VizScene
import TestSupport

/// Whatever is typed, in whatever window: the screen stays right, and the program alive.
@Suite struct RandomInputTests {
  @Test("10,000 random keys and 500 random sizes leave a right screen, a small process and a restored terminal")
  func randomInput() throws {
    var random = SeededRandom(seed: 7)
    // What forms and presets ask for stays small.
    // x writes drawings into the working directory.
    let folder = try TemporaryFolder()
    let terminal = try BuiltProgram.start(megabytes: 2000, folder: folder)
    let before = terminal.modes
    try terminal.requireText("FlashAttention-2")
    var sent: [String] = []
    var firstMemory = 0
    for number in 1...10_000 {
      let bytes = Self.randomInput(using: &random)
      sent.append("\(bytes)")
      terminal.type(bytes: bytes)
      if number.isMultiple(of: 20) {
        let size = Self.randomSize(number / 20, using: &random)
        sent.append("\(size.width)×\(size.height)")
        terminal.resize(width: size.width, height: size.height)
      }
      // Sometimes all at once, sometimes one by one.
      if Int.random(in: 0..<4, using: &random) == 0 { terminal.read(milliseconds: 2) }
      if number == 500 { firstMemory = try Self.settle(terminal, sent) }
    }
    let memory = try Self.settle(terminal, sent)
    #expect(memory < firstMemory + 64, "MB after 500 keys and after 10,000")

    terminal.resize(width: 120, height: 36)
    #expect(terminal.waitForRest())
    let shown = terminal.screen.cells
    let updates = terminal.screen.updates
    terminal.type("\u{C}")
    #expect(terminal.wait(seconds: BuiltProgram.patience) { terminal.screen.updates > updates })
    #expect(terminal.waitForRest())
    #expect(terminal.screen.cells == shown, "drawn anew:\n\(terminal.screen.text)\n\(sent.suffix(50))")
    terminal.type("q")
    terminal.expectEnd(.status(0), modes: before, "\(sent.suffix(50))")
  }

  /// Ends what is half typed, computes and measures everything, stops all movement. Returns the memory in use, in MB.
  private static func settle(_ terminal: PseudoTerminal, _ sent: [String]) throws -> Int {
    terminal.resize(width: 120, height: 36)
    terminal.type("\u{1B}[201~\u{1B}\\")
    try #require(terminal.waitForRest(), "\(terminal.screen.text)\n\(sent.suffix(50))")
    // Out of help, forms and lists, with the controls where a lesson has begun; then the first preset, whatever problem
    // is on stage.
    for _ in 0..<4 where !terminal.screen.text.contains("you have the controls") {
      terminal.type("\u{1B}")
      try #require(terminal.waitForRest(), "\(terminal.screen.text)\n\(sent.suffix(50))")
    }
    // A measurement that has gone on for long asks first; the same keys again interrupt it.
    var isShown = false
    for _ in 0..<4 where !isShown {
      terminal.type("1p\u{1B}OH\r")
      isShown = terminal.wait(seconds: BuiltProgram.patience / 4) { terminal.screen.text.contains("three-heads") }
    }
    try #require(isShown, "\(terminal.screen.text)\n\(sent.suffix(50))")
    terminal.type("\u{1B}OFr")
    try #require(
      terminal.waitForRest(), "the program does not come to rest:\n\(terminal.screen.text)\n\(sent.suffix(50))")
    terminal.type("\u{1B}OH")
    #expect(terminal.waitForRest())
    return terminal.facts.residentMegabytes
  }

  private static func randomSize(_ number: Int, using random: inout SeededRandom) -> (width: Int, height: Int) {
    switch number % 10 {
    case 0: (1, 1)
    case 1: (80, 24)
    case 2: (250, 80)
    default: (Int.random(in: 1...250, using: &random), Int.random(in: 1...80, using: &random))
    }
  }

  /// A key of the table most often, else something that no keyboard sends; nothing that quits or stops the program.
  private static func randomInput(using random: inout SeededRandom) -> [UInt8] {
    switch Int.random(in: 0..<10, using: &random) {
    case 0..<6:
      let forms = keys[Int.random(in: 0..<keys.count, using: &random)]
      return forms[Int.random(in: 0..<forms.count, using: &random)]
    case 6:
      let (x, y) = (Int.random(in: 0...300, using: &random), Int.random(in: -1...100, using: &random))
      let button = [0, 1, 2, 3, 32, 35, 64, 65, 66, 128][Int.random(in: 0..<10, using: &random)]
      return Array("\u{1B}[<\(button);\(x);\(y)\(Bool.random(using: &random) ? "M" : "m")".utf8)
    case 7:
      let text = (0..<Int.random(in: 0...200, using: &random)).map { _ in randomByte(using: &random) }
      return Array("\u{1B}[200~".utf8) + text + Array("\u{1B}[201~".utf8)
    case 8:
      // Sequences without sense, cut off or too long.
      let length = Int.random(in: 0...40, using: &random)
      let start = ["\u{1B}[", "\u{1B}O", "\u{1B}]", "\u{1B}P", "\u{1B}[<", "\u{1B}[M"]
      return Array(start[Int.random(in: 0..<start.count, using: &random)].utf8)
        + (0..<length).map { _ in
          UInt8(ascii: "0123456789;:<=>?~ABCDHFM".unicodeScalars.randomElement(using: &random) ?? "0")
        }
    default: return (0..<Int.random(in: 1...8, using: &random)).map { _ in randomByte(using: &random) }
    }
  }

  private static func randomByte(using random: inout SeededRandom) -> UInt8 {
    // q, ^C, ^Z and ^\ do what they say.
    while true {
      let byte = UInt8.random(in: 0...255, using: &random)
      if ![UInt8(ascii: "q"), 0x03, 0x1A, 0x1C].contains(byte) { return byte }
    }
  }

  /// Every key of the table but those that quit and stop, in the forms that terminals send.
  private static let keys: [[[UInt8]]] = KeyBinding.all.flatMap(\.keys).map(forms).filter { !$0.isEmpty }.map { forms in
    forms.map { Array($0.utf8) }
  }

  private static func forms(of key: Key) -> [String] {
    switch key {
    case .character("q"), .control("z"), .control("c"), .control("\\"): []
    case .character(let character): [String(character)]
    case .control(let letter): letter.asciiValue.map { [String(Character(Unicode.Scalar($0 & 0x1F)))] } ?? []
    case .up: ["\u{1B}[A", "\u{1B}OA"]
    case .down: ["\u{1B}[B", "\u{1B}OB"]
    case .left: ["\u{1B}[D", "\u{1B}OD"]
    case .right: ["\u{1B}[C", "\u{1B}OC"]
    case .home: ["\u{1B}[H", "\u{1B}OH", "\u{1B}[1~"]
    case .end: ["\u{1B}[F", "\u{1B}OF", "\u{1B}[4~"]
    case .pageUp: ["\u{1B}[5~"]
    case .pageDown: ["\u{1B}[6~"]
    case .enter: ["\r"]
    case .tab: ["\t"]
    case .backTab: ["\u{1B}[Z"]
    case .escape: ["\u{1B}"]
    case .backspace: ["\u{7F}"]
    case .delete: ["\u{1B}[3~"]
    case .function(let number): number <= 4 ? ["\u{1B}O\(["P", "Q", "R", "S"][number - 1])"] : []
    // Reports and pastes are sent anyway.
    case .press, .release, .scrollUp, .scrollDown, .paste: []
    }
  }
}
