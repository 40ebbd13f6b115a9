// Numbers as people read them. No Foundation: the same bytes on every machine and in every locale. Counts: `AttentionCore/Numbers/Counting.swift`.
import AttentionCore

/// With a fixed number of decimals: "91.7". Not a number and infinities by name.
package func decimal(_ value: Double, _ places: Int) -> String {
  if value.isNaN { return "NaN" }
  if value.isInfinite { return value < 0 ? "−inf" : "inf" }
  let scale = (0..<places).reduce(1.0) { product, _ in product * 10 }
  let scaled = (abs(value) * scale).rounded()
  // Beyond 2⁵³ there are no decimals to show.
  guard scaled < 9_007_199_254_740_992 else { return (value < 0 ? "−" : "") + "\(abs(value))" }
  var digits = String(Int(scaled))
  while digits.count <= places { digits = "0" + digits }
  let whole = digits.dropLast(places)
  let sign = value < 0 && scaled > 0 ? "−" : ""
  return sign + whole + (places > 0 ? "." + digits.suffix(places) : "")
}

/// "37.5 %" for 0.375; whole percents without decimals.
package func percent(_ share: Double) -> String {
  let tenths = (share * 1000).rounded() / 10
  return (tenths == tenths.rounded() ? decimal(tenths, 0) : decimal(tenths, 1)) + " %"
}

/// Three significant digits: "0.00412", "1.24", "182".
package func significant(_ value: Double) -> String {
  guard value.isFinite, value != 0 else { return value == 0 ? "0" : decimal(value, 0) }
  var places = 2
  var magnitude = abs(value)
  while magnitude >= 10 {
    magnitude /= 10
    places -= 1
  }
  while magnitude < 1 && places < 12 {
    magnitude *= 10
    places += 1
  }
  return decimal(value, max(0, places))
}

/// Up to two decimals, none that are 0: "0.5", "4", "1.25".
func briefly(_ value: Double) -> String {
  var text = decimal(value, 2)
  while text.hasSuffix("0") { text.removeLast() }
  return text.hasSuffix(".") ? String(text.dropLast()) : text
}

/// A time in ns with its unit: "840 ns", "182 µs", "1.24 ms".
package func duration(_ nanoseconds: Int) -> String {
  switch nanoseconds {
  case ..<1000: "\(nanoseconds) ns"
  case ..<999_500: significant(Double(nanoseconds) / 1e3) + " µs"
  case ..<999_500_000: significant(Double(nanoseconds) / 1e6) + " ms"
  default: significant(Double(nanoseconds) / 1e9) + " s"
  }
}

/// Two significant digits with groups, for factors that are only roughly known: "88,000".
func rough(_ value: Double) -> String {
  guard value.isFinite, value >= 1 else { return decimal(value, 2) }
  var unit = 1.0
  while value / unit >= 100 { unit *= 10 }
  let rounded = (value / unit).rounded() * unit
  return rounded < 9e15 ? grouped(Int(rounded)) : "\(rounded)"
}

/// The least one-digit bound above an error: "3e-7" for 2.4e-7, "0" for 0.
package func errorBound(_ error: Double) -> String {
  guard error.isFinite else { return error.isNaN ? "NaN" : "inf" }
  guard error > 0 else { return "0" }
  var exponent = 0
  var digit = error
  while digit < 1 {
    digit *= 10
    exponent -= 1
  }
  while digit >= 10 {
    digit /= 10
    exponent += 1
  }
  var leading = Int(digit.rounded(.up))
  if leading == 10 {
    leading = 1
    exponent += 1
  }
  return exponent == 0 ? "\(leading)" : "\(leading)e\(exponent)"
}

/// "U1", "U1 and U2", "U1, U2 and U3".
package func listed(_ words: [String]) -> String {
  guard words.count > 1, let last = words.last else { return words.first ?? "" }
  return words.dropLast().joined(separator: ", ") + " and " + last
}

extension String {
  /// Blanks in front, up to a width.
  package func leftPadded(to width: Int) -> String { String(repeating: " ", count: Swift.max(0, width - count)) + self }
  /// Blanks behind, up to a width.
  package func padded(to width: Int) -> String { self + String(repeating: " ", count: Swift.max(0, width - count)) }
}
