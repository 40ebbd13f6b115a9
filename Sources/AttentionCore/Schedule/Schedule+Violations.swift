extension Schedule {
  /// Everything about the schedule that is not as it must be, in words; empty when it is right.
  ///
  /// Generic: every (row, key) is in exactly one segment, every segment in exactly one CTA, and the merges of an output
  /// fold each of its partials in once. Where that holds, the algorithm's own rules.
  public func violations() -> [String] {
    let generic = coverageViolations() + ctaViolations() + mergeViolations()
    return generic.isEmpty ? algorithm.definition.violations(of: self) : generic
  }

  private func coverageViolations() -> [String] {
    var found: [String] = []
    var next = Array(repeating: 0, count: problem.outputs)
    for (index, segment) in segments.enumerated() {
      let output = output(of: segment)
      guard output < next.count, segment.rows == problem.rows(ofOutput: output), segment.source == output else {
        found.append("segment \(index) serves rows \(segment.rows) of source \(segment.source)")
        continue
      }
      if segment.keys.isEmpty || segment.keys.lowerBound != next[output] {
        found.append("segment \(index): keys \(segment.keys) of output \(output) follow key \(next[output])")
      }
      next[output] = segment.keys.upperBound
    }
    for output in next.indices where next[output] != problem.context(ofOutput: output) {
      found.append("output \(output) ends at key \(next[output]) of \(problem.context(ofOutput: output))")
    }
    return found
  }

  private func ctaViolations() -> [String] {
    var found: [String] = []
    var nextSegment = 0
    var nextPosition = 0
    for cta in ctas {
      if cta.segments.lowerBound != nextSegment || cta.segments.isEmpty {
        found.append("CTA \(cta.position) has segments \(cta.segments), not from \(nextSegment)")
      }
      if cta.position < nextPosition || cta.position >= gridSize { found.append("CTA \(cta.position) is out of place") }
      nextSegment = cta.segments.upperBound
      nextPosition = cta.position + 1
    }
    if nextSegment != segments.count { found.append("\(segments.count - nextSegment) segments are in no CTA") }
    if dispatch == .resident && gridSize > units * slots {
      found.append("\(gridSize) resident CTAs on \(units) units with \(slots) slots each")
    }
    if makespan < floor { found.append("makespan \(makespan) is below the floor \(floor)") }
    return found
  }

  private func mergeViolations() -> [String] {
    var found: [String] = []
    let merged = merges.map(\.source)
    let expected = segments.indices.filter { reduction != .none && !isHost(segments[$0]) }
    if merged.sorted() != expected { found.append("merged segments \(merged) instead of \(expected)") }
    if reduction == .none, let lost = segments.firstIndex(where: { !isHost($0) }) {
      found.append("segment \(lost) is merged nowhere")
    }
    for (index, merge) in merges.enumerated() {
      let isNext = index > 0 && merges[index - 1].destination == merge.destination
      let order = isNext ? merges[index - 1].order + 1 : 0
      let isInOrder = merge.order == order && (!isNext || merges[index - 1].source < merge.source)
      guard segments.indices.contains(merge.host), segments.indices.contains(merge.source) else {
        found.append("merge \(index) is of segments \(merge.host) and \(merge.source)")
        continue
      }
      let isAtHome =
        isHost(segments[merge.host]) && output(of: segments[merge.host]) == merge.destination
        && output(of: segments[merge.source]) == merge.destination
      if !isInOrder || !isAtHome { found.append("merge \(index) is \(merge)") }
    }
    return found
  }
}
