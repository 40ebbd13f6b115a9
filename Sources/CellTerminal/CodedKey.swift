import CellFrame

/// A key by the number of its character, as `CSI … u` (kitty) and `CSI 27 ; … ~` (modifyOtherKeys) name it.
struct CodedKey {
  /// The character without shift under kitty, with it under xterm; a number of kitty's own for other keys.
  var code: Int
  /// The character with shift, where kitty says it.
  var shifted: Int?
  /// The character of that place on a US keyboard, where kitty says it.
  var base: Int?
  var modifiers: Modifiers
  /// What it types, where kitty says it.
  var text: [Unicode.Scalar] = []
}

/// What is held down beside a key.
struct Modifiers: OptionSet {
  let rawValue: Int

  static let shift = Modifiers(rawValue: 1)
  static let control = Modifiers(rawValue: 4)
  static let capsLock = Modifiers(rawValue: 64)
  /// Alt, super, hyper and meta: nothing is bound to a character with any of them.
  static let others = Modifiers(rawValue: 2 + 8 + 16 + 32)

  init(rawValue: Int) { self.rawValue = rawValue }

  /// - Parameter parameter: one more than the sum, as terminals send it.
  init(parameter: Int?) { self.init(rawValue: max(0, (parameter ?? 1) - 1)) }
}

extension Key {
  /// What a key means: what it would be where the terminal sends bytes, so that it does the same everywhere.
  static func keys(_ key: CodedKey) -> [Key] {
    if let named = named(key) { return [named] }
    guard key.modifiers.isDisjoint(with: .others) else { return [] }
    if key.modifiers.contains(.control) { return controlled(key).map { [$0] } ?? [] }
    let text = String(
      String.UnicodeScalarView(key.text.filter { $0.value >= 0x20 && !(0x7F..<0xA0).contains($0.value) }))
    if let character = text.first { return text.count == 1 ? [.character(character)] : [.paste(text)] }
    return typed(key).map { [.character($0)] } ?? []
  }

  /// Keys that are no characters.
  private static func named(_ key: CodedKey) -> Key? {
    switch key.code {
    case 9: key.modifiers.contains(.shift) ? .backTab : .tab
    case 13, 57414: .enter
    case 27: .escape
    case 8, 127: .backspace
    case 57364...57398: .function(key.code - 57363)
    case 57417: .left
    case 57418: .right
    case 57419: .up
    case 57420: .down
    case 57421: .pageUp
    case 57422: .pageDown
    case 57423: .home
    case 57424: .end
    case 57426: .delete
    default: nil
    }
  }

  /// The control character of a key, as a terminal that knows no modifiers sends it.
  private static func controlled(_ key: CodedKey) -> Key? {
    // On a keyboard of another script it is the key in that place.
    let code = key.code < 0x80 ? key.code : key.base ?? key.code
    switch code {
    case 0x40...0x5F, 0x61...0x7A: return Key(ascii: UInt8(code) & 0x1F)
    case 0x20, 0x32: return Key(ascii: 0)
    case 0x33...0x37: return Key(ascii: UInt8(code) - 0x18)
    case 0x2F: return Key(ascii: 0x1F)
    case 0x38, 0x3F: return .backspace
    default: return typed(key).map { .character($0) }
    }
  }

  /// The character that a key types.
  private static func typed(_ key: CodedKey) -> Character? {
    // The number pad.
    let pad = Array("0123456789./*-+\r=,")
    if (57399...57416).contains(key.code) { return pad[key.code - 57399] }
    func character(_ code: Int) -> Character? {
      guard code >= 0x20, !(0x7F..<0xA0).contains(code), !(0xE000...0xF8FF).contains(code) else { return nil }
      return UInt32(exactly: code).flatMap(Unicode.Scalar.init).map { Character($0) }
    }
    let isShifted = key.modifiers.contains(.shift)
    if isShifted, let shifted = key.shifted.flatMap(character) { return shifted }
    guard let plain = character(key.code) else { return nil }
    if plain.isLetter {
      let isUpper = isShifted != key.modifiers.contains(.capsLock)
      let upper = plain.uppercased()
      return isUpper && upper.count == 1 ? upper.first : plain
    }
    // A terminal that does not say what shift makes of a key: as on a US keyboard.
    return isShifted ? shiftedOnUSKeyboard[plain] ?? plain : plain
  }

  private static let shiftedOnUSKeyboard: [Character: Character] = Dictionary(
    uniqueKeysWithValues: zip("`1234567890-=[]\\;',./", "~!@#$%^&*()_+{}|:\"<>?"))
}
