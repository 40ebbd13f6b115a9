import StrictJSON

// Numbers as traces have them.

extension JSONReader {
  /// A number, or one of the strings `"nan"`, `"inf"`, `"-inf"`.
  mutating func double() throws(TraceError) -> Double {
    if try kind() == .string { return try special() }
    let text = try numberText()
    guard let value = Double(text), value.isFinite else { throw error("\(text.prefix(30)) is too large") }
    return value
  }

  mutating func float() throws(TraceError) -> Float {
    if try kind() == .string { return Float(try special()) }
    let text = try numberText()
    guard let value = Float(text), value.isFinite else { throw error("\(text.prefix(30)) is too large for f32") }
    return value
  }

  private mutating func special() throws(TraceError) -> Double {
    let text = try string()
    switch text {
    case "nan": return .nan
    case "inf": return .infinity
    case "-inf": return -.infinity
    default: throw error("\"\(text.prefix(30))\" is no number, \"nan\", \"inf\" or \"-inf\"")
    }
  }

  /// A time in µs, as whole ns. Written with up to three decimals it is exact, else it is rounded.
  mutating func nanoseconds() throws(TraceError) -> Int {
    let text = try numberText()
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    let decimals = parts.count == 2 ? parts[1] : ""
    if decimals.count <= 3, !text.hasPrefix("-"), let whole = Int(parts[0]),
      let rest = Int(decimals + "000".dropFirst(decimals.count))
    {
      let (product, overflow) = whole.multipliedReportingOverflow(by: 1000)
      let (sum, carry) = product.addingReportingOverflow(rest)
      if !overflow, !carry, sum <= TraceLimits.latest { return sum }
    } else if let value = Double(text), value >= 0, value * 1000 <= Double(TraceLimits.latest) {
      return Int((value * 1000).rounded())
    }
    throw error("\(text.prefix(30)) µs is no time from 0 to \(TraceLimits.latest / 1000)")
  }
}
