/// Reads the JSON of a safetensors header, and no other JSON: an object of tensors and at most one `__metadata__` of
/// strings. Duplicate keys, numbers that are no whole numbers, and anything nested deeper are errors.
///
/// Written for it, because Foundation's parser keeps one of two equal keys and reads `1.0` as a whole number.
struct HeaderParser {
  private let bytes: [UInt8]
  private var position = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  mutating func tensors() throws(HeaderError) -> [TensorEntry] {
    guard bytes.first == UInt8(ascii: "{") else { throw HeaderError("the header is no JSON object") }
    var tensors: [TensorEntry] = []
    var seen: Set<String> = []
    try object { (parser, key) throws(HeaderError) in
      guard seen.insert(key).inserted else { throw HeaderError("\(quoted(key)) is there twice") }
      if key == "__metadata__" {
        try parser.metadata()
      } else {
        tensors.append(try parser.tensor(key))
      }
    }
    skipSpace()
    if position < bytes.count { throw unexpected("the end of the header") }
    return tensors
  }

  private mutating func metadata() throws(HeaderError) {
    var seen: Set<String> = []
    try object { (parser, key) throws(HeaderError) in
      guard seen.insert(key).inserted else {
        throw HeaderError("\(quoted(key)) is twice in __metadata__")
      }
      _ = try parser.string()
    }
  }

  private mutating func tensor(_ name: String) throws(HeaderError) -> TensorEntry {
    var type: String?
    var shape: [Int]?
    var offsets: [Int]?
    try object { (parser, key) throws(HeaderError) in
      switch key {
      case "dtype" where type == nil: type = try parser.string()
      case "shape" where shape == nil: shape = try parser.numbers()
      case "data_offsets" where offsets == nil: offsets = try parser.numbers()
      default: throw HeaderError("\(quoted(name)) has \(quoted(key)), twice or unknown")
      }
    }
    guard let type else { throw HeaderError("\(quoted(name)) has no dtype") }
    guard let shape else { throw HeaderError("\(quoted(name)) has no shape") }
    guard let offsets, offsets.count == 2 else { throw HeaderError("\(quoted(name)) has no two data_offsets") }
    guard offsets[0] <= offsets[1] else { throw HeaderError("\(quoted(name)) ends before it begins") }
    return TensorEntry(name: name, type: type, shape: shape, bytes: offsets[0]..<offsets[1])
  }
}

// MARK: JSON

extension HeaderParser {
  private func unexpected(_ expected: String) -> HeaderError {
    HeaderError(
      position < bytes.count
        ? "byte \(position) of the header is not \(expected)" : "the header ends where \(expected) should be")
  }

  private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func skipSpace() {
    while let byte = next, byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09 { position += 1 }
  }

  /// Passes over space and, if it comes next, a character.
  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    skipSpace()
    guard next == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  private mutating func expect(_ character: Unicode.Scalar) throws(HeaderError) {
    if !take(character) { throw unexpected("\"\(character)\"") }
  }

  /// `{"key": value, …}`; `member` reads each value.
  private mutating func object(
    _ member: (inout HeaderParser, String) throws(HeaderError) -> Void
  ) throws(HeaderError) {
    try expect("{")
    if take("}") { return }
    repeat {
      let key = try string()
      try expect(":")
      try member(&self, key)
    } while take(",")
    try expect("}")
  }

  /// `[1, 2, …]`
  private mutating func numbers() throws(HeaderError) -> [Int] {
    try expect("[")
    if take("]") { return [] }
    var numbers: [Int] = []
    repeat { numbers.append(try number()) } while take(",")
    try expect("]")
    return numbers
  }

  /// A whole number that is not negative.
  private mutating func number() throws(HeaderError) -> Int {
    skipSpace()
    let start = position
    var value = 0
    while let byte = next, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) {
      let (tens, overflow) = value.multipliedReportingOverflow(by: 10)
      let (sum, carry) = tens.addingReportingOverflow(Int(byte) - 0x30)
      if overflow || carry { throw HeaderError("the number at byte \(start) of the header is too large") }
      value = sum
      position += 1
    }
    let hasLeadingZero = position - start > 1 && bytes[start] == UInt8(ascii: "0")
    if position == start || hasLeadingZero {
      position = start
      throw unexpected("a whole number from 0")
    }
    return value
  }

  private mutating func string() throws(HeaderError) -> String {
    try expect("\"")
    let start = position
    var text: [UInt8] = []
    while let byte = next, byte != UInt8(ascii: "\"") {
      if byte < 0x20 { throw unexpected("a character of a string") }
      position += 1
      if byte == UInt8(ascii: "\\") {
        text += String(try escape()).utf8
      } else {
        text.append(byte)
      }
    }
    try expect("\"")
    guard let string = String(validating: text, as: UTF8.self) else {
      throw HeaderError("the string at byte \(start) of the header is no UTF-8")
    }
    return string
  }

  /// What follows a backslash.
  private mutating func escape() throws(HeaderError) -> Unicode.Scalar {
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
      if unit < 0xdc00, takeUnicodeEscape(), let low = try? hexadecimal(), (0xdc00..<0xe000).contains(low),
        let scalar = Unicode.Scalar(0x10000 + (unit - 0xd800) << 10 + (low - 0xdc00))
      {
        return scalar
      }
      throw unexpected("the rest of a character")
    default:
      position -= 1
      throw unexpected("an escape")
    }
  }

  private mutating func takeUnicodeEscape() -> Bool {
    guard position + 2 <= bytes.count, bytes[position] == UInt8(ascii: "\\"), bytes[position + 1] == UInt8(ascii: "u")
    else { return false }
    position += 2
    return true
  }

  private mutating func hexadecimal() throws(HeaderError) -> UInt32 {
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
