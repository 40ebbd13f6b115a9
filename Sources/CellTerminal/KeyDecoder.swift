import CellFrame

/// Turns the bytes that terminals send into keys: every form of a key that any of them sends, whatever `TERM` says.
///
/// A value: bytes go in by ``feed(_:)``, keys come out of ``next()``. What is neither text nor a known sequence is
/// swallowed whole. Some bytes mean one thing alone and another with what follows; ``patience`` says how long to wait
/// for more before ``giveUp()`` settles it.
struct KeyDecoder {
  private var bytes: [UInt8] = []
  private var position = 0
  /// The text between the marks of a bracketed paste; nil outside of one.
  private var pasted: [UInt8]?

  /// More than this of one paste is dropped.
  static let pasteLimit = 64 * 1024
  /// A sequence longer than this is none.
  private static let sequenceLimit = 4096

  mutating func feed(_ more: some Sequence<UInt8>) {
    bytes.removeFirst(position)
    position = 0
    bytes.append(contentsOf: more)
  }

  /// How many milliseconds to wait for more before giving up; nil when nothing is unfinished.
  var patience: Int? {
    if pasted != nil { return 1000 }
    if position == bytes.count { return nil }
    return bytes.count - position == 1 && bytes[position] == Self.escape ? 25 : 100
  }

  /// The next key, or nil if there is none yet.
  mutating func next() -> Key? {
    while position < bytes.count {
      if pasted != nil {
        guard let text = nextOfPaste() else { return nil }
        return .paste(text)
      }
      switch read() {
      case .key(let key, let length):
        position += length
        return key
      case .nothing(let length): position += length
      case .unfinished: return nil
      case .pasteBegins(let length):
        position += length
        pasted = []
      }
    }
    return nil
  }

  /// Settles what is unfinished, since nothing more came: a lone ESC is the key, anything else is dropped.
  mutating func giveUp() -> Key? {
    defer {
      bytes.removeAll()
      position = 0
    }
    if let pasted {
      let rest = bytes[position...]
      self.pasted = nil
      return .paste(Self.text(pasted + rest))
    }
    return bytes.count - position == 1 && bytes[position] == Self.escape ? .escape : nil
  }

  // MARK: One step

  private enum Step {
    case key(Key, length: Int)
    case nothing(length: Int)
    case unfinished
    case pasteBegins(length: Int)
  }

  private static let escape: UInt8 = 0x1B

  /// The byte at a distance from the position; nil where it has not come yet.
  private func byte(_ offset: Int) -> UInt8? {
    position + offset < bytes.count ? bytes[position + offset] : nil
  }

  private func read() -> Step {
    let first = bytes[position]
    switch first {
    case Self.escape: return readEscape()
    case 0x0A, 0x0D: return .key(.enter, length: 1)
    case 0x09: return .key(.tab, length: 1)
    case 0x08, 0x7F: return .key(.backspace, length: 1)
    case 0x01...0x1A: return .key(.control(Character(Unicode.Scalar(first + 0x60))), length: 1)
    case 0x00, 0x1C...0x1F: return .key(.control(Character(Unicode.Scalar(first + 0x40))), length: 1)
    case 0x20..<0x7F: return .key(.character(Character(Unicode.Scalar(first))), length: 1)
    default: return readUTF8()
    }
  }

  private func readEscape() -> Step {
    switch byte(1) {
    case nil: return .unfinished
    case UInt8(ascii: "["): return readControlSequence()
    case UInt8(ascii: "O"): return readShiftSequence()
    case UInt8(ascii: "P"), UInt8(ascii: "]"), UInt8(ascii: "^"), UInt8(ascii: "_"), UInt8(ascii: "X"):
      return readString()
    // ESC and a key typed quickly after it; nothing here is bound to Alt.
    default: return .key(.escape, length: 1)
    }
  }

  /// `ESC [ parameters final`.
  private func readControlSequence() -> Step {
    // The Linux console's F1 to F5.
    if byte(2) == UInt8(ascii: "[") {
      guard let last = byte(3) else { return .unfinished }
      guard (UInt8(ascii: "A")...UInt8(ascii: "E")).contains(last) else { return .nothing(length: 3) }
      return .key(.function(Int(last - UInt8(ascii: "A")) + 1), length: 4)
    }
    var length = 2
    while let next = byte(length), (0x20...0x3F).contains(next) {
      length += 1
      if length > Self.sequenceLimit { return .nothing(length: length) }
    }
    guard let final = byte(length) else { return .unfinished }
    guard (0x40...0x7E).contains(final) else { return .nothing(length: length) }
    let parameters = bytes[position + 2..<position + length]
    length += 1
    // The old mouse report: three bytes follow, which are no keys. It is never asked for.
    if final == UInt8(ascii: "M"), parameters.isEmpty { return byte(5) == nil ? .unfinished : .nothing(length: 6) }
    if parameters.first == UInt8(ascii: "<") { return mouse(parameters.dropFirst(), final: final, length: length) }
    // An answer to a question about the terminal.
    if let first = parameters.first, (0x3C...0x3F).contains(first) { return .nothing(length: length) }
    let numbers = Self.numbers(parameters)
    if final == UInt8(ascii: "~"), numbers.first == 200 { return .pasteBegins(length: length) }
    guard let key = Self.key(final: final, numbers: numbers) else { return .nothing(length: length) }
    return .key(key, length: length)
  }

  private static func key(final: UInt8, numbers: [Int]) -> Key? {
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
      switch numbers.first ?? 0 {
      case 1, 7: .home
      case 4, 8: .end
      case 3: .delete
      case 5: .pageUp
      case 6: .pageDown
      case let n where (11...15).contains(n): .function(n - 10)
      case let n where (17...21).contains(n): .function(n - 11)
      case 23, 24: .function((numbers.first ?? 23) - 12)
      default: nil
      }
    default: nil
    }
  }

  /// `ESC O final`: keys of terminals in application mode, and of the number pad.
  private func readShiftSequence() -> Step {
    var length = 2
    while let next = byte(length), (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(next) {
      length += 1
      if length > 8 { return .nothing(length: length) }
    }
    guard let final = byte(length) else { return .unfinished }
    guard (0x21...0x7E).contains(final) else { return .nothing(length: length) }
    let key: Key? =
      switch Character(Unicode.Scalar(final)) {
      case "A", "a": .up
      case "B", "b": .down
      case "C", "c": .right
      case "D", "d": .left
      case "H": .home
      case "F": .end
      case "M": .enter
      case "I": .tab
      case "P": .function(1)
      case "Q": .function(2)
      case "R": .function(3)
      case "S": .function(4)
      // Number pad: the codes lie 0x40 above the characters on the keys.
      case "j"..."y": .character(Character(Unicode.Scalar(final - 0x40)))
      default: nil
      }
    return key.map { .key($0, length: length + 1) } ?? .nothing(length: length + 1)
  }

  /// A terminal's answer, `ESC ] … BEL` or `ESC P … ESC \`: swallowed.
  private func readString() -> Step {
    var length = 2
    while let next = byte(length) {
      length += 1
      if next == 0x07 || length > Self.sequenceLimit { return .nothing(length: length) }
      if next == Self.escape {
        guard let after = byte(length) else { return .unfinished }
        return .nothing(length: after == UInt8(ascii: "\\") ? length + 1 : length - 1)
      }
    }
    return .unfinished
  }

  /// `button;column;row`, then `M` for a press and `m` for a release.
  private func mouse(_ parameters: ArraySlice<UInt8>, final: UInt8, length: Int) -> Step {
    let numbers = Self.numbers(parameters)
    guard numbers.count == 3, final == UInt8(ascii: "M") || final == UInt8(ascii: "m") else {
      return .nothing(length: length)
    }
    let (x, y) = (max(0, numbers[1] - 1), max(0, numbers[2] - 1))
    let modifiers = 4 + 8 + 16
    switch (numbers[0] & ~modifiers, final == UInt8(ascii: "M")) {
    case (0, true): return .key(.press(x: x, y: y), length: length)
    case (0, false): return .key(.release(x: x, y: y), length: length)
    case (64, true): return .key(.scrollUp(x: x, y: y), length: length)
    case (65, true): return .key(.scrollDown(x: x, y: y), length: length)
    default: return .nothing(length: length)
    }
  }

  private func readUTF8() -> Step {
    let first = bytes[position]
    let length: Int
    switch first {
    case 0xC2...0xDF: length = 2
    case 0xE0...0xEF: length = 3
    case 0xF0...0xF4: length = 4
    default: return .nothing(length: 1)
    }
    for offset in 1..<length {
      guard let next = byte(offset) else { return .unfinished }
      if next & 0xC0 != 0x80 { return .nothing(length: offset) }
    }
    let text = String(decoding: bytes[position..<position + length], as: UTF8.self)
    guard let character = text.first, text.count == 1, character != "\u{FFFD}",
      text.unicodeScalars.allSatisfy({ $0.value >= 0xA0 })
    else { return .nothing(length: length) }
    return .key(.character(character), length: length)
  }

  // MARK: Paste

  private static let pasteEnd = Array("\u{1B}[201~".utf8)

  /// Takes what has come of a paste; returns its text when the end mark has come.
  private mutating func nextOfPaste() -> String? {
    let rest = bytes[position...]
    var end = rest.startIndex
    while end < rest.endIndex {
      if rest[end] == Self.escape {
        let mark = rest[end...].prefix(Self.pasteEnd.count)
        if mark.elementsEqual(Self.pasteEnd) { break }
        if mark.count < Self.pasteEnd.count, mark.elementsEqual(Self.pasteEnd.prefix(mark.count)) { break }
      }
      end += 1
    }
    let room = Self.pasteLimit - (pasted?.count ?? 0)
    pasted?.append(contentsOf: rest[..<end].prefix(max(0, room)))
    position = end
    guard end + Self.pasteEnd.count <= rest.endIndex, let text = pasted else { return nil }
    position += Self.pasteEnd.count
    pasted = nil
    return Self.text(text)
  }

  /// Pasted bytes as text: lines end in a newline, and there are no other control characters than that and tabs.
  private static func text(_ bytes: [UInt8]) -> String {
    var scalars = String.UnicodeScalarView()
    var previous: Unicode.Scalar = " "
    for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
      defer { previous = scalar }
      if scalar == "\n" && previous == "\r" { continue }
      if scalar == "\r" { scalars.append("\n") }
      if scalar == "\n" || scalar == "\t" || scalar.value >= 0x20 && !(0x7F..<0xA0).contains(scalar.value) {
        scalars.append(scalar)
      }
    }
    return String(scalars)
  }

  /// Numbers between semicolons; what is no number is 0.
  private static func numbers(_ parameters: ArraySlice<UInt8>) -> [Int] {
    parameters.split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false).map { digits in
      digits.reduce(0) { value, digit in
        (0x30...0x39).contains(digit) ? min(value * 10 + Int(digit - 0x30), 1_000_000) : value
      }
    }
  }
}
