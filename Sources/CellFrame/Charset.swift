/// The characters that a terminal, or whoever reads a text, can show.
public enum Charset: Sendable, Hashable {
  case utf8, ascii

  /// A text as it is written: in ASCII, glyphs are written out where one character would say too little.
  public func text(_ text: String) -> String {
    // What is ASCII already, and that is most, is not looked at by scalars.
    self == .utf8 || text.utf8.allSatisfy { $0 < 0x80 } ? text : Self.writtenOut(text)
  }

  /// A picture as it is written, line by line: in ASCII, every cell stays in its place.
  public func text(of frame: Frame) -> String { self == .utf8 ? frame.text : frame.inASCII.text }

  private static func writtenOut(_ text: String) -> String {
    var written = String.UnicodeScalarView()
    var isRaised = false
    for scalar in text.unicodeScalars {
      let exponent = superscripts[scalar]
      if exponent != nil && !isRaised { written.append("^") }
      isRaised = exponent != nil
      if scalar.isASCII {
        written.append(scalar)
      } else if let standIn = exponent ?? Frame.asciiGlyphs[scalar], words[scalar] == nil {
        written.append(standIn)
      } else {
        written.append(contentsOf: (words[scalar] ?? escape(scalar)).unicodeScalars)
      }
    }
    return String(written)
  }

  /// What has no stand-in, in a file's name or somebody's title, is still told apart.
  private static func escape(_ scalar: Unicode.Scalar) -> String { "\\u{\(String(scalar.value, radix: 16))}" }

  /// What sentences say in place of a glyph, where they have room for more than the cell of a picture
  /// (``Frame/asciiGlyphs``).
  private static let words: [Unicode.Scalar: String] = [
    "…": "...", "→": "->", "←": "<-", "≤": "<=", "≥": ">=", "≠": "!=", "±": "+/-", "·": "|", "⊕": "(+)", "⌈": "ceil(",
    "⌉": ")", "√": "sqrt ", "∞": "inf", "α": "alpha", "β": "beta", "Δ": "delta", "Σ": "sum ", "ᵀ": "^T", "\u{A0}": " ",
  ]

  private static let superscripts: [Unicode.Scalar: Unicode.Scalar] = [
    "⁰": "0", "¹": "1", "²": "2", "³": "3", "⁴": "4", "⁵": "5", "⁶": "6", "⁷": "7", "⁸": "8", "⁹": "9", "⁻": "-",
  ]
}

extension Frame {
  /// The same frame in ASCII: every glyph replaced by one of the same width, so that nothing moves.
  public var inASCII: Frame {
    var frame = self
    for y in 0..<height {
      for x in 0..<width where !self[x, y].scalar.isASCII {
        frame[x, y].scalar = Self.asciiGlyphs[self[x, y].scalar] ?? "?"
      }
    }
    return frame
  }

  /// Every glyph that views draw outside ASCII, with its stand-in; a test holds the views to this table.
  public static let asciiGlyphs: [Unicode.Scalar: Unicode.Scalar] = [
    "─": "-", "│": "|", "┌": "+", "┐": "+", "└": "+", "┘": "+", "├": "+", "┤": "+", "┼": "+", "┬": "+", "┴": "+",
    "━": "=", "┊": ":", "●": "O", "░": ".", "▒": ":", "▓": "%", "█": "#", "▏": "|", "▎": "|", "▌": "|", "▐": "|",
    "▀": "\"", "▄": "_", "▁": "_", "▂": "_", "▃": "_", "▅": "=", "▆": "=", "▇": "#", "·": ".", "×": "x", "÷": "/",
    "±": "~", "−": "-", "–": "-", "—": "-", "…": ".", "→": ">", "←": "<", "↑": "^", "↓": "v", "▶": ">", "■": "#",
    "▲": "^", "▼": "v", "◆": "*", "◇": "o", "⊕": "+", "≤": "<", "≥": ">", "≈": "~", "≠": "!", "⌈": "[", "⌉": "]",
    "√": "V", "∞": "8", "α": "a", "β": "b", "Δ": "d", "Σ": "S", "µ": "u", "′": "'", "“": "\"", "”": "\"", "’": "'",
    "✓": "v", "✗": "x", "║": "|", "═": "=", "ᵀ": "T", "╱": "/", "╭": "+", "╮": "+", "╰": "+", "╯": "+", "▽": "v",
    "┄": "-", "₀": "0", "₁": "1", "₂": "2", "₃": "3", "₄": "4", "₅": "5", "₆": "6", "₇": "7", "₈": "8", "₉": "9",
  ]
}
