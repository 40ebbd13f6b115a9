import Yams

/// Makes the nodes of a demo's text, and refuses what would cost more than its length says.
///
/// An alias (`*name`) stands for a value given elsewhere (`&name`). Aliases of aliases multiply: a few hundred bytes can
/// stand for more values than any memory holds, and the parser hashes whole keys. So the text is first read with another
/// character in place of each asterisk: aliases are plain words there, and can be counted.
struct NodeComposer {
  let file: String

  /// Lists and mappings within each other.
  static let deepest = 32

  func compose(_ text: String) throws(DemoError) -> Node {
    let text = text.withoutByteOrderMark
    let sign = text.unusedCharacter
    let parser = try parser(of: text.withAsterisks(as: sign))
    let outline = try root(of: parser, text)
    var count = ValueCount(file: file, aliasSign: Character(sign))
    // The parser holds the anchors' names.
    try withExtendedLifetime(parser) { () throws(DemoError) in try count.add(outline) }
    guard text.utf8.contains(UInt8(ascii: "*")) else { return outline }
    return try root(of: self.parser(of: text), text)
  }

  private func parser(of text: String) throws(DemoError) -> Parser {
    do { return try Parser(yaml: text, encoding: .utf8) } catch { throw self.error(error, in: text) }
  }

  private func root(of parser: Parser, _ text: String) throws(DemoError) -> Node {
    do {
      if let node = try parser.singleRoot() { return node }
    } catch {
      throw self.error(error, in: text)
    }
    throw DemoError(file: file, place: nil, reason: "is empty")
  }
}

// MARK: Errors

extension NodeComposer {
  private func error(_ error: any Error, in text: String) -> DemoError {
    func at(_ mark: Mark) -> Place { Place(file: file, line: mark.line, column: mark.column) }
    switch error as? YamlError {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      // libyaml's own limit, far beyond ours.
      let reason = problem.hasPrefix("Maximum nesting level") ? Self.tooDeep : problem
      return DemoError(at: at(mark), reason)
    case .duplicatedKeysInMapping(let keys, let context):
      return DemoError(at: at(context.mark), "key given twice: \(keys.map(Self.shown).joined(separator: ", "))")
    case .reader(let problem, let offset, _, _):
      return DemoError(file: file, place: offset.flatMap { place(ofCharacter: $0, in: text) }, reason: problem)
    default: return DemoError(file: file, place: nil, reason: "is not YAML")
    }
  }

  /// The parser has no words for a key that is none.
  private static func shown(_ key: String) -> String {
    key == "<uncovertable>" ? "a list or mapping" : String(key.prefix(40))
  }

  static let tooDeep = "lists and mappings are nested more than \(deepest) deep"

  private func place(ofCharacter offset: Int, in text: String) -> Place? {
    guard let end = text.index(text.startIndex, offsetBy: offset, limitedBy: text.endIndex) else { return nil }
    let lines = text[..<end].split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    return Place(file: file, line: lines.count, column: (lines.last?.count ?? 0) + 1)
  }
}

/// Counts the values of an outline, in which aliases are plain words that begin with a sign.
private struct ValueCount {
  let file: String
  let aliasSign: Character

  /// Values of a demo, those that aliases stand for counted as often as they stand there.
  private static let mostValues = 200_000

  /// How many values something is, itself counted, and how deep they are nested.
  private struct Extent {
    var values = 1
    var depth = 0
  }

  private var anchors: [String: Extent] = [:]

  init(file: String, aliasSign: Character) {
    self.file = file
    self.aliasSign = aliasSign
  }

  mutating func add(_ node: Node) throws(DemoError) { _ = try extent(of: node, at: 0) }

  private mutating func extent(of node: Node, at depth: Int) throws(DemoError) -> Extent {
    var extent = Extent()
    switch node {
    case .scalar(let scalar):
      if let name = try alias(scalar, at: node) { extent = anchors[name] ?? extent }
    case .sequence(let list):
      for item in list { try add(self.extent(of: item, at: depth + 1), to: &extent, at: item) }
    case .mapping(let mapping):
      for (key, value) in mapping {
        // Keys are compared whole, so a key is no more than a word.
        guard let scalar = key.scalar, try alias(scalar, at: key) == nil else {
          throw error("a key is one word", at: key)
        }
        try add(Extent(), to: &extent, at: key)
        try add(self.extent(of: value, at: depth + 1), to: &extent, at: value)
      }
    case .alias: break
    }
    guard depth + extent.depth <= NodeComposer.deepest else { throw error(NodeComposer.tooDeep, at: node) }
    if let name = node.anchor?.rawValue { anchors[name] = extent }
    return extent
  }

  private func add(_ part: Extent, to whole: inout Extent, at node: Node) throws(DemoError) {
    // Each is at most the limit, so the sum cannot overflow.
    whole.values += part.values
    whole.depth = max(whole.depth, part.depth + 1)
    guard whole.values <= Self.mostValues else {
      throw error("more than \(Self.mostValues) values, those that aliases stand for counted", at: node)
    }
  }

  /// The name of an alias; `nil` for any other value.
  private func alias(_ scalar: Node.Scalar, at node: Node) throws(DemoError) -> String? {
    guard scalar.style == .plain, scalar.string.first == aliasSign else { return nil }
    let name = scalar.string.dropFirst()
    guard name.utf8.allSatisfy(Self.mayStandInName) else {
      throw error("an alias is * and a name of letters, digits, - and _", at: node)
    }
    return String(name)
  }

  private static func mayStandInName(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
      true
    default: false
    }
  }

  private func error(_ reason: String, at node: Node) -> DemoError {
    DemoError(at: Place(file: file, line: node.mark?.line ?? 1, column: node.mark?.column ?? 1), reason)
  }
}

extension String {
  /// The mark that some editors write at the start of a file; YAML allows it (1.2, section 5.2).
  fileprivate var withoutByteOrderMark: String {
    unicodeScalars.first == "\u{FEFF}" ? String(unicodeScalars.dropFirst()) : self
  }

  fileprivate func withAsterisks(as sign: Unicode.Scalar) -> String {
    var outline = String.UnicodeScalarView()
    outline.append(contentsOf: unicodeScalars.lazy.map { $0 == "*" ? sign : $0 })
    return String(outline)
  }

  /// A character for private use that does not occur.
  fileprivate var unusedCharacter: Unicode.Scalar {
    let present = Set(unicodeScalars.lazy.filter { Self.privateUse.contains($0.value) }.map(\.value))
    return Self.privateUse.first { !present.contains($0) }.flatMap(Unicode.Scalar.init) ?? "\u{E000}"
  }

  private static var privateUse: ClosedRange<UInt32> { 0xE000...0xF8FF }
}
