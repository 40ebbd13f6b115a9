/// Reads JSON piece by piece, as whoever calls it expects it: no tree is built, so that a file cannot cost more memory than
/// what is kept of it.
///
/// Stricter than RFC 8259 where that helps: an object has no two equal keys and not more than ``mostKeys``, nothing is
/// nested deeper than ``mostDepth``.
struct JSONReader {
  private let bytes: [UInt8]
  private var position = 0
  /// Where in the document it is: keys and places in arrays, from the outside in.
  private var path: [Step] = []

  private enum Step {
    case key(String)
    case place(Int)
  }

  static let mostDepth = 64
  static let mostKeys = 4096
  /// Characters of a string; longer ones are refused.
  static let mostCharacters = 4096

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// An error at the present place: `traceEvents[3].ts: …`.
  func error(_ what: String) -> TraceError { TraceError(place: place, reason: what) }

  /// "leanViz.problem.contexts[2]"; empty at the top.
  var place: String {
    var text = ""
    for step in path {
      switch step {
      case .key(let key): text += (text.isEmpty ? "" : ".") + key.prefix(40)
      case .place(let number): text += "[\(number)]"
      }
    }
    return text
  }

  /// What kind of value comes next.
  enum Kind { case object, array, string, number, bool, null }

  mutating func kind() throws(TraceError) -> Kind {
    skipSpace()
    switch next {
    case UInt8(ascii: "{"): return .object
    case UInt8(ascii: "["): return .array
    case UInt8(ascii: "\""): return .string
    case UInt8(ascii: "t"), UInt8(ascii: "f"): return .bool
    case UInt8(ascii: "n"): return .null
    case let byte? where byte == UInt8(ascii: "-") || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte):
      return .number
    default: throw unexpected("a value")
    }
  }

  /// `{"key": value, …}`; `member` reads each value, or skips it.
  mutating func object(_ member: (inout JSONReader, String) throws(TraceError) -> Void) throws(TraceError) {
    guard try kind() == .object else { throw error("is no object") }
    try expect("{")
    if take("}") { return }
    guard path.count < Self.mostDepth else { throw error("is nested too deep") }
    var seen: Set<String> = []
    repeat {
      let key = try string()
      guard seen.insert(key).inserted else { throw error("\"\(key.prefix(40))\" is there twice") }
      guard seen.count <= Self.mostKeys else { throw error("has more than \(Self.mostKeys) keys") }
      try expect(":")
      path.append(.key(key))
      try member(&self, key)
      path.removeLast()
    } while take(",")
    try expect("}")
  }

  /// `[value, …]`; `element` reads each one.
  mutating func array(_ element: (inout JSONReader, Int) throws(TraceError) -> Void) throws(TraceError) {
    guard try kind() == .array else { throw error("is no list") }
    try expect("[")
    if take("]") { return }
    guard path.count < Self.mostDepth else { throw error("is nested too deep") }
    var place = 0
    repeat {
      path.append(.place(place))
      try element(&self, place)
      path.removeLast()
      place += 1
    } while take(",")
    try expect("]")
  }

  /// Passes over a value of any kind.
  mutating func skip() throws(TraceError) {
    switch try kind() {
    case .object: try object { (reader, _) throws(TraceError) in try reader.skip() }
    case .array: try array { (reader, _) throws(TraceError) in try reader.skip() }
    case .string: _ = try string()
    case .number: _ = try numberText()
    case .bool: _ = try bool()
    case .null: try word("null")
    }
  }

  /// Whether `null` comes next, which is passed over then.
  mutating func takeNull() throws(TraceError) -> Bool {
    guard try kind() == .null else { return false }
    try word("null")
    return true
  }

  mutating func bool() throws(TraceError) -> Bool {
    guard try kind() == .bool else { throw error("is neither true nor false") }
    let value = next == UInt8(ascii: "t")
    try word(value ? "true" : "false")
    return value
  }

  /// Nothing follows but blanks.
  mutating func end() throws(TraceError) {
    skipSpace()
    if position < bytes.count { throw unexpected("the end of the file") }
  }
}

// MARK: Characters

extension JSONReader {
  private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func skipSpace() {
    while let byte = next, byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09 { position += 1 }
  }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    skipSpace()
    guard next == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  private mutating func expect(_ character: Unicode.Scalar) throws(TraceError) {
    if !take(character) { throw unexpected("'\(character)'") }
  }

  private mutating func word(_ word: String) throws(TraceError) {
    for byte in word.utf8 {
      guard next == byte else { throw unexpected(word) }
      position += 1
    }
  }

  private func unexpected(_ expected: String) -> TraceError {
    position < bytes.count
      ? error("byte \(position) is not \(expected)") : error("the file ends where \(expected) should be")
  }

  /// A number as it is written, by JSON's grammar.
  mutating func numberText() throws(TraceError) -> Substring {
    guard try kind() == .number else { throw error("is no number") }
    let start = position
    func isDigit(_ byte: UInt8?) -> Bool { byte.map { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } ?? false }
    func passDigits(_ position: inout Int) -> Int {
      let first = position
      while position < bytes.count, isDigit(bytes[position]) { position += 1 }
      return position - first
    }
    if next == UInt8(ascii: "-") { position += 1 }
    let hasLeadingZero = next == UInt8(ascii: "0")
    let whole = passDigits(&position)
    var isRight = whole > 0 && !(hasLeadingZero && whole > 1)
    if next == UInt8(ascii: ".") {
      position += 1
      isRight = passDigits(&position) > 0 && isRight
    }
    if next == UInt8(ascii: "e") || next == UInt8(ascii: "E") {
      position += 1
      if next == UInt8(ascii: "+") || next == UInt8(ascii: "-") { position += 1 }
      isRight = passDigits(&position) > 0 && isRight
    }
    guard isRight, position - start <= 400 else { throw error("is no number (byte \(start))") }
    return Substring(String(decoding: bytes[start..<position], as: UTF8.self))
  }

  mutating func string() throws(TraceError) -> String {
    guard try kind() == .string else { throw error("is no string") }
    position += 1
    let start = position
    // Most strings have no escapes.
    while let byte = next, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\"), byte >= 0x20 { position += 1 }
    var text = Array(bytes[start..<min(position, start + Self.mostCharacters + 1)])
    while let byte = next, byte != UInt8(ascii: "\"") {
      guard byte >= 0x20 else { throw unexpected("a character of a string") }
      position += 1
      if byte == UInt8(ascii: "\\") { text += String(try escape()).utf8 } else { text.append(byte) }
      if text.count > Self.mostCharacters { break }
    }
    guard text.count <= Self.mostCharacters else {
      throw error("has a string of more than \(Self.mostCharacters) bytes")
    }
    guard next == UInt8(ascii: "\"") else { throw unexpected("the end of a string") }
    position += 1
    guard let string = String(validating: text, as: UTF8.self) else { throw error("has a string that is no UTF-8") }
    return string
  }

  /// What follows a backslash.
  private mutating func escape() throws(TraceError) -> Unicode.Scalar {
    guard let byte = next else { throw unexpected("an escape") }
    position += 1
    switch Unicode.Scalar(byte) {
    case "\"": return "\""
    case "\\": return "\\"
    case "/": return "/"
    case "b": return "\u{8}"
    case "f": return "\u{c}"
    case "n": return "\n"
    case "r": return "\r"
    case "t": return "\t"
    case "u":
      let unit = try hexadecimal()
      if let scalar = Unicode.Scalar(unit) { return scalar }
      // Half of a pair: the other half must follow.
      if unit < 0xdc00, next == UInt8(ascii: "\\"), position + 1 < bytes.count, bytes[position + 1] == UInt8(ascii: "u")
      {
        position += 2
        let low = try hexadecimal()
        if (0xdc00..<0xe000).contains(low),
          let scalar = Unicode.Scalar(0x10000 + (unit - 0xd800) << 10 + (low - 0xdc00))
        {
          return scalar
        }
      }
      throw unexpected("the rest of a character")
    default:
      position -= 1
      throw unexpected("an escape")
    }
  }

  private mutating func hexadecimal() throws(TraceError) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard let byte = next, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
        throw unexpected("a hexadecimal digit")
      }
      value = value << 4 + UInt32(digit)
      position += 1
    }
    return value
  }
}
