/// File names as text, and back.
///
/// A file name is bytes. Where these are UTF-8 the text is what they say; every other byte becomes a private character of
/// its own, so that the same bytes come back when the system is called. (Swift's own conversion puts � in their place, and
/// the file is not found.) Bytes that spell one of these private characters are taken one by one as well: no two names
/// have the same text.
public enum FileName {
  /// Bytes 0x80 to 0xFF that are no UTF-8, from Unicode's last private-use area.
  private static let firstPrivate: UInt32 = 0x10FE80
  private static let privates = firstPrivate...firstPrivate + 0x7F

  /// The text of a name, or of any argument, that ends in 0.
  public static func text(of name: UnsafePointer<CChar>) -> String {
    var count = 0
    while name[count] != 0 { count += 1 }
    return text(of: UnsafeBufferPointer(start: name, count: count).map { UInt8(bitPattern: $0) })
  }

  public static func text(of bytes: [UInt8]) -> String {
    if let text = String(validating: bytes, as: UTF8.self), !text.unicodeScalars.contains(where: isPrivate) {
      return text
    }
    var text = String.UnicodeScalarView()
    var rest = bytes[...]
    while let byte = rest.first {
      if let scalar = firstScalar(of: rest), !isPrivate(scalar) {
        text.append(scalar)
        rest = rest.dropFirst(UTF8.width(scalar))
      } else {
        // A byte below 0x80 is a character by itself.
        if let scalar = Unicode.Scalar(firstPrivate + UInt32(byte) - 0x80) { text.append(scalar) }
        rest = rest.dropFirst()
      }
    }
    return String(text)
  }

  public static func bytes(of text: String) -> [UInt8] {
    var bytes: [UInt8] = []
    for scalar in text.unicodeScalars {
      if let byte = byte(of: scalar) { bytes.append(byte) } else { bytes += UTF8.encode(scalar).map(Array.init) ?? [] }
    }
    return bytes
  }

  /// A name for people: what is no UTF-8 as `\xE9`.
  public static func readable(_ text: String) -> String {
    if !text.unicodeScalars.contains(where: isPrivate) { return text }
    return text.unicodeScalars.map { scalar in byte(of: scalar).map(escaped) ?? String(scalar) }.joined()
  }

  /// What comes after the last slash, fit for one short line of a screen.
  public static func short(_ path: String) -> String {
    let last = path.unicodeScalars.split(separator: "/").last.map { String($0) } ?? path
    let shown = readable(last).unicodeScalars.map { scalar in
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator: "?"
      default: String(scalar)
      }
    }
    return shown.count <= mostShown ? shown.joined() : shown.prefix(mostShown - 1).joined() + "…"
  }

  private static let mostShown = 100

  private static func isPrivate(_ scalar: Unicode.Scalar) -> Bool { privates.contains(scalar.value) }

  /// The byte, no UTF-8, that a character stands for.
  public static func byte(of scalar: Unicode.Scalar) -> UInt8? {
    isPrivate(scalar) ? UInt8(truncatingIfNeeded: scalar.value - firstPrivate + 0x80) : nil
  }

  /// `\xE9`
  public static func escaped(_ byte: UInt8) -> String { "\\x" + String(byte, radix: 16, uppercase: true) }

  private static func firstScalar(of bytes: ArraySlice<UInt8>) -> Unicode.Scalar? {
    var iterator = bytes.makeIterator()
    var decoder = UTF8()
    guard case .scalarValue(let scalar) = decoder.decode(&iterator) else { return nil }
    return scalar
  }
}
