/// The modules that a line of Swift imports: attributes, access levels, kinds and submodules aside.
///
/// `@preconcurrency public import struct Foundation.Data` imports Foundation. Several imports may share a line.
func importedModules(inLine line: some StringProtocol) -> [String] {
  String(line).split(separator: ";").compactMap { statement in
    var words = statement.split(whereSeparator: \.isWhitespace)[...]
    if let comment = words.firstIndex(where: { $0.hasPrefix("//") || $0.hasPrefix("/*") }) { words = words[..<comment] }
    let modifiers: Set<Substring> = ["public", "package", "internal", "fileprivate", "private"]
    while let first = words.first, first.first == "@" || modifiers.contains(first) { words = words.dropFirst() }
    guard words.first == "import" else { return nil }
    words = words.dropFirst()
    let kinds: Set<Substring> = ["typealias", "struct", "class", "enum", "protocol", "let", "var", "func"]
    if let first = words.first, kinds.contains(first) { words = words.dropFirst() }
    return words.first.flatMap { $0.split(separator: ".").first }.map { $0.filter { $0 != "`" } }
  }
}
