/// JSON as it is put together: names and values of the kinds that a trace has.
enum JSONText {
  /// A string: quotes, backslashes and controls escaped.
  static func quoted(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      case ..<" ", "\u{7F}":
        let digits = String(scalar.value, radix: 16)
        quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }

  /// The shortest number that is read back as the same; what is not finite, by name.
  static func number<Value: BinaryFloatingPoint & LosslessStringConvertible>(_ value: Value) -> String {
    if value.isNaN { return "\"nan\"" }
    if value.isInfinite { return value < 0 ? "\"-inf\"" : "\"inf\"" }
    return String(value)
  }

  static func list<Value: BinaryFloatingPoint & LosslessStringConvertible>(_ values: [Value]) -> String {
    "[" + values.map { number($0) }.joined(separator: ",") + "]"
  }

  static func list(_ values: [Int]) -> String { "[" + values.map(String.init).joined(separator: ",") + "]" }

  /// Names with values that are JSON already.
  static func object(_ fields: [(String, String)]) -> String {
    "{" + fields.map { "\"\($0)\": \($1)" }.joined(separator: ", ") + "}"
  }

  /// A time in µs with three decimals: whole ns, so that ends meet starts exactly.
  static func microseconds(_ nanoseconds: Int) -> String {
    let thousandths = String(nanoseconds % 1000)
    return "\(nanoseconds / 1000)." + String(repeating: "0", count: 3 - thousandths.count) + thousandths
  }
}
