extension Frame {
  /// The same frame in ASCII. What is drawn stays in its place, cell by cell. In a run of text, glyphs are written out
  /// (``Charset/words``) where there are blanks behind it to grow into; else with the blanks beside them; else one
  /// character stands for each, and for none of them one that says something else.
  public var inASCII: Frame {
    var frame = self
    for y in 0..<height where (0..<width).contains(where: { !self[$0, y].scalar.isASCII }) {
      let row = ASCIIRow((0..<width).map { self[$0, y] }).written
      for x in 0..<width { frame[x, y] = row[x] }
    }
    return frame
  }

  /// Every glyph that views draw outside ASCII, with its stand-in; a test holds the views to this table.
  public static let asciiGlyphs: [Unicode.Scalar: Unicode.Scalar] = [
    "─": "-", "│": "|", "┌": "+", "┐": "+", "└": "+", "┘": "+", "├": "+", "┤": "+", "┼": "+", "┬": "+", "┴": "+",
    "━": "=", "┊": ":", "●": "O", "░": ".", "▒": ":", "▓": "%", "█": "#", "▏": "|", "▎": "|", "▌": "|", "▐": "|",
    "▀": "\"", "▄": "_", "▁": "_", "▂": "_", "▃": "_", "▅": "=", "▆": "=", "▇": "#", "·": ".", "×": "x", "÷": "/",
    "±": "~", "−": "-", "–": "-", "—": "-", "…": "~", "→": ">", "←": "<", "↑": "^", "↓": "v", "▶": ">", "■": "#",
    "▲": "^", "▼": "v", "◆": "*", "◇": "o", "⊕": "&", "≤": "<", "≥": ">", "≈": "~", "≠": "!", "⌈": "[", "⌉": "]",
    "√": "V", "∞": "?", "α": "a", "β": "b", "Δ": "d", "Σ": "&", "µ": "u", "′": "'", "“": "\"", "”": "\"", "’": "'",
    "✓": "v", "✗": "x", "║": "|", "═": "=", "ᵀ": "T", "╱": "/", "╭": "+", "╮": "+", "╰": "+", "╯": "+", "▽": "v",
    "┄": "-", "₀": "0", "₁": "1", "₂": "2", "₃": "3", "₄": "4", "₅": "5", "₆": "6", "₇": "7", "₈": "8", "₉": "9",
  ]
}

/// One row of a frame on its way to ASCII.
private struct ASCIIRow {
  private var cells: [Cell]

  init(_ cells: [Cell]) { self.cells = cells }

  /// The row in ASCII.
  var written: [Cell] {
    var row = self
    var start = 0
    while let run = row.textRun(from: start) { start = row.writeOut(run) }
    row.useBlanksBeside()
    return row.cells.map { $0.scalar.isASCII ? $0 : Cell(Frame.asciiGlyphs[$0.scalar] ?? "?", $0.style) }
  }

  /// The next run of text: no drawing, no two blanks in it.
  private func textRun(from start: Int) -> Range<Int>? {
    guard let first = cells.indices.first(where: { $0 >= start && isText($0) && !isBlank($0) }) else { return nil }
    var end = first + 1
    while end < cells.count, isText(end),
      !isBlank(end) || (end + 1 < cells.count && isText(end + 1) && !isBlank(end + 1))
    {
      end += 1
    }
    return first..<end
  }

  /// Writes the words of a run's glyphs, if all of them fit. Returns where to look on.
  private mutating func writeOut(_ run: Range<Int>) -> Int {
    let growth = run.reduce(0) { $0 + (Charset.words[cells[$1].scalar].map { $0.unicodeScalars.count - 1 } ?? 0) }
    let gap = cells.indices[run.upperBound...].prefix(while: isBlank).count
    // A blank stays before whatever comes next.
    let room = run.upperBound + gap == cells.count ? gap : gap - 1
    guard growth > 0, growth <= room else { return run.upperBound }
    let text = cells[run].flatMap { cell in
      Charset.words[cell.scalar].map { $0.unicodeScalars.map { Cell($0, cell.style) } } ?? [cell]
    }
    cells.replaceSubrange(run.lowerBound..<run.lowerBound + text.count, with: text)
    return run.lowerBound + text.count
  }

  /// Glyphs in a text that cannot grow take the blanks around them: nothing else moves.
  private mutating func useBlanksBeside() {
    for (pattern, text) in Self.patterns {
      guard cells.count >= pattern.count else { continue }
      for x in 0...cells.count - pattern.count
      where pattern.indices.allSatisfy({ cells[x + $0].scalar == pattern[$0] && !isSolid(x + $0) }) {
        for (offset, scalar) in text.enumerated() { cells[x + offset].scalar = scalar }
      }
    }
  }

  /// What stands where, and what is written there: as long, and blanks for blanks but where they are used.
  private static let patterns: [(pattern: [Unicode.Scalar], text: [Unicode.Scalar])] = [
    // Arrows are keys by these names; < and > alone are other keys.
    ("← →", "<->"), (" → ", "-->"), (" ← ", "<--"), (" ⊕ ", "(+)"), ("≤ ", "<="), ("≥ ", ">="), (" ± ", "+/-"),
    (" ·  ", " .  "), ("  · ", "  . "), (" · ", " | "),
  ].map { (Array($0.0.unicodeScalars), Array($0.1.unicodeScalars)) }

  /// Whether a cell belongs to a text: not to boxes, bars, marks or solid colour, which must stay where they are.
  private func isText(_ x: Int) -> Bool {
    let cell = cells[x]
    let isDrawn = (0x2500...0x25FF).contains(cell.scalar.value) || cell.scalar == Cell.covered
    return !isDrawn && cell.style != .cursor && !isSolid(x)
  }

  private func isSolid(_ x: Int) -> Bool {
    switch cells[x].style {
    case .fill, .ghost: true
    default: false
    }
  }

  private func isBlank(_ x: Int) -> Bool { cells[x].scalar == " " && isText(x) }
}
