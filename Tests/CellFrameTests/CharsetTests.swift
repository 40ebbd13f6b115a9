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

  @Test("pictures keep every cell in its place") func pictures() {
    var frame = Frame(width: 4, height: 1)
    frame.write("⊕→é注", x: 0, y: 0)
    #expect(Charset.ascii.text(of: frame) == "+>?\n" && Charset.utf8.text(of: frame) == "⊕→é\n")
  }
}
