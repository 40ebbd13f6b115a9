import CellFrame
import Testing

@Suite("Text in ASCII") struct CharsetTests {
  @Test("has a stand-in for every glyph that views draw") func glyphs() {
    for glyph in Frame.asciiGlyphs.keys {
      let text = Charset.ascii.text("a\(glyph)b")
      #expect(text.utf8.allSatisfy { $0 < 0x80 }, "\(glyph): \(text)")
      #expect(text.hasPrefix("a") && text.hasSuffix("b") && text.count > 2 && !text.contains("\\"), "\(glyph): \(text)")
    }
  }

  @Test(
    "writes out what one character says too little of; what it does not know stays told apart",
    arguments: [
      ("", ""), ("plain text\n", "plain text\n"), ("a ⊕ costs 0.01 tile · more", "a (+) costs 0.01 tile | more"),
      ("22 → 10 ≤ 11 ± 3 %…", "22 -> 10 <= 11 +/- 3 %..."), ("⌈n ÷ s⌉", "ceil(n / s)"),
      ("m′ α β 45.9 µs", "m' alpha beta 45.9 us"),
      ("2⁶⁴ and d⁻¹", "2^64 and d^-1"), ("|Δ| × 2 – x₁", "|delta| x 2 - x1"), ("café 注", "caf\\u{e9} \\u{6ce8}"),
      ("◆ ◇", "* o"),
    ])
  func text(text: String, expected: String) {
    #expect(Charset.ascii.text(text) == expected)
    #expect(Charset.utf8.text(text) == text)
    // What is ASCII already is not changed again.
    #expect(Charset.ascii.text(expected) == expected)
  }

  /// Rows of pictures in UTF-8 and in ASCII, both as wide as they are here.
  private static let rows: [(utf8: String, ascii: String)] = [
    // Words have the blanks behind a text to grow into, and leave one before what comes next.
    ("22 → 10 → 9 steps     66", "22 -> 10 -> 9 steps   66"), ("U0 ⊕ U1   ", "U0 (+) U1 "), ("≤ 3 …    ", "<= 3 ... "),
    ("⌈66/8⌉      │", "ceil(66/8)  │"), ("softmax = Σ e    ", "softmax = sum  e "),
    // Else the blanks beside a glyph.
    ("8 → 8 → 8", "8-->8-->8"), ("U0 ⊕ U1", "U0(+)U1"), ("|Δ| ≤ 3", "|d| <=3"), ("← → step  z", "<-> step  z"),
    ("a · b  · c", "a | b  . c"),
    // Else one character, none that says something else.
    ("cut…", "cut~"), ("a⊕b", "a&b"), ("µs×2", "usx2"),
    // Drawings stay where they are.
    ("◆⊕ U1│◇──┐", "*& U1|o--+"), ("█▌→ │   │", "#|> |   |"), ("│→   ││", "|->  ||"),
  ]

  @Test("pictures say as much as sentences do where there is room, and what is drawn stays in its place")
  func pictures() {
    for (utf8, ascii) in Self.rows {
      var frame = Frame(width: utf8.count, height: 1)
      frame.write(utf8, x: 0, y: 0, style: .title)
      let expected = ascii.map { $0 == "│" ? "|" : String($0) }.joined()
      var written = frame.inASCII.lines[0]
      written += String(repeating: " ", count: utf8.count - written.count)
      #expect(written == expected, "\(utf8)")
      #expect(Charset.utf8.text(of: frame) == frame.text)
    }
  }

  @Test("no tile of solid colour moves") func solid() {
    var frame = Frame(width: 12, height: 1)
    frame.write("→A0 A1", x: 0, y: 0, style: .fill(1))
    #expect(frame.inASCII.text == ">A0 A1\n")
  }
}
