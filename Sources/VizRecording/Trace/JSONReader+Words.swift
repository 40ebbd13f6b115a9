import StrictJSON

// Texts as traces have them.

extension JSONReader {
  /// A string that is shown in a line.
  mutating func words() throws(TraceError) -> String {
    let text = try string()
    guard !text.isEmpty, text.unicodeScalars.count <= 120 else { throw error("has not from 1 to 120 characters") }
    guard !text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else {
      throw error("has control characters")
    }
    return text
  }

  /// One of the names that something may have.
  mutating func named<Value>(_ make: (String) -> Value?, _ what: String) throws(TraceError) -> Value {
    let text = try string()
    guard let value = make(text) else { throw error("\"\(text.prefix(30))\" is not \(what)") }
    return value
  }
}
