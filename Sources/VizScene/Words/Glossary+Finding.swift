import CellFrame

extension Glossary {
  /// The words that stand on a screen, in the order of the list.
  static func words(on frame: Frame) -> [GlossaryWord] {
    let text = SearchedText(frame)
    return all.filter { word in word.forms.contains(where: text.contains) }
  }

  /// Some words by their names, a line each, for texts without a screen.
  package static func lines(_ names: [String]) -> [String] {
    all.filter { names.contains($0.name) }.map { "\($0.name): \($0.explanation)" }
  }

  /// The list as a table of a document.
  static var table: String {
    (["| word | what it is |", "|---|---|"] + all.map { "| \($0.name) | \($0.explanation) |" }).joined(separator: "\n")
  }
}

/// The text of a screen, to be searched for words.
private struct SearchedText {
  private let scalars: [Unicode.Scalar]
  /// Where each scalar stands.
  private let places: [Unicode.Scalar: [Int]]

  init(_ frame: Frame) {
    let scalars = Array(frame.text.unicodeScalars)
    self.scalars = scalars
    places = scalars.indices.reduce(into: [:]) { if scalars[$1] != " " { $0[scalars[$1], default: []].append($1) } }
  }

  /// Whether a form stands there, as whole words: `#` for any number, in small letters also at the beginning of a sentence.
  func contains(_ form: String) -> Bool {
    let form = Array(form.unicodeScalars)
    guard let first = form.first else { return false }
    let isInSmallLetters = form.count > 1 && form.allSatisfy { !$0.properties.isUppercase }
    let starts = (places[first] ?? []) + (isInSmallLetters ? places[first.capital] ?? [] : [])
    return starts.contains { start in
      guard !isWithinWord(start), let end = end(of: form.dropFirst(), from: start + 1) else { return false }
      return !isWithinWord(end)
    }
  }

  private func end(of form: ArraySlice<Unicode.Scalar>, from start: Int) -> Int? {
    var place = start
    for part in form {
      guard place < scalars.count else { return nil }
      if part == "#" {
        let digits = scalars[place...].prefix { $0.isDigit || $0 == "," }.count
        guard digits > 0 else { return nil }
        place += digits
      } else {
        guard scalars[place] == part else { return nil }
        place += 1
      }
    }
    return place
  }

  /// Whether a place is inside of a word: letters or digits on both of its sides.
  private func isWithinWord(_ place: Int) -> Bool {
    place > 0 && place < scalars.count && scalars[place - 1].isOfWord && scalars[place].isOfWord
  }
}

extension Unicode.Scalar {
  fileprivate var isDigit: Bool { ("0"..."9").contains(self) }
  fileprivate var isOfWord: Bool { isDigit || properties.isAlphabetic || self == "′" }
  /// Of an ASCII letter.
  fileprivate var capital: Unicode.Scalar {
    ("a"..."z").contains(self) ? Unicode.Scalar(UInt8(value) & 0xDF) : self
  }
}
