import Yams

/// Reads single values of a demo file; everything that is not as expected is an error with its place.
struct NodeReader {
  let file: String
  /// What was found wrong and does not keep the rest from being read.
  let errors = ErrorList()

  init(file: String) { self.file = file }

  static let mostSeconds = 3600.0

  func compose(_ text: String) throws(DemoError) -> Node { try NodeComposer(file: file).compose(text) }

  /// A mapping with no keys but the known ones.
  func fields(of node: Node, known: [String]) throws(DemoError) -> [String: Node] {
    let (fields, wrong) = try split(node, known: known)
    guard let last = wrong.last else { return fields }
    for error in wrong.dropLast() { errors.add(error) }
    throw last
  }

  /// The known keys of a mapping; what is wrong with others is noted.
  func knownFields(of node: Node, known: [String]) throws(DemoError) -> [String: Node] {
    let (fields, wrong) = try split(node, known: known)
    for error in wrong { errors.add(error) }
    return fields
  }

  private func split(_ node: Node, known: [String]) throws(DemoError) -> (fields: [String: Node], wrong: [DemoError]) {
    guard let mapping = node.mapping else { throw error("key: value is expected here", at: node) }
    var fields: [String: Node] = [:]
    var wrong: [DemoError] = []
    for (key, value) in mapping {
      if let name = key.scalar?.string {
        if !known.contains(name) {
          wrong.append(error(loneItem(name, value, among: mapping) ?? unknown(name, among: known), at: key))
        } else if fields.updateValue(value, forKey: name) != nil {
          // Equal words with unequal tags are two keys to the parser.
          wrong.append(error("key given twice: \(name)", at: key))
        }
      } else {
        wrong.append(error("a key is one word", at: key))
      }
    }
    return (fields, wrong)
  }

  /// What is wrong with `512` in `{context: 16384, 512}`: to YAML it is another key.
  private func loneItem(_ name: String, _ value: Node, among mapping: Node.Mapping) -> String? {
    let before = mapping.prefix { $0.key.scalar?.string != name }
    guard value.scalar?.string.isEmpty == true, value.scalar?.style == .plain,
      let before = Array(before).last(where: { $0.value.scalar?.string.isEmpty == false }),
      let key = before.key.scalar?.string, let first = before.value.scalar?.string
    else { return nil }
    return
      "\(name.prefix(40)) belongs to no key; several values are a list: \(key): [\(first.prefix(40)), \(name.prefix(40))]"
  }

  func string(_ node: Node) throws(DemoError) -> String {
    guard let scalar = node.scalar else { throw error("one value is expected here", at: node) }
    return scalar.string
  }

  func text(_ node: Node) throws(DemoError) -> String {
    let text = try string(node)
    guard !text.isEmpty else { throw error("words are expected here", at: node) }
    // Anything else would move the cursor of whoever plays it.
    guard !text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control && $0 != "\n" }) else {
      throw error("a control character in the text", at: node)
    }
    return text
  }

  func list(_ node: Node) throws(DemoError) -> [Node] {
    guard let sequence = node.sequence else { throw error("a list is expected here", at: node) }
    return Array(sequence)
  }

  /// "2s", "500ms" or a number of seconds.
  func seconds(_ node: Node) throws(DemoError) -> Double {
    let text = try string(node)
    var value = Double(text)
    if text.hasSuffix("ms") {
      value = Double(text.dropLast(2)).map { $0 / 1000 }
    } else if text.hasSuffix("s") {
      value = Double(text.dropLast())
    }
    guard let value, value >= 0, value <= Self.mostSeconds else {
      throw error("\(shown(node)) is not a time such as 2s or 500ms", at: node)
    }
    return value
  }

  /// A number from `least` on.
  func number(_ node: Node, from least: Int) throws(DemoError) -> Int {
    guard let value = node.int, value >= least, value <= Int(Int32.max) else {
      throw error("\(shown(node)) is not a number from \(least)", at: node)
    }
    return value
  }

  func speed(_ node: Node) throws(DemoError) -> Double {
    guard let value = node.float, value >= 0.1, value <= 100 else {
      throw error("speed \(shown(node)) is not from 0.1 to 100", at: node)
    }
    return value
  }

  func truth(_ node: Node) throws(DemoError) -> Bool {
    guard let value = node.bool else { throw error("\(shown(node)) is neither true nor false", at: node) }
    return value
  }

  func choice<T: RawRepresentable & CaseIterable>(_ node: Node, of type: T.Type) throws(DemoError) -> T
  where T.RawValue == String {
    let text = try string(node)
    if let value = T(rawValue: text) { return value }
    throw error(unknown(text, among: T.allCases.map(\.rawValue)), at: node)
  }

  func error(_ reason: String, at node: Node) -> DemoError { DemoError(at: place(of: node), reason) }

  func place(of node: Node) -> Place {
    Place(file: file, line: node.mark?.line ?? 1, column: node.mark?.column ?? 1)
  }
}

/// A node's own text, short enough for one line.
func shown(_ node: Node) -> String {
  guard let text = node.scalar?.string else { return "a list or mapping" }
  return text.count <= 40 ? "\"\(text)\"" : "\"\(text.prefix(40))…\""
}

/// "unknown 'sya' (did you mean say?)"
func unknown(_ name: String, among known: [String]) -> String {
  let nearest = known.map { ($0, distance($0, name)) }.min { $0.1 < $1.1 }
  let hint = nearest.flatMap { $0.1 <= max(2, $0.0.count / 2) ? " (did you mean \($0.0)?)" : nil }
  return "unknown '\(name.prefix(40))'" + (hint ?? "; known: \(known.joined(separator: ", "))")
}

/// Levenshtein's distance, of at most 40 characters of each.
private func distance(_ a: String, _ b: String) -> Int {
  let a = Array(a.prefix(40))
  let b = Array(b.prefix(40))
  var row = Array(0...b.count)
  for (i, left) in a.enumerated() {
    var diagonal = row[0]
    row[0] = i + 1
    for (j, right) in b.enumerated() {
      let substitution = diagonal + (left == right ? 0 : 1)
      diagonal = row[j + 1]
      row[j + 1] = min(substitution, row[j] + 1, row[j + 1] + 1)
    }
  }
  return row[b.count]
}
