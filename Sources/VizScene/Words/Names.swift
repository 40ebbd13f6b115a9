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

  /// An output in words: "output B", with several requests "output B (request 1, head 2)", with many outputs "output 27
  /// (r4 h3)".
  func name(ofOutput output: Int) -> String {
    guard outputs <= 26 else {
      return "output \(output + 1)" + (requests > 1 ? " (\(rowLabel(ofOutput: output)))" : "")
    }
    let name = "output \(letter(ofOutput: output))"
    guard requests > 1 else { return name }
    let head = groupSize > 1 ? "KV head" : "head"
    return "\(name) (request \(request(ofOutput: output) + 1), \(head) \(kvHead(ofOutput: output) + 1))"
  }
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
  let heads =
    problem.groupSize == 1
    ? counted(problem.kvHeads, "head") : "\(problem.queryHeads) query heads on \(counted(problem.kvHeads, "KV head"))"
  let shortest = problem.contexts.min() ?? 0
  let longest = problem.contexts.max() ?? 0
  let length = shortest == longest ? grouped(longest) : "\(grouped(shortest)) to \(grouped(longest))"
  let tiles = problem.tiles(ofRequest: problem.contexts.firstIndex(of: longest) ?? 0)
  let who = problem.requests == 1 ? "One new token." : "\(problem.requests) requests, one new token each."
  let brief = problem.requests == 1 ? "One new token, " : "\(problem.requests) requests × "
  let many = problem.requests == 1 ? "" : brief
  let each = problem.requests == 1 && problem.kvHeads == 1 ? "reads" : "each reads"
  let keys = noun(for: longest, "key")
  let upTo = shortest == longest ? "" : "up to "
  let share = "\(upTo)\(counted(tiles, "tile")) of \(problem.tileTokens)"
  return [
    "\(who) \(heads), \(each) \(length) \(keys) and \(noun(for: longest, "value")) = \(share). \(standIns(state))",
    "\(brief)\(heads) of \(length) \(keys) = \(share). \(standIns(state))",
    "\(many)\(heads) of \(length) \(keys) = \(share). \(standIns(state))",
    "\(brief)\(heads) of \(length) \(keys) = \(share). \(unitsAndCores(state))",
    "\(many)\(heads) of \(length) \(keys) = \(share). \(unitsAndCores(state))",
    "\(many)\(heads) × \(share) \(keys). \(unitsAndCores(state))",
    "\(many)\(heads) × \(upTo)\(counted(tiles, "tile")). \(unitsAndCores(state))",
    "\(problem.outputs) × \(upTo)\(counted(tiles, "tile")). \(unitsAndCores(state))",
    "\(problem.outputs) × \(upTo)\(counted(tiles, "tile")), \(counted(state.experiment.units, "unit"))",
  ]
}

/// Units are a GPU's, and cores do their work: "8 units stand in for GPU SMs; 2 CPU cores compute their tiles."
private func standIns(_ state: State) -> String {
  let units = state.experiment.units
  let unit = units == 1 ? "1 unit stands in for a GPU's SM" : "\(grouped(units)) units stand in for GPU SMs"
  guard let workers = state.workers else { return unit + "." }
  let verb = state.isReplay ? "computed" : workers.threads == 1 ? "computes" : "compute"
  return "\(unit); \(workers.inFull) \(verb) \(units == 1 ? "its" : "their") tiles."
}

/// The same where there is less room: "8 units as GPU SMs, on 2 CPU cores."
private func unitsAndCores(_ state: State) -> String {
  let units = state.experiment.units
  let unit = units == 1 ? "1 unit as a GPU's SM" : "\(grouped(units)) units as GPU SMs"
  return unit + (state.workers.map { ", on \($0.inFull)" } ?? "") + "."
}

extension Workers {
  /// "2 CPU cores"; where threads share them, "5 threads on 2 cores".
  fileprivate var inFull: String { areOversubscribed ? inWords : counted(threads, "CPU core") }
}

/// The longest of some wordings that fits, cut where even the shortest does not.
func fitting(_ wordings: [String], _ width: Int) -> String {
  let chosen = wordings.first { $0.count <= width } ?? wordings.last ?? ""
  return chosen.count <= width ? chosen : String(chosen.prefix(max(0, width - 1))) + "…"
}
