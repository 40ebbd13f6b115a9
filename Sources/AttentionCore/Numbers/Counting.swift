// How many of what: the plural is decided here, for screens, messages and files alike.

/// "5,632"
package func grouped(_ value: Int) -> String {
  var digits = String(value.magnitude)
  var groups: [String] = []
  while digits.count > 3 {
    groups.insert(String(digits.suffix(3)), at: 0)
    digits.removeLast(3)
  }
  return (value < 0 ? "−" : "") + ([digits] + groups).joined(separator: ",")
}

/// "1 merge", "2 merges", "5,632 merges".
package func counted(_ count: Int, _ singular: String, _ plural: String? = nil) -> String {
  grouped(count) + " " + noun(for: count, singular, plural)
}

/// "1 segment", "16777217 segments": the digits as a script reads them.
package func numbered(_ count: Int, _ singular: String, _ plural: String? = nil) -> String {
  "\(count) " + noun(for: count, singular, plural)
}

/// The noun alone, as it stands behind a count.
package func noun(for count: Int, _ singular: String, _ plural: String? = nil) -> String {
  count == 1 ? singular : plural ?? singular + "s"
}
