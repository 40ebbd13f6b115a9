extension Work {
  /// Whether it speaks of what there is.
  func fits(_ problem: AttentionProblem, _ accumulators: [RowSet]) -> Bool {
    switch self {
    case .attend(let source, let ordinals, let into):
      guard (0..<problem.sources).contains(source), accumulators.indices.contains(into), ordinals.count > 0,
        ordinals.stride > 0, ordinals.first >= 0, ordinals.last < problem.tiles(ofOutput: source)
      else { return false }
      // A source is one output's.
      return accumulators[into] == problem.rowSet(ofOutput: source)
    case .merge(let from, let into):
      return from != into && accumulators.indices.contains(from) && accumulators.indices.contains(into)
        && accumulators[from] == accumulators[into]
    case .finish(let accumulator, let rows):
      return accumulators.indices.contains(accumulator) && accumulators[accumulator] == rows
    }
  }
}

extension Schedule {
  /// Everything about the schedule that is not as it must be, in words; empty when it is right.
  ///
  /// Generic: its lists fit together, every (row, key) is attended and finished exactly once, whatever touches the same rows
  /// of an accumulator is ordered, and everything can be run. Where that holds, the algorithm's own rules.
  public func violations() -> [String] {
    let structure = structureViolations()
    if !structure.isEmpty { return structure }
    let generic = coverageViolations() + AccumulatorOrder.violations(of: self)
    return generic.isEmpty ? algorithm.definition.violations(of: self) : generic
  }

  /// What a list says of another.
  private func structureViolations() -> [String] {
    var found: [String] = []
    var (nextCTA, nextItem) = (0, 0)
    for (number, phase) in phases.enumerated() {
      if phase.ctas.lowerBound != nextCTA || phase.items.lowerBound != nextItem || phase.ctas.upperBound > ctas.count
        || phase.items.upperBound > items.count
      {
        return ["phase \(number) has CTAs \(phase.ctas) and items \(phase.items)"]
      }
      var nextPosition = 0
      for cta in ctas[phase.ctas] {
        if cta.items.lowerBound != nextItem || cta.items.isEmpty || cta.items.upperBound > phase.items.upperBound {
          found.append("CTA \(cta.position) has items \(cta.items), not from \(nextItem)")
        }
        if cta.position < nextPosition || cta.position >= phase.gridSize {
          found.append("CTA \(cta.position) is out of place")
        }
        nextItem = cta.items.upperBound
        nextPosition = cta.position + 1
      }
      if phase.dispatch == .resident, phase.gridSize > units * slots {
        found.append("\(phase.gridSize) resident CTAs on \(units) units with \(slots) slots each")
      }
      for item in items(inNoCTAOf: phase)
      where !edges[items[item].after].contains(where: { phase.items.contains(Int($0)) }) {
        found.append("item \(item) is in no CTA, and after nothing of its phase")
      }
      (nextCTA, nextItem) = (phase.ctas.upperBound, phase.items.upperBound)
    }
    if nextCTA != ctas.count { found.append("\(ctas.count - nextCTA) CTAs are in no phase") }
    if nextItem != items.count { found.append("\(items.count - nextItem) items are in no phase") }
    for (index, item) in items.enumerated() where !fits(item) { found.append("item \(index) is \(item.work)") }
    if makespan < floor { found.append("makespan \(makespan) is below the floor \(floor)") }
    return found
  }

  /// Whether an item speaks of what there is.
  private func fits(_ item: Item) -> Bool {
    (edges.indices.contains(item.after) || item.after.isEmpty)
      && edges[item.after].allSatisfy { items.indices.contains(Int($0)) }
      && item.work.fits(problem, accumulators)
  }

  /// Every tile of every output is attended once, and every output finished once.
  private func coverageViolations() -> [String] {
    var found: [String] = []
    var firstTile: [Int] = []
    var tiles = 0
    for output in 0..<problem.outputs {
      firstTile.append(tiles)
      tiles += problem.tiles(ofOutput: output)
    }
    let all = items.reduce(0) { sum, item in
      if case .attend(_, let ordinals, _) = item.work { sum + ordinals.count } else { sum }
    }
    guard all == tiles else { return ["\(all) tiles are attended, not \(tiles)"] }
    var attended = Array(repeating: UInt8(0), count: tiles)
    for item in items {
      guard case .attend(let source, let ordinals, _) = item.work else { continue }
      for ordinal in ordinals {
        let tile = firstTile[source] + index.tile(ordinal, ofSource: source)
        attended[tile] = min(2, attended[tile] + 1)
      }
    }
    for output in 0..<problem.outputs {
      for tile in 0..<problem.tiles(ofOutput: output) where attended[firstTile[output] + tile] != 1 {
        found.append("tile \(tile) of output \(output) is attended \(attended[firstTile[output] + tile]) times")
      }
    }
    var finished = Array(repeating: 0, count: problem.outputs)
    for item in items {
      guard case .finish(_, let rows) = item.work else { continue }
      for output in problem.outputs(of: rows) { finished[output] += 1 }
    }
    for output in finished.indices where finished[output] != 1 {
      found.append("output \(output) is finished \(finished[output]) times")
    }
    return found
  }
}
