import CellFrame

/// `ESC [ parameters final`, as terminals send it for a key: in the form of the VT220 and xterm, in the one of kitty's
/// keyboard protocol, and in that of xterm's modifyOtherKeys.
///
/// Sources: invisible-island.net/xterm/ctlseqs, sw.kovidgoyal.net/kitty/keyboard-protocol.
struct ControlSequence {
  private let prefix: UInt8?
  private let final: UInt8
  /// The numbers between `;`, each with what `:` adds to it; nil where nothing stands.
  private let fields: [[Int?]]

  init(parameters: [UInt8], final: UInt8) {
    let first = parameters.first
    prefix = first.flatMap { (0x3C...0x3F).contains($0) ? $0 : nil }
    self.final = final
    let numbers = prefix == nil ? parameters[...] : parameters.dropFirst()
    fields = numbers.split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false).map { field in
      field.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false).map(Self.number)
    }
  }

  /// More than any code and any column.
  private static let mostOfNumber = 9_999_999

  private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
    guard !digits.isEmpty else { return nil }
    return digits.reduce(0) { value, digit in
      (0x30...0x39).contains(digit) ? min(value * 10 + Int(digit - 0x30), mostOfNumber) : value
    }
  }

  private func number(_ field: Int, _ part: Int = 0) -> Int? {
    fields.indices.contains(field) && fields[field].indices.contains(part) ? fields[field][part] : nil
  }

  var beginsPaste: Bool { prefix == nil && final == UInt8(ascii: "~") && number(0) == 200 }

  /// What it says; nothing where it is no key, or the end of one.
  var keys: [Key] {
    if prefix == UInt8(ascii: "<") { return mouse.map { [$0] } ?? [] }
    // An answer to a question about the terminal.
    if prefix != nil { return [] }
    let isRelease = number(1, 1) == 3
    if isRelease { return [] }
    let modifiers = Modifiers(parameter: number(1))
    switch (Character(Unicode.Scalar(final)), number(0)) {
    case ("u", let code):
      let text = (fields.count > 2 ? fields[2] : []).compactMap { $0.flatMap(Unicode.Scalar.init) }
      return Key.keys(
        CodedKey(code: code ?? 0, shifted: number(0, 1), base: number(0, 2), modifiers: modifiers, text: text))
    case ("~", 27?) where fields.count > 2:
      // xterm says the character that shift has made already.
      return Key.keys(CodedKey(code: number(2) ?? 0, shifted: number(2), modifiers: modifiers))
    default: return named.map { [$0] } ?? []
    }
  }

  private var named: Key? {
    switch Character(Unicode.Scalar(final)) {
    case "A", "a": .up
    case "B", "b": .down
    case "C", "c": .right
    case "D", "d": .left
    case "H": .home
    case "F": .end
    case "Z": .backTab
    case "P": .function(1)
    case "Q": .function(2)
    case "R": .function(3)
    case "S": .function(4)
    case "~":
      switch number(0) ?? 0 {
      case 1, 7: .home
      case 4, 8: .end
      case 3: .delete
      case 5: .pageUp
      case 6: .pageDown
      case let n where (11...15).contains(n): .function(n - 10)
      case let n where (17...21).contains(n): .function(n - 11)
      case let n where (23...24).contains(n): .function(n - 12)
      default: nil
      }
    default: nil
    }
  }

  /// `< button;column;row`, then `M` for a press and `m` for a release.
  private var mouse: Key? {
    guard fields.count == 3, final == UInt8(ascii: "M") || final == UInt8(ascii: "m") else { return nil }
    let (x, y) = (place(1), place(2))
    let modifiers = 4 + 8 + 16
    return switch ((number(0) ?? 0) & ~modifiers, final == UInt8(ascii: "M")) {
    case (0, true): .press(x: x, y: y)
    case (0, false): .release(x: x, y: y)
    case (64, true): .scrollUp(x: x, y: y)
    case (65, true): .scrollDown(x: x, y: y)
    default: nil
    }
  }

  private func place(_ field: Int) -> Int { min(max(0, (number(field) ?? 0) - 1), 999_999) }
}
