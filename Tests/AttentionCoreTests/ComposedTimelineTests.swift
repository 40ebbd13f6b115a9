import AttentionCore
import Testing
import TestSupport

@Suite("The composed clock") struct ComposedTimelineTests {
  static let batches = SchedulePropertyTests.batches.prefix(10)

  private func forEachSchedule(
    _ seeds: Range<UInt64>, _ body: (Schedule, inout SeededRandom, String) throws -> Void
  ) throws {
    for seed in seeds {
      let example = try RandomCase(seed: seed)
      var random = SeededRandom(seed: seed)
      for schedule in example.experiment.schedules() {
        try body(schedule, &random, "\(schedule.algorithm), \(example)")
      }
    }
  }

  private func randomCosts(for schedule: Schedule, _ random: inout SeededRandom) -> PartCosts {
    PartCosts(
      tiles: (0..<schedule.problem.totalTiles).map { _ in .random(in: 1...1000, using: &random) },
      merge: .random(in: 0...50, using: &random), barrier: .random(in: 0...500, using: &random))
  }

  @Test("is the step clock where a tile costs one and merges nothing", arguments: batches)
  func equalsSteps(seeds: Range<UInt64>) throws {
    try forEachSchedule(seeds) { schedule, _, name in
      let tiles = Array(repeating: 1, count: schedule.problem.totalTiles)
      let timeline = schedule.composedTimeline(PartCosts(tiles: tiles, merge: 0, barrier: 0))
      #expect(timeline.end == schedule.makespan, "\(name)")
      #expect(timeline.clock == .composed(units: schedule.units), "\(name)")
      let attended = timeline.spans.filter { $0.kind == .attend }.map(\.end).sorted()
      #expect(attended == schedule.stepTimeline().spans.map(\.end).sorted(), "\(name)")
    }
  }

  @Test("a unit does one thing at a time, and no less than the work there is", arguments: batches)
  func lanes(seeds: Range<UInt64>) throws {
    try forEachSchedule(seeds) { schedule, random, name in
      let costs = randomCosts(for: schedule, &random)
      let timeline = schedule.composedTimeline(costs)
      for lane in timeline.lanes {
        for (earlier, later) in zip(lane, lane.dropFirst()) { #expect(earlier.end <= later.start, "\(name)") }
      }
      let work = costs.tiles.reduce(0, +) + schedule.merges.count * costs.merge
      #expect(timeline.end >= (work + schedule.units - 1) / schedule.units, "\(name)")
      #expect(timeline.end >= (costs.tiles.max() ?? 0), "\(name)")
      func total(_ kinds: [SpanKind]) -> Int {
        timeline.spans.reduce(0) { kinds.contains($1.kind) ? $0 + $1.end - $1.start : $0 }
      }
      #expect(total([.attend]) == costs.tiles.reduce(0, +), "\(name)")
      #expect(total([.merge, .reduce]) == schedule.merges.count * costs.merge, "\(name)")
    }
  }

  @Test("merges follow what they need: publishes for a host, all splits and the barrier for a pass", arguments: batches)
  func mergesFollow(seeds: Range<UInt64>) throws {
    try forEachSchedule(seeds) { schedule, random, name in
      var costs = randomCosts(for: schedule, &random)
      costs.merge += 1
      let timeline = schedule.composedTimeline(costs)
      var segmentEnd = Array(repeating: 0, count: schedule.segments.count)
      for span in timeline.spans where span.kind == .attend { segmentEnd[span.item ?? 0] = span.end }
      let lastSplit = segmentEnd.max() ?? 0
      var mergeEnd: [Int: Int] = [:]
      let mergeSpans = timeline.spans.filter { $0.kind == .merge || $0.kind == .reduce }
      #expect(mergeSpans.count == schedule.merges.count, "\(name)")
      for span in mergeSpans.sorted(by: { ($0.item ?? 0) < ($1.item ?? 0) }) {
        let index = try #require(span.item)
        let merge = schedule.merges[index]
        #expect(span.kind == (schedule.reduction == .pass ? .reduce : .merge), "\(name)")
        #expect(span.start >= segmentEnd[merge.host] && span.start >= segmentEnd[merge.source], "\(name)")
        if schedule.reduction == .pass { #expect(span.start >= lastSplit + (costs.barrier ?? 0), "\(name)") }
        if merge.order > 0 { #expect(span.start >= mergeEnd[index - 1] ?? .max, "\(name)") }
        mergeEnd[index] = span.end
      }
    }
  }
}
