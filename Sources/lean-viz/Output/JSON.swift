/// A JSON value whose objects keep their order.
enum JSON {
  case null
  case bool(Bool)
  case int(Int)
  /// Printed with as few digits as bring the same double back; non-finite ones as "nan", "inf", "-inf".
  case double(Double)
  case string(String)
  case array([JSON])
  case object([(key: String, value: JSON)])
  /// An array whose elements are made one after the other, each when it is written.
  case made(count: Int, element: (Int) -> JSON)

  static func optional(_ value: Int?) -> JSON { value.map { .int($0) } ?? .null }
}

/// Writes JSON as it is made: containers down to a depth take a line an element, the rest are in one line.
struct JSONWriter: ~Copyable {
  private var output = StandardOutput()
  private static let brokenDepth = 4

  /// Writes one document and everything held back.
  static func print(_ value: JSON) throws(Failure) {
    var writer = JSONWriter()
    try writer.write(value, depth: 0)
    try writer.output.write("\n")
    try writer.output.flush()
  }

  private mutating func write(_ value: JSON, depth: Int) throws(Failure) {
    switch value {
    case .null: try output.write("null")
    case .bool(let flag): try output.write(flag ? "true" : "false")
    case .int(let number): try output.write(String(number))
    case .double(let number): try output.write(Self.text(number))
    case .string(let text): try output.write(Self.quoted(text))
    case .array(let elements):
      try writeContainer("[", "]", count: elements.count, isBroken: elements.contains(where: \.isObject), depth) {
        (writer, index) throws(Failure) in try writer.write(elements[index], depth: depth + 1)
      }
    case .made(let count, let element):
      try writeContainer("[", "]", count: count, isBroken: true, depth) {
        (writer, index) throws(Failure) in try writer.write(element(index), depth: depth + 1)
      }
    case .object(let fields):
      try writeContainer("{", "}", count: fields.count, isBroken: depth == 0 || depth == 2, depth) {
        (writer, index) throws(Failure) in
        try writer.output.write(Self.quoted(fields[index].key) + ": ")
        try writer.write(fields[index].value, depth: depth + 1)
      }
    }
  }

  private mutating func writeContainer(
    _ open: String, _ close: String, count: Int, isBroken: Bool, _ depth: Int,
    _ writeElement: (inout JSONWriter, Int) throws(Failure) -> Void
  ) throws(Failure) {
    let isBroken = isBroken && count > 0 && depth < Self.brokenDepth
    func newLine(_ depth: Int) -> String { "\n" + String(repeating: "  ", count: depth) }
    try output.write(open)
    for index in 0..<count {
      if index > 0 { try output.write(isBroken ? "," : ", ") }
      if isBroken { try output.write(newLine(depth + 1)) }
      try writeElement(&self, index)
    }
    if isBroken { try output.write(newLine(depth)) }
    try output.write(close)
  }

  private static func text(_ number: Double) -> String {
    if number.isNaN { return "\"nan\"" }
    if number.isInfinite { return number < 0 ? "\"-inf\"" : "\"inf\"" }
    return number.description
  }

  private static func quoted(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      case "\n": quoted += "\\n"
      case "\t": quoted += "\\t"
      case ..<" ":
        quoted += escape(scalar.value)
      case _ where !scalar.isASCII && StandardCharset.current == .ascii:
        // Escaped, not replaced: JSON is data.
        for unit in String(scalar).utf16 { quoted += escape(UInt32(unit)) }
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }

  private static func escape(_ unit: UInt32) -> String {
    let digits = String(unit, radix: 16)
    return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
  }
}

extension JSON {
  fileprivate var isObject: Bool { if case .object = self { true } else { false } }
}
