import CellFrame
import Testing

@Suite("A frame") struct FrameTests {
  @Test("ignores what is written outside it, on every side") func clips() {
    var frame = Frame(width: 6, height: 2)
    frame.write("abcdefgh", x: -2, y: 0)
    frame.write("xyz", x: 4, y: 1, style: .good)
    frame.write("no", x: 0, y: -1)
    frame.write("no", x: 0, y: 2)
    frame.write("no", x: 99, y: 0)
    frame[-1, 0] = Cell("!")
    frame[0, 2] = Cell("!")
    frame.fill(Rect(x: -5, y: -5, width: 6, height: 6), with: Cell("#"))
    frame.fill(Rect(x: 90, y: 90, width: 2, height: 2), with: Cell("#"))
    #expect(frame.lines == ["#defgh", "    xy"])
    #expect(frame.cells.count == 12 && frame[-1, 0] == Cell() && frame[6, 1] == Cell())
  }

  @Test("of any size is a grid of blanks, never negative", arguments: [(-3, 4), (0, 0), (1, 1), (300, 100)])
  func sizes(width: Int, height: Int) {
    let frame = Frame(width: width, height: height)
    #expect(frame.cells.count == max(0, width) * max(0, height))
    #expect(frame.cells.allSatisfy { $0 == Cell() })
    #expect(frame.lines.count == max(0, height))
  }

  @Test("writes up to a limit and says where it ended") func limit() {
    var frame = Frame(width: 10, height: 1)
    let end = frame.write("abcdef", x: 2, y: 0, limit: 5)
    #expect(end == 5 && frame.lines == ["  abc"])
    #expect(frame.write([("ab", .plain), ("cd", .good), ("ef", .bad)], x: 0, y: 0) == 6)
    #expect(frame.lines == ["abcdef"] && frame[2, 0].style == .good && frame[5, 0].style == .bad)
    #expect(frame.write("", x: 3, y: 0) == 3)
  }

  @Test("gives a wide character two cells, or a blank where only one is left") func wide() {
    var frame = Frame(width: 5, height: 2)
    let end = frame.write("a日本語", x: 0, y: 0)
    #expect(end == 5 && frame.lines[0] == "a日本")
    #expect(frame[1, 0].scalar == "日" && frame[2, 0].scalar == Cell.covered)
    frame.write("日本語", x: 0, y: 1)
    #expect(frame.lines[1] == "日本" && frame[4, 1].scalar == " ")
  }

  @Test("leaves out controls and combining marks") func zeroWidth() {
    var frame = Frame(width: 10, height: 1)
    frame.write("a\u{7}b\u{1B}[0me\u{301}\n\u{200B}z", x: 0, y: 0)
    #expect(frame.lines == ["ab[0mez"])
  }

  @Test("has one role code a cell") func styleMap() {
    var frame = Frame(width: 4, height: 2)
    frame.write("ab", x: 1, y: 1, style: .fill(1))
    frame.write("c", x: 3, y: 1, style: .ghost(8))
    #expect(frame.styleMap == "....\n.BBv\n")
    #expect(frame.text == "\n ab" + "c\n")
  }

  @Test("every role has a code of its own") func codes() {
    let codes = Roles.all.map(\.code)
    #expect(Set(codes).count == codes.count)
  }

  @Test("in ASCII keeps every cell in its place") func ascii() {
    let glyphs = Frame.asciiGlyphs.keys.sorted()
    var frame = Frame(width: glyphs.count, height: 2)
    for (x, glyph) in glyphs.enumerated() { frame[x, 0] = Cell(glyph, .good) }
    frame.write("日本 ok", x: 0, y: 1)
    let plain = frame.inASCII
    #expect(plain.width == frame.width && plain.height == frame.height)
    for x in 0..<frame.width {
      #expect(plain[x, 0].scalar.isASCII && plain[x, 0].style == .good, "\(glyphs[x])")
      #expect(plain[x, 0].scalar.value >= 0x20, "\(glyphs[x])")
    }
    #expect(plain[0, 1].scalar == "?" && plain[1, 1].scalar == Cell.covered && plain[5, 1].scalar == "o")
  }

  @Test("every glyph with a stand-in takes one cell") func glyphWidths() {
    for (glyph, standIn) in Frame.asciiGlyphs {
      #expect(cellWidth(of: glyph) == 1 && cellWidth(of: standIn) == 1, "\(glyph) \(standIn)")
    }
  }
}

@Suite("The width of text") struct CellWidthTests {
  @Test(
    "is that of terminals",
    arguments: [
      ("", 0), ("abc", 3), ("é", 1), ("e\u{301}", 1), ("日本", 4), ("한", 2), ("ｱ", 1), ("Ａ", 2), ("😀", 2), ("◆⊕⌈", 3),
      ("\u{0}\u{7F}\u{9B}\t", 0), ("\u{200B}\u{FEFF}", 0),
    ])
  func width(text: String, cells: Int) { #expect(cellWidth(of: text) == cells, "\(text)") }
}

@Suite("A rectangle") struct RectTests {
  @Test("is never negative in size") func negative() {
    let rect = Rect(x: 3, y: 4, width: -1, height: -2)
    #expect(rect.isEmpty && rect.maxX == 3 && rect.maxY == 4)
  }

  @Test("gives away edges until nothing is left") func takes() {
    var rect = Rect(x: 1, y: 2, width: 10, height: 6)
    #expect(rect.takeTop(2) == Rect(x: 1, y: 2, width: 10, height: 2))
    #expect(rect.takeBottom(1) == Rect(x: 1, y: 7, width: 10, height: 1))
    #expect(rect.takeRight(4) == Rect(x: 7, y: 4, width: 4, height: 3))
    #expect(rect == Rect(x: 1, y: 4, width: 6, height: 3))
    #expect(rect.takeTop(-1).isEmpty && rect.takeBottom(99) == Rect(x: 1, y: 4, width: 6, height: 3))
    #expect(rect.isEmpty && rect.takeTop(1).isEmpty && rect.takeRight(99).width == 6)
  }
}
