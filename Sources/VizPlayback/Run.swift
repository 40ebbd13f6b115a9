import AttentionCore

/// One algorithm on stage: its schedule, when things happen on the step clock, and the numbers computed so far.
public struct Run: Sendable {
  public let schedule: Schedule
  public let timeline: Timeline
  /// The segments of each unit, by start; spans count steps.
  public let lanes: [[Span]]
  public let events: [StepEvent]
  public internal(set) var record: Record

  /// How many of the first n events are merges, for every n.
  private let mergesBefore: [Int]
  private let partialsBefore: [Int]
  let segmentsByOutput: [[Int]]
  /// By segment.
  private let mergeOfSegment: [Int?]
  /// The event that each merge is, as an index into ``events``.
  private let eventOfMerge: [Int]

  public init(_ schedule: Schedule) {
    self.schedule = schedule
    let steps = schedule.stepRun()
    timeline = steps.timeline
    lanes = timeline.lanes
    events = steps.events
    record = Record(for: schedule)
    mergeOfSegment = schedule.merges.enumerated().reduce(
      into: Array(repeating: nil, count: schedule.segments.count)
    ) { places, merge in places[merge.element.source] = merge.offset }
    eventOfMerge = events.enumerated().reduce(into: Array(repeating: 0, count: schedule.merges.count)) {
      places, event in
      if case .merge(let merge) = event.element.kind { places[merge] = event.offset }
    }
    segmentsByOutput = schedule.segments.indices.reduce(
      into: Array(repeating: [], count: schedule.problem.outputs)
    ) { outputs, index in outputs[schedule.output(of: schedule.segments[index])].append(index) }
    mergesBefore = events.reduce(into: [0]) { sums, event in
      if case .merge = event.kind { sums.append(sums[sums.count - 1] + 1) } else { sums.append(sums[sums.count - 1]) }
    }
    partialsBefore = events.reduce(into: [0]) { sums, event in
      if case .publish(let segments) = event.kind {
        sums.append(sums[sums.count - 1] + segments.count)
      } else {
        sums.append(sums[sums.count - 1])
      }
    }
  }

  /// Merges among the first `count` events.
  public func merges(inFirst count: Int) -> Int { mergesBefore[count] }
  /// Partials published among the first `count` events.
  public func partials(inFirst count: Int) -> Int { partialsBefore[count] }

  /// How many of an output's merges, which come in order, are among the first `count` events.
  public func merges(ofOutput output: Int, inFirst count: Int) -> Int {
    let mine = schedule.mergeIndices(ofOutput: output)
    return firstIndex(below: mine.count) { eventOfMerge[mine.lowerBound + $0] >= count }
  }

  /// The merge that folds a segment's partial in, as an index into ``Schedule/merges``; `nil` where none does.
  public func merge(ofSegment segment: Int) -> Int? {
    mergeOfSegment[segment]
  }

  /// Whether others are merged into a segment's partial.
  public func isMergedInto(_ segment: Int) -> Bool {
    let mine = schedule.mergeIndices(ofOutput: schedule.output(of: schedule.segments[segment]))
    return !mine.isEmpty && schedule.merges[mine.lowerBound].host == segment
  }

  /// Whether a segment's partial has been folded in among the first `count` events.
  public func hasMerged(segment: Int, inFirst count: Int) -> Bool {
    merge(ofSegment: segment).map { eventOfMerge[$0] < count } ?? false
  }

  /// The step after which a merge, an index into ``Schedule/merges``, is done.
  public func step(ofMerge merge: Int) -> Int { events[eventOfMerge[merge]].step }

  /// Units that compute a tile during a step (the step that ends at `step + 1`).
  public func busyUnits(atStep step: Int) -> Int {
    lanes.reduce(0) { $0 + ($1.contains { $0.start <= step && step < $0.end } ? 1 : 0) }
  }

  /// The unit that runs a segment.
  public func unit(ofSegment segment: Int) -> Int { timeline.spans[segment].track.unit }

  /// Whether tile `tile` of a segment, counted from the segment's first, has been computed.
  public func hasComputed(tile: Int, ofSegment segment: Int) -> Bool {
    record.segments[segment].tilesDone > tile
  }

  /// Whether every tile, merge and output has been computed.
  public var isComplete: Bool {
    record.tilesDone == schedule.problem.totalTiles && record.outputs.allSatisfy { $0 != nil }
  }
}
