extension Schedule {
  /// Finds ``segments``, ``merges`` and ``partialCount`` from the items.
  mutating func project() {
    var projection = Projection(self)
    projection.walk()
    segments = projection.segments
    merges = projection.merges
    partialCount = projection.partials
  }
}

/// A walk over all items of a schedule.
private struct Projection {
  let schedule: Schedule
  private(set) var segments: [Segment] = []
  private(set) var merges: [Merge] = []
  private(set) var partials = 0
  /// Of each accumulator: its last segment, and the CTA of that.
  private var lastSegment: [Int32]
  private var attendedIn: [Int32]

  init(_ schedule: Schedule) {
    self.schedule = schedule
    lastSegment = Array(repeating: -1, count: schedule.accumulators.count)
    attendedIn = Array(repeating: -1, count: schedule.accumulators.count)
  }

  mutating func walk() {
    var isPartial = Array(repeating: false, count: schedule.accumulators.count)
    forEachItem { projection, item, cta in projection.note(attend: item, cta: cta) }
    forEachItem { projection, item, cta in
      switch projection.schedule.items[item].work {
      case .attend: break
      case .merge(let from, let into):
        for accumulator in [from, into] where projection.attendedIn[accumulator] != cta {
          isPartial[accumulator] = true
        }
        projection.note(merge: item, from: from, into: into)
      case .finish(let accumulator, _):
        if projection.attendedIn[accumulator] != cta { isPartial[accumulator] = true }
      }
    }
    for (accumulator, isPartial) in isPartial.enumerated() where lastSegment[accumulator] >= 0 {
      if isPartial { partials += schedule.accumulators[accumulator].requests.count }
      if isPartial { segments[Int(lastSegment[accumulator])].role = .publishes }
    }
    for merge in merges where merge.host >= 0 && segments[merge.host].role == .completes {
      segments[merge.host].role = .gathers
    }
    orderMerges()
  }

  /// With the CTA that each is in, −2 for none.
  private mutating func forEachItem(_ body: (inout Projection, Int, Int32) -> Void) {
    for phase in schedule.phases {
      for cta in phase.ctas {
        for item in schedule.ctas[cta].items { body(&self, item, Int32(truncatingIfNeeded: cta)) }
      }
      for item in schedule.items(inNoCTAOf: phase) { body(&self, item, -2) }
    }
  }

  private mutating func note(attend item: Int, cta: Int32) {
    guard case .attend(let source, let ordinals, let into) = schedule.items[item].work else { return }
    let output = schedule.problem.firstOutput(of: schedule.accumulators[into])
    let first = schedule.problem.rows(ofOutput: output).lowerBound
    lastSegment[into] = Int32(truncatingIfNeeded: segments.count)
    attendedIn[into] = cta
    segments.append(
      Segment(
        source: source, tiles: ordinals,
        rows: first..<first + schedule.problem.count(of: schedule.accumulators[into])))
  }

  private mutating func note(merge item: Int, from: Int, into: Int) {
    let output = schedule.problem.firstOutput(of: schedule.accumulators[into])
    merges.append(
      Merge(
        destination: output, host: Int(lastSegment[into]), source: Int(lastSegment[from]), order: 0, item: item))
  }

  /// Whether an item is in one CTA with the one before it, which is after nothing else, or says that it is after it.
  private func follows(_ item: Int, _ former: Int) -> Bool {
    let (after, before) = (schedule.items[item].after, schedule.items[former].after)
    return schedule.edges[after].contains(Int32(truncatingIfNeeded: former)) || (after.isEmpty && before.isEmpty)
      || !schedule.edges[before].contains(Int32(truncatingIfNeeded: item)) && inOneCTA(former)
  }

  private func inOneCTA(_ former: Int) -> Bool {
    let place = schedule.ctas.partitioningIndex { $0.items.upperBound > former }
    return place < schedule.ctas.count && schedule.ctas[place].items.upperBound > former + 1
  }

  /// By output, in the order in which they can be done.
  private mutating func orderMerges() {
    // Most planners list an output's merges one after the other.
    let areListedInOrder = zip(merges, merges.dropFirst()).allSatisfy {
      $0.destination < $1.destination
        || ($0.destination == $1.destination && $0.item + 1 == $1.item && follows($1.item, $0.item))
    }
    if !areListedInOrder {
      let rank = CausalOrder.ranks(schedule) ?? Array(schedule.items.indices)
      merges.sort { ($0.destination, rank[$0.item]) < ($1.destination, rank[$1.item]) }
    }
    for index in merges.indices.dropFirst() where merges[index].destination == merges[index - 1].destination {
      merges[index].order = merges[index - 1].order + 1
    }
  }
}
