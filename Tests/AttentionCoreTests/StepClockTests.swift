import AttentionCore
import Testing

@Suite("The step clock") struct StepClockTests {
  static let batches = SchedulePropertyTests.batches.prefix(10)

  private func forEachSchedule(_ seeds: Range<UInt64>, _ body: (Schedule, String) throws -> Void) throws {
    for seed in seeds {
      let example = try RandomCase(seed: seed)
      for schedule in example.experiment.schedules() { try body(schedule, "\(schedule.algorithm), \(example)") }
    }
  }

  @Test("runs every segment once, a unit one at a time, a tile a step", arguments: batches)
  func timeline(seeds: Range<UInt64>) throws {
    try forEachSchedule(seeds) { schedule, name in
      let timeline = schedule.stepTimeline()
      #expect(timeline.clock == .steps && timeline.units == schedule.units, "\(name)")
      #expect(timeline.spans.map(\.item) == schedule.segments.indices.map { $0 }, "\(name)")
      #expect(timeline.end == schedule.makespan, "\(name)")
      for (span, segment) in zip(timeline.spans, schedule.segments) {
        #expect(span.end - span.start == schedule.tiles(of: segment).count, "\(name)")
        #expect((0..<schedule.units).contains(span.track.unit), "\(name)")
      }
      for lane in timeline.lanes {
        for (earlier, later) in zip(lane, lane.dropFirst()) { #expect(earlier.end <= later.start, "\(name)") }
      }
    }
  }

  @Test("leaves no unit idle while a grid has CTAs to give", arguments: batches)
  func greedy(seeds: Range<UInt64>) throws {
    try forEachSchedule(seeds) { schedule, name in
      guard schedule.dispatch == .grid else { return }
      let timeline = schedule.stepTimeline()
      let lastStart = timeline.spans.map(\.start).max() ?? 0
      for lane in timeline.lanes {
        // Back to back from step 0 until past the moment at which the last CTA is taken.
        var end = 0
        for span in lane {
          #expect(span.start == end, "\(name)")
          end = span.end
        }
        #expect(end >= lastStart, "\(name)")
      }
    }
  }

  @Test("says of every segment once that it ends, and merges in order once both sides have", arguments: batches)
  func events(seeds: Range<UInt64>) throws {
    try forEachSchedule(seeds) { schedule, name in
      let timeline = schedule.stepTimeline()
      var ended = Array(repeating: 0, count: schedule.segments.count)
      var endStep = ended
      var merged: [Int] = []
      var lastMerge: [Int: Int] = [:]
      var (step, rank) = (0, 0)
      for event in schedule.stepRun().events {
        #expect(event.step >= step && event.step >= 1 && event.step <= schedule.makespan, "\(name)")
        if event.step > step { rank = 0 }
        step = event.step
        let eventRank: Int
        switch event.kind {
        case .finish(let segments), .publish(let segments):
          var publishes = false
          if case .publish = event.kind { publishes = true }
          eventRank = publishes ? 2 : 1
          #expect(!segments.isEmpty && rank < eventRank, "\(name)")
          for index in segments {
            ended[index] += 1
            endStep[index] = step
            #expect(timeline.spans[index].end == step, "\(name)")
            #expect((schedule.segments[index].role == .publishes) == publishes, "\(name)")
          }
        case .merge(let index):
          eventRank = 3
          let merge = schedule.merges[index]
          #expect(ended[merge.host] == 1 && ended[merge.source] == 1, "\(name)")
          #expect(merge.order == (lastMerge[merge.destination] ?? -1) + 1, "\(name)")
          lastMerge[merge.destination] = merge.order
          // At the first step at which it can be: both sides ended, earlier merges done, under a pass all splits done.
          let earliest =
            schedule.reduction == .pass
            ? schedule.makespan
            : schedule.mergeIndices(ofOutput: merge.destination).prefix(merge.order + 1)
              .map { max(endStep[merge.host], endStep[schedule.merges[$0].source]) }.max()
          #expect(step == earliest, "\(name)")
          merged.append(index)
        }
        rank = eventRank
      }
      #expect(ended.allSatisfy { $0 == 1 }, "\(name)")
      #expect(merged.sorted() == Array(schedule.merges.indices), "\(name)")
    }
  }

  @Test("three-heads under LeanAttention: seven publishes, seven merges, all by step nine") func threeHeads() throws {
    let experiment = try Experiment(preset: #require(Preset.named("three-heads")))
    let lean = Schedule(.lean, problem: experiment.problem, units: experiment.units)
    let events = lean.stepRun().events
    let merges = events.filter { if case .merge = $0.kind { true } else { false } }
    let published = events.reduce(0) { if case .publish(let some) = $1.kind { $0 + some.count } else { $0 } }
    #expect(merges.count == 7 && published == 7)
    #expect(events.map(\.step).max() == 9)
  }
}
