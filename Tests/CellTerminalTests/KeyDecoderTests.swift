import CellFrame
import Testing

@testable import CellTerminal
import TestSupport

@Suite struct KeyDecoderTests {
  static let table: [(String, [Key])] = [
    ("a", [.character("a")]), ("Z", [.character("Z")]), (" ", [.character(" ")]), ("é", [.character("é")]),
    ("注", [.character("注")]), ("🟦", [.character("🟦")]), ("ab", [.character("a"), .character("b")]),
    ("\r", [.enter]), ("\n", [.enter]), ("\u{1B}OM", [.enter]), ("\t", [.tab]), ("\u{1B}[Z", [.backTab]),
    ("\u{7F}", [.backspace]), ("\u{8}", [.backspace]), ("\u{1B}[3~", [.delete]),
    ("\u{3}", [.control("c")]), ("\u{C}", [.control("l")]), ("\u{1A}", [.control("z")]), ("\u{1C}", [.control("\\")]),
    ("\u{0}", [.control("@")]),
    // Arrows and ends: application mode, normal mode, with modifiers, rxvt's shifted ones.
    ("\u{1B}OA", [.up]), ("\u{1B}OB", [.down]), ("\u{1B}OC", [.right]), ("\u{1B}OD", [.left]),
    ("\u{1B}[A", [.up]), ("\u{1B}[B", [.down]), ("\u{1B}[C", [.right]), ("\u{1B}[D", [.left]),
    ("\u{1B}[1;5A", [.up]), ("\u{1B}[1;2D", [.left]), ("\u{1B}[a", [.up]), ("\u{1B}Oc", [.right]),
    ("\u{1B}OH", [.home]), ("\u{1B}[H", [.home]), ("\u{1B}[1~", [.home]), ("\u{1B}[7~", [.home]),
    ("\u{1B}OF", [.end]), ("\u{1B}[F", [.end]), ("\u{1B}[4~", [.end]), ("\u{1B}[8~", [.end]),
    ("\u{1B}[1;5H", [.home]), ("\u{1B}[5~", [.pageUp]), ("\u{1B}[6~", [.pageDown]), ("\u{1B}[5;5~", [.pageUp]),
    ("\u{1B}OP", [.function(1)]), ("\u{1B}OS", [.function(4)]), ("\u{1B}[11~", [.function(1)]),
    ("\u{1B}[15~", [.function(5)]), ("\u{1B}[17~", [.function(6)]), ("\u{1B}[21~", [.function(10)]),
    ("\u{1B}[23~", [.function(11)]), ("\u{1B}[24~", [.function(12)]), ("\u{1B}[[A", [.function(1)]),
    ("\u{1B}[[E", [.function(5)]), ("\u{1B}[1;2P", [.function(1)]), ("\u{1B}Oq", [.character("1")]),
    // The mouse.
    ("\u{1B}[<0;1;1M", [.press(x: 0, y: 0)]), ("\u{1B}[<0;120;36m", [.release(x: 119, y: 35)]),
    ("\u{1B}[<64;3;4M", [.scrollUp(x: 2, y: 3)]), ("\u{1B}[<65;3;4M", [.scrollDown(x: 2, y: 3)]),
    ("\u{1B}[<4;3;4M", [.press(x: 2, y: 3)]), ("\u{1B}[<2;3;4M", []), ("\u{1B}[<35;3;4M", []),
    ("\u{1B}[<0;0;0M", [.press(x: 0, y: 0)]), ("\u{1B}[<0;1M", []),
    ("\u{1B}[<0;999999999999999999999;1M", [.press(x: 999_999, y: 0)]),
    // Pasted text is text.
    ("\u{1B}[200~q\u{3}\u{1B}[A\r\ny\tz\u{1B}[201~x", [.paste("q[A\ny\tz"), .character("x")]),
    ("\u{1B}[200~\u{1B}[201~", [.paste("")]), ("\u{1B}[201~a", [.character("a")]),
    // What is not known is swallowed whole.
    ("\u{1B}[2~a", [.character("a")]), ("\u{1B}[?1;2ca", [.character("a")]), ("\u{1B}[Ia", [.character("a")]),
    ("\u{1B}[27;5~a", [.character("a")]), ("\u{1B}]11;rgb:0/0/0\u{7}a", [.character("a")]),
    ("\u{1B}_Gi=1;OK\u{1B}\\a", [.character("a")]), ("\u{1B}[<35;3;4Mq", [.character("q")]),
    ("\u{1B}]11;rgb\u{1B}\\a", [.character("a")]), ("\u{1B}P1$r0m\u{1B}\\a", [.character("a")]),
    ("\u{1B}[M !!a", [.character("a")]), ("\u{1B}[12\u{3}", [.control("c")]),
    // ESC and a key typed at once after it.
    ("\u{1B}q", [.escape, .character("q")]), ("\u{1B}\u{1B}[A", [.escape, .up]),
  ]

  @Test("Every form of a key is that key, in one piece and byte by byte")
  func keys() {
    for (typed, expected) in Self.table {
      var decoder = KeyDecoder()
      decoder.feed(typed.utf8)
      #expect(all(&decoder) == expected, "\(typed.debugDescription)")
      #expect(decoder.patience == nil, "\(typed.debugDescription)")

      var slowly = KeyDecoder()
      var keys: [Key] = []
      for byte in typed.utf8 {
        slowly.feed([byte])
        keys += all(&slowly)
      }
      #expect(keys == expected, "byte by byte: \(typed.debugDescription)")
    }
  }

  @Test("A pause within a sequence changes nothing: only where an ESC may be the key does time decide")
  func pauses() {
    // A lone ESC is a key; whoever waits in vain for the end of a paste presses ^C (see `brokenOff`).
    let keys: Set<UInt8> = [0x03, 0x1C]
    for (typed, expected) in Self.table + CodedKeyTests.table {
      var decoder = KeyDecoder()
      var keysOfDecoder: [Key] = []
      for byte in typed.utf8 {
        decoder.feed([byte])
        keysOfDecoder += all(&decoder)
        let isLoneEscape = byte == 0x1B && decoder.patience == 50
        if isLoneEscape || keys.contains(byte) { continue }
        #expect(decoder.patience == nil, "\(typed.debugDescription)")
        decoder.giveUp()
        keysOfDecoder += all(&decoder)
      }
      #expect(keysOfDecoder == expected, "\(typed.debugDescription)")
    }
  }

  @Test("A sequence that its terminal never ends is broken off by a control character, which is a key")
  func brokenOff() {
    let begun = [
      "\u{1B}", "\u{1B}[", "\u{1B}[1;", "\u{1B}[<0;3", "\u{1B}[[", "\u{1B}[M!", "\u{1B}O", "\u{1B}O5", "\u{1B}]11;rgb",
      "\u{1B}Pq#0", "\u{1B}_Gi=1", "\u{1B}^p", "\u{1B}Xs", "\u{1B}]" + String(repeating: "y", count: 100_000),
    ]
    for text in begun {
      for (typed, key) in [
        ("\u{3}", Key.control("c")), ("\u{18}", .control("x")), ("\u{1A}", .control("z")), ("\r", .enter),
        ("\u{1B}[A", .up), ("\u{1B}[<0;1;1M", .press(x: 0, y: 0)),
      ] {
        var decoder = KeyDecoder()
        decoder.feed(text.utf8)
        #expect(decoder.next() == nil, "\(text.prefix(20).debugDescription)")
        decoder.feed((typed + "q").utf8)
        let keys = all(&decoder)
        // A lone ESC is a key too.
        #expect(
          keys == (text == "\u{1B}" ? [.escape] : []) + [key, .character("q")],
          "\((text.prefix(20) + typed).debugDescription)")
      }
      // ESC, and nothing comes after it: of a string it is half the end, which may be late.
      guard text != "\u{1B}" else { continue }
      let isString = ["]", "P", "_", "^", "X"].contains(text.dropFirst().first)
      var decoder = KeyDecoder()
      decoder.feed((text + "\u{1B}").utf8)
      #expect(decoder.next() == nil && (decoder.patience == nil) == isString, "\(text.prefix(20).debugDescription)")
      decoder.giveUp()
      decoder.feed("q".utf8)
      #expect(all(&decoder) == [.escape, .character("q")], "\(text.prefix(20).debugDescription)")
    }
    for (typed, key) in [("\u{3}", Key.control("c")), ("\u{1C}", .control("\\"))] {
      var decoder = KeyDecoder()
      decoder.feed(("\u{1B}[200~abc" + typed).utf8)
      #expect(decoder.next() == nil && decoder.patience != nil, "\(typed.debugDescription)")
      decoder.giveUp()
      #expect(all(&decoder) == [.paste("abc"), key] && decoder.patience == nil, "\(typed.debugDescription)")
      decoder.feed("q".utf8)
      #expect(decoder.next() == .character("q"), "\(typed.debugDescription)")
    }
    var decoder = KeyDecoder()
    decoder.feed([0xE6, 0xB3])
    decoder.giveUp()
    #expect(decoder.next() == nil, "half a character")
    decoder.feed("q".utf8)
    #expect(decoder.next() == .character("q"))
  }

  @Test("No bytes are too wrong")
  func garbage() {
    for bytes in [[0xFF, 0xFE], [0x80], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xC2, 0x85]]
      as [[UInt8]]
    {
      var decoder = KeyDecoder()
      decoder.feed(bytes + Array("a".utf8))
      #expect(all(&decoder) == [.character("a")], "\(bytes)")
    }
    for seed in 1...200 as ClosedRange<UInt64> {
      var random = SeededRandom(seed: seed)
      var decoder = KeyDecoder()
      let likely: [UInt8] = Array("\u{1B}[O<;~0129MmA\u{7F}é".utf8)
      for _ in 0..<200 {
        let bytes: [UInt8] = (0..<Int.random(in: 0...12, using: &random)).map { _ in
          Bool.random(using: &random) ? likely.randomElement(using: &random) ?? 0 : .random(in: 0...255, using: &random)
        }
        decoder.feed(bytes)
        _ = all(&decoder)
        if Int.random(in: 0..<10, using: &random) == 0 { decoder.giveUp() }
      }
      // Whatever has begun, ^C gets out of it.
      decoder.feed([3])
      decoder.giveUp()
      #expect(all(&decoder).last == .control("c"), "seed \(seed)")
      decoder.feed("q".utf8)
      #expect(decoder.next() == .character("q"), "seed \(seed)")
    }
  }

  @Test("A paste without an end, or of any length, is cut")
  func longPaste() {
    var decoder = KeyDecoder()
    decoder.feed("\u{1B}[200~".utf8)
    let piece = [UInt8](repeating: UInt8(ascii: "x"), count: 10_000)
    for _ in 0..<20 {
      decoder.feed(piece)
      #expect(decoder.next() == nil)
    }
    decoder.feed("\u{1B}[201~q".utf8)
    #expect(decoder.next() == .paste(String(repeating: "x", count: Paste.limit)))
    #expect(decoder.next() == .character("q"))
    decoder.feed(Array("\u{1B}[".utf8) + [UInt8](repeating: UInt8(ascii: "1"), count: 100_000) + Array("~q".utf8))
    #expect(all(&decoder).last == .character("q"))
  }

  private func all(_ decoder: inout KeyDecoder) -> [Key] {
    var keys: [Key] = []
    while let key = decoder.next() { keys.append(key) }
    return keys
  }
}
