import AttentionCore
import VizScene

/// Requests and their context lengths in a few words: "1 × 5,632", "2: 700, 90", "40: 100 to 8,192".
func requestsInWords(_ contexts: [Int]) -> String {
  let lengths = lengthsInWords(contexts)
  return "\(grouped(contexts.count))\(Set(contexts).count == 1 ? " × " : ": ")\(lengths)"
}

/// Context lengths in a few words: "5,632", "700, 90", "100 to 8,192".
private func lengthsInWords(_ contexts: [Int]) -> String {
  let (least, most) = (contexts.min() ?? 0, contexts.max() ?? 0)
  if least == most { return grouped(most) }
  return contexts.count <= 6 ? contexts.map(grouped).joined(separator: ", ") : "\(grouped(least)) to \(grouped(most))"
}

extension Experiment {
  /// The problem and the units that share it.
  var inWords: [String] { [problemInWords, "\(tilesInWords); \(floorInWords)"] }

  /// Everything that a drawing of its schedules has to say of it.
  var caption: [String] {
    ([problemInWords, tilesInWords, "\(floorInWords) (floor)"] + splitRuleInWords)
      .map { $0.prefix(1).uppercased() + $0.dropFirst() }
  }

  private var floorInWords: String {
    "no schedule needs fewer than \(counted((problem.totalTiles - 1) / units + 1, "step"))"
  }

  private var problemInWords: String {
    let heads =
      problem.groupSize == 1
      ? counted(problem.queryHeads, "head")
      : "\(counted(problem.queryHeads, "query head")) on \(counted(problem.kvHeads, "KV head"))"
    let isUniform = Set(problem.contexts).count == 1
    let lengths =
      isUniform ? counted(problem.contexts[0], "token") : lengthsInWords(problem.contexts) + " tokens"
    return "one decode step: \(counted(problem.requests, "request")) of \(lengths), \(heads), "
      + "head dimension \(problem.headDim), \(problem.elementType.rawValue)"
  }

  private var tilesInWords: String {
    let tiles = (0..<problem.requests).map { problem.tiles(ofRequest: $0) }
    let (least, most) = (tiles.min() ?? 0, tiles.max() ?? 0)
    let each = least == most ? counted(most, "KV tile") : "\(grouped(least)) to \(grouped(most)) KV tiles"
    return "\(counted(problem.outputs, "output")) × \(each) of \(counted(problem.tileTokens, "token")) = "
      + "\(counted(problem.totalTiles, "KV tile")) for \(counted(units, "unit"))"
  }

  /// How FlashDecoding came by its splits; empty where it is not asked for.
  var splitRuleInWords: [String] {
    guard algorithms.contains(.fd) else { return [] }
    switch splits {
    case .automatic:
      return [
        "FlashDecoding's splits, S chunks per output: flash-attention's rule \(slotsInWords(slots)) (\(counted(units * slots, "slot")))"
      ]
    case .fixed: return ["FlashDecoding's splits, S chunks per output: as asked for, not by flash-attention's rule"]
    }
  }
}

extension ScheduleSummary {
  static let summaryHeader = ["", "steps", "floor", "unit time", "splits", "CTAs", "partials", "merges"]

  /// The columns of ``summaryHeader``.
  var summaryRow: [String] {
    [
      algorithm.title, grouped(makespan), grouped(floor), percent(utilization), splits.map(grouped) ?? "–",
      grouped(gridSize), grouped(partialCount), grouped(mergeCount),
    ]
  }
}
