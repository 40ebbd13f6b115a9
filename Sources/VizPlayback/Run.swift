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

  public init(_ schedule: Schedule) {
    self.schedule = schedule
    timeline = schedule.stepTimeline()
    lanes = timeline.lanes
    events = schedule.stepEvents(on: timeline)
    record = Record(for: schedule)
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

  /// Units that compute a tile during a step (the step that ends at `step + 1`).
  public func busyUnits(atStep step: Int) -> Int {
    lanes.reduce(0) { $0 + ($1.contains { $0.start <= step && step < $0.end } ? 1 : 0) }
  }

  /// The unit that runs a segment.
  public func unit(ofSegment segment: Int) -> Int { timeline.spans[segment].track.unit }

  /// Whether tile `tile` of a segment, counted from the segment's first, has been computed.
  public func hasComputed(tile: Int, ofSegment segment: Int) -> Bool {
    record.segments[segment].m.count > tile * schedule.segments[segment].rows.count
  }

  /// Whether every tile, merge and output has been computed.
  public var isComplete: Bool {
    record.tilesDone == schedule.problem.totalTiles && record.outputs.allSatisfy { $0 != nil }
  }
}
