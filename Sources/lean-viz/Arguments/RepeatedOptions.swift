/// Refuses options that are given more than once: which of the values is meant, only the user knows.
///
/// - Parameter repeatable: those that may be.
func rejectRepeatedOptions(_ arguments: [String], repeatable: Set<String> = ["--algorithm"]) throws(Failure) {
  var seen: Set<Substring> = []
  for argument in arguments {
    if argument == "--" { return }
    guard argument.hasPrefix("--"), let name = argument.split(separator: "=").first else { continue }
    if !seen.insert(name).inserted, !repeatable.contains(String(name)) { throw .usage("\(name): given twice") }
  }
}
