/// Reads JSON piece by piece, as whoever calls it expects it: no tree is built, so that a file cannot cost more memory than
/// what is kept of it.
///
/// Stricter than RFC 8259 where that helps: an object has no two equal keys, and what it holds is kept within ``Limits``.
public struct JSONReader {
  private let bytes: [UInt8]
  private var position = 0
  /// Where in the document it is: keys and places in arrays, from the outside in.
  private var path: [Step] = []

  private enum Step {
    case key(String)
    case place(Int)
  }

  /// What a document may hold.
  public struct Limits: Sendable {
    /// Lists and objects within each other.
    public var depth = 64
    /// Of one object.
    public var keys = 4096
    /// Bytes of a string.
    public var stringBytes = 4096

    public init() {}
  }

  private let limits: Limits
  /// What messages call the whole: "the file".
  private let whole: String

  public init(_ bytes: [UInt8], of whole: String = "the file", limits: Limits = Limits()) {
    self.bytes = bytes
    self.whole = whole
    self.limits = limits
  }

  /// An error at the present place: `traceEvents[3].ts: …`.
  public func error(_ what: String) -> JSONError { JSONError(place: place, reason: what) }

  /// "leanViz.problem.contexts[2]"; empty at the top.
  public var place: String {
    var text = ""
    for step in path {
      switch step {
      case .key(let key): text += (text.isEmpty ? "" : ".") + printable(key)
      case .place(let number): text += "[\(number)]"
      }
    }
    return text
  }

  /// What kind of value comes next.
  public enum Kind { case object, array, string, number, bool, null }

  public mutating func kind() throws(JSONError) -> Kind {
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
  public mutating func object(_ member: (inout JSONReader, String) throws(JSONError) -> Void) throws(JSONError) {
    guard try kind() == .object else { throw error("is no object") }
    try expect("{")
    if take("}") { return }
    guard path.count < limits.depth else { throw error("is nested too deep") }
    var seen: Set<String> = []
    repeat {
      let key = try string()
      guard seen.insert(key).inserted else { throw error("\"\(printable(key))\" is there twice") }
      guard seen.count <= limits.keys else { throw error("has more than \(limits.keys) keys") }
      try expect(":")
      path.append(.key(key))
      try member(&self, key)
      path.removeLast()
    } while take(",")
    try expect("}")
  }

  /// `[value, …]`; `element` reads each one.
  public mutating func array(_ element: (inout JSONReader, Int) throws(JSONError) -> Void) throws(JSONError) {
    guard try kind() == .array else { throw error("is no list") }
    try expect("[")
    if take("]") { return }
    guard path.count < limits.depth else { throw error("is nested too deep") }
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
  public mutating func skip() throws(JSONError) {
    switch try kind() {
    case .object: try object { (reader, _) throws(JSONError) in try reader.skip() }
    case .array: try array { (reader, _) throws(JSONError) in try reader.skip() }
    case .string: _ = try string()
    case .number: _ = try numberText()
    case .bool: _ = try bool()
    case .null: try word("null")
    }
  }

  /// Whether `null` comes next, which is passed over then.
  public mutating func takeNull() throws(JSONError) -> Bool {
    guard try kind() == .null else { return false }
    try word("null")
    return true
  }

  public mutating func bool() throws(JSONError) -> Bool {
    guard try kind() == .bool else { throw error("is neither true nor false") }
    let value = next == UInt8(ascii: "t")
    try word(value ? "true" : "false")
    return value
  }

  /// Nothing follows but blanks.
  public mutating func end() throws(JSONError) {
    skipSpace()
    if position < bytes.count { throw unexpected("the end of \(whole)") }
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

  private mutating func expect(_ character: Unicode.Scalar) throws(JSONError) {
    if !take(character) { throw unexpected("'\(character)'") }
  }

  private mutating func word(_ word: String) throws(JSONError) {
    for byte in word.utf8 {
      guard next == byte else { throw unexpected(word) }
      position += 1
    }
  }

  private func unexpected(_ expected: String) -> JSONError {
    position < bytes.count
      ? error("byte \(position) of \(whole) is not \(expected)") : error("\(whole) ends where \(expected) should be")
  }

  /// A number as it is written, by JSON's grammar.
  public mutating func numberText() throws(JSONError) -> Substring {
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

  /// A whole number within a range.
  public mutating func integer(_ range: ClosedRange<Int>) throws(JSONError) -> Int {
    let text = try numberText()
    guard let value = Int(text) else { throw error("\(text.prefix(30)) is no whole number, or too large") }
    guard range.contains(value) else {
      throw error("\(value) is not from \(range.lowerBound) to \(range.upperBound)")
    }
    return value
  }

  public mutating func unsigned() throws(JSONError) -> UInt64 {
    let text = try numberText()
    guard let value = UInt64(text) else { throw error("\(text.prefix(30)) is no whole number from 0 to 2⁶⁴ − 1") }
    return value
  }

  public mutating func string() throws(JSONError) -> String {
    guard try kind() == .string else { throw error("is no string") }
    position += 1
    let start = position
    // Most strings have no escapes.
    while let byte = next, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\"), byte >= 0x20 { position += 1 }
    var text = Array(bytes[start..<min(position, start + limits.stringBytes + 1)])
    while let byte = next, byte != UInt8(ascii: "\"") {
      guard byte >= 0x20 else { throw unexpected("a character of a string") }
      position += 1
      if byte == UInt8(ascii: "\\") { text += String(try escape()).utf8 } else { text.append(byte) }
      if text.count > limits.stringBytes { break }
    }
    guard text.count <= limits.stringBytes else {
      throw error("has a string of more than \(limits.stringBytes) bytes")
    }
    guard next == UInt8(ascii: "\"") else { throw unexpected("the end of a string") }
    position += 1
    guard let string = String(validating: text, as: UTF8.self) else { throw error("has a string that is no UTF-8") }
    return string
  }

  /// What follows a backslash.
  private mutating func escape() throws(JSONError) -> Unicode.Scalar {
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

  private mutating func hexadecimal() throws(JSONError) -> UInt32 {
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
