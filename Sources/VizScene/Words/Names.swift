import AttentionCore
import VizPlayback

extension AttentionProblem {
  /// The letter of an output on its tiles: A to Z, then again from A.
  func letter(ofOutput output: Int) -> String {
    String(UnicodeScalar(UInt8(ascii: "A") + UInt8(output % 26)))
  }

  /// Outputs that share a place, in short: "B", "A-I"; where there are more than letters, by their numbers.
  func letters(ofOutputs outputs: ClosedRange<Int>) -> String {
    func name(_ output: Int) -> String { self.outputs <= 26 ? letter(ofOutput: output) : String(output + 1) }
    let first = name(outputs.lowerBound)
    return outputs.count == 1 ? first : "\(first)-\(name(outputs.upperBound))"
  }

  /// An output in words: "head B", with several requests "B (request 1, head 2)".
  func name(ofOutput output: Int) -> String {
    let head = groupSize > 1 ? "KV head" : "head"
    if requests == 1 { return outputs <= 26 ? "\(head) \(letter(ofOutput: output))" : "\(head) \(output + 1)" }
    let place = "request \(request(ofOutput: output) + 1), \(head) \(kvHead(ofOutput: output) + 1)"
    return outputs <= 26 ? "\(letter(ofOutput: output)) (\(place))" : place
  }

  /// What one output is, in one word.
  var outputNoun: String { String(anOutput.split(separator: " ", maxSplits: 1)[1]) }

  /// The same with its article.
  var anOutput: String { requests > 1 ? "an output" : groupSize > 1 ? "a KV head" : "a head" }
}

/// Units by name, runs of neighbours in short: "U0, U3 to U7".
func unitNames(_ units: [Int]) -> String {
  var ranges: [ClosedRange<Int>] = []
  for unit in units.sorted() {
    if let last = ranges.last, last.upperBound + 1 == unit {
      ranges[ranges.count - 1] = last.lowerBound...unit
    } else {
      ranges.append(unit...unit)
    }
  }
  let names = ranges.flatMap { range -> [String] in
    switch range.count {
    case 1: ["U\(range.lowerBound)"]
    case 2: ["U\(range.lowerBound)", "U\(range.upperBound)"]
    default: ["U\(range.lowerBound) to U\(range.upperBound)"]
    }
  }
  return names.count > 5 ? "\(units.count) units" : listed(names)
}

/// The problem in words, as long as the room allows.
func problemSentences(_ state: State) -> [String] {
  let problem = state.problem
  let units = counted(state.experiment.units, "unit")
  let players = state.workers.map { ", played by \($0.inWords)" } ?? ""
  let few = state.workers.map { ", \($0.inWords)" } ?? ""
  let heads =
    problem.groupSize == 1
    ? counted(problem.kvHeads, "head") : "\(problem.queryHeads) query heads on \(counted(problem.kvHeads, "KV head"))"
  let shortest = problem.contexts.min() ?? 0
  let longest = problem.contexts.max() ?? 0
  let length = shortest == longest ? grouped(longest) : "\(grouped(shortest)) to \(grouped(longest))"
  let tiles = problem.tiles(ofRequest: problem.contexts.firstIndex(of: longest) ?? 0)
  let who = problem.requests == 1 ? "One new token." : "\(problem.requests) requests, one new token each."
  let many = problem.requests == 1 ? "" : "\(problem.requests) requests × "
  let each = problem.requests == 1 && problem.kvHeads == 1 ? "reads" : "each reads"
  let keysAndValues = longest == 1 ? "key and value" : "keys and values"
  let upTo = shortest == longest ? "" : "up to "
  return [
    "\(who) \(heads), \(each) \(length) \(keysAndValues) = \(upTo)\(counted(tiles, "tile")) of \(problem.tileTokens).  "
      + "\(units)\(players).",
    "\(many)\(heads), \(each) \(length) keys = \(upTo)\(counted(tiles, "tile")) of \(problem.tileTokens). \(units)\(few).",
    "\(many)\(heads) × \(upTo)\(counted(tiles, "tile")) of \(problem.tileTokens) keys. \(units)\(few).",
    "\(problem.outputs) × \(upTo)\(counted(tiles, "tile")), \(units)",
  ]
}

/// The longest of some wordings that fits, cut where even the shortest does not.
func fitting(_ wordings: [String], _ width: Int) -> String {
  let chosen = wordings.first { $0.count <= width } ?? wordings.last ?? ""
  return chosen.count <= width ? chosen : String(chosen.prefix(max(0, width - 1))) + "…"
}
