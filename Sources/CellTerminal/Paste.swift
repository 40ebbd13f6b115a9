import CellFrame

/// A bracketed paste under way: what has come after its first mark.
struct Paste {
  private var bytes: [UInt8] = []
  /// How much of the last mark has come.
  private var matched = 0
  private var last: UInt8 = 0

  /// More than this of one paste is dropped.
  static let limit = 64 * 1024
  private static let endMark = Array("\u{1B}[201~".utf8)

  /// Takes a byte. Returns whether it was the last one of the last mark.
  mutating func take(_ byte: UInt8) -> Bool {
    last = byte
    if byte == Self.endMark[matched] {
      matched += 1
      return matched == Self.endMark.count
    }
    // It was none; an ESC stands only at its beginning.
    append(Self.endMark[..<matched])
    matched = byte == Self.endMark[0] ? 1 : 0
    if matched == 0 { append([byte]) }
    return false
  }

  private mutating func append(_ more: some Sequence<UInt8>) {
    bytes.append(contentsOf: more.prefix(max(0, Self.limit - bytes.count)))
  }

  /// What somebody has typed who waits for a paste to end that never does, if it is the last that came: ^C or ^\.
  /// Within a paste such bytes mean nothing.
  var lastKey: Key? { [0x03, 0x1C].contains(last) ? Key(ascii: last) : nil }

  /// What was pasted: lines end in a newline, and there are no other control characters than that and tabs.
  var text: String {
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
}
