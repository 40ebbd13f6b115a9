/// The characters that a terminal, or whoever reads a text, can show.
public enum Charset: Sendable, Hashable {
  case utf8, ascii

  /// A text as it is written: in ASCII, glyphs are written out where one character would say too little.
  public func text(_ text: String) -> String {
    // What is ASCII already, and that is most, is not looked at by scalars.
    self == .utf8 || text.utf8.allSatisfy { $0 < 0x80 } ? text : Self.writtenOut(text)
  }

  /// A picture as it is written, line by line.
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
      } else if let standIn = exponent ?? Frame.asciiGlyphs[scalar], word(for: scalar) == nil {
        written.append(standIn)
      } else {
        written.append(contentsOf: (word(for: scalar) ?? escape(scalar)).unicodeScalars)
      }
    }
    return String(written)
  }

  /// What has no stand-in, in a file's name or somebody's title, is still told apart.
  private static func escape(_ scalar: Unicode.Scalar) -> String { "\\u{\(String(scalar.value, radix: 16))}" }

  private static func word(for scalar: Unicode.Scalar) -> String? { words[scalar] ?? sentenceWords[scalar] }

  /// What is written in place of a glyph wherever there is room for more than its own cell, in sentences and in pictures:
  /// one character would say something else (`+` is no ⊕, `<` no ≤, a full stop no …).
  static let words: [Unicode.Scalar: String] = [
    "…": "...", "→": "->", "←": "<-", "≤": "<=", "≥": ">=", "≠": "!=", "±": "+/-", "⊕": "(+)", "⌈": "ceil(",
    "⌉": ")", "√": "sqrt ", "∞": "inf", "Δ": "delta", "Σ": "sum ", "ᵀ": "^T",
  ]

  /// The same for glyphs that say enough in one cell of a picture.
  private static let sentenceWords: [Unicode.Scalar: String] = [
    "·": "|", "α": "alpha", "β": "beta", "\u{A0}": " ",
  ]

  private static let superscripts: [Unicode.Scalar: Unicode.Scalar] = [
    "⁰": "0", "¹": "1", "²": "2", "³": "3", "⁴": "4", "⁵": "5", "⁶": "6", "⁷": "7", "⁸": "8", "⁹": "9", "⁻": "-",
  ]
}
