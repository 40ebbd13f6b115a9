import AttentionCore
import VizPlayback

/// What the race has shown, in sentences; every number from the schedules and the record.
func verdictSentences(_ state: State) -> [String] {
  ["\(verdictHeadline(state)). \(floorSentence(state))", accuracySentence(state), leanSentence(state)].compactMap {
    $0?.isEmpty == false ? $0 : nil
  }
}

/// "22 → 10 → 9 steps"
func verdictHeadline(_ state: State) -> String {
  let steps = state.runs.map { grouped($0.schedule.makespan) }.joined(separator: " → ")
  return "\(steps) \(noun(for: state.runs.last?.schedule.makespan ?? 0, "step"))"
}

func floorSentence(_ state: State) -> String {
  "No schedule needs fewer than \(grouped(state.runs.first?.schedule.floor ?? 0))."
}

/// Whether the results are right, and how far they are off.
func accuracySentence(_ state: State) -> String {
  let accuracies = state.runs.compactMap(\.record.accuracy)
  if state.isReplay, state.timings.phase == .done, accuracies.count != state.runs.count {
    return "How near the results are to the f64 reference: \(notRecorded)."
  }
  guard accuracies.count == state.runs.count else {
    return state.isReplay ? "" : "Checking the results against the f64 reference …"
  }
  let wrong = zip(state.runs, accuracies).filter { !$1.isOK }.map { $0.0.schedule.algorithm.title }
  guard wrong.isEmpty else { return "\(listed(wrong)) differ from the f64 reference: not right." }
  let bound = errorBound(accuracies.map(\.maxAbsError).max() ?? 0)
  let subject =
    switch accuracies.count {
    case 1: "The result equals"
    case 2: "Both equal"
    default: "All \(accuracies.count == 3 ? "three" : "\(accuracies.count)") equal"
    }
  return "\(subject) the f64 reference (≤ \(bound))."
}

/// What LeanAttention gains here, against what the others could do; `nil` unless it ran.
func leanSentence(_ state: State) -> String? {
  guard let lean = state.runs.first(where: { $0.schedule.algorithm == .lean })?.schedule else { return nil }
  let partials = counted(lean.partialCount, "partial")
  if let other = state.runs.first(where: { $0.schedule.algorithm == .fa2 })?.schedule, other.makespan == lean.makespan {
    if lean.problem.totalTiles == lean.problem.outputs {
      return "Every output is one tile: there is nothing to cut."
    }
    return lean.partialCount == 0
      ? "LeanAttention does the same as FlashAttention-2 here: the work divides evenly by itself."
      : "FlashAttention-2 takes \(grouped(other.makespan)) as well: LeanAttention's \(partials) \(lean.partialCount == 1 ? "buys" : "buy") nothing here."
  }
  if state.runs.contains(where: { $0.schedule.algorithm == .fd }), let table = state.splitTable,
    let comparison = SplitComparison(table, lean: lean)
  {
    return comparison.sentence
  }
  return "LeanAttention takes \(grouped(lean.makespan)) with \(partials)."
}
