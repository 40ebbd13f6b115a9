import AttentionCore
import Foundation
import TestSupport
import Testing

/// FlashAttention-2, FlashDecoding and LeanAttention plan, and lay out in time, what they did before schedules could say
/// more than these three need.
@Suite("What schedules were") struct ScheduleFingerprintTests {
  @Test("they are: who does what, in steps and composed", arguments: SchedulePropertyTests.batches)
  func areWhatTheyWere(seeds: Range<UInt64>) throws {
    var fingerprint = Fingerprint()
    for seed in seeds {
      for schedule in try RandomCase(seed: seed).experiment.schedules() { Self.add(schedule, to: &fingerprint) }
    }
    #expect("\(fingerprint)" == Self.golden[seeds.lowerBound], "seeds \(seeds)")
  }

  /// By a batch's first seed.
  private static let golden: [UInt64: String] = {
    let file = Bundle.module.url(forResource: "Golden/schedule-fingerprints", withExtension: "txt")
    let lines = file.flatMap { try? String(contentsOf: $0, encoding: .utf8) }?.split(separator: "\n") ?? []
    return Dictionary(
      lines.compactMap { line in
        let words = line.split(separator: " ")
        return UInt64(words[0]).map { ($0, String(words[1])) }
      }, uniquingKeysWith: { first, _ in first })
  }()

  private static func add(_ schedule: Schedule, to fingerprint: inout Fingerprint) {
    fingerprint.add(schedule.algorithm.rawValue)
    fingerprint.add(schedule.splits)
    fingerprint.add(schedule.dispatch.rawValue)
    fingerprint.add(schedule.gridSize)
    fingerprint.add(schedule.makespan)
    fingerprint.add(schedule.partialCount)
    for (_, cta) in schedule.attendingCTAs {
      fingerprint.add(cta.position)
      fingerprint.add(cta.segments)
    }
    for segment in schedule.segments {
      fingerprint.add(segment.source)
      fingerprint.add(schedule.keys(of: segment))
      fingerprint.add(segment.rows)
    }
    for merge in schedule.merges {
      for number in [merge.destination, merge.host, merge.source, merge.order] { fingerprint.add(number) }
    }
    let steps = schedule.stepRun()
    add(steps.timeline, to: &fingerprint)
    for event in steps.events {
      fingerprint.add(event.step)
      switch event.kind {
      case .finish(let segments):
        fingerprint.add("finish")
        for segment in segments { fingerprint.add(segment) }
      case .publish(let segments):
        fingerprint.add("publish")
        for segment in segments { fingerprint.add(segment) }
      case .merge(let merge):
        fingerprint.add("merge")
        fingerprint.add(merge)
      }
    }
    let costs = PartCosts(
      tiles: (0..<schedule.problem.totalTiles).map { 1000 + $0 * 37 % 101 }, merge: 90, barrier: 700)
    add(schedule.composedTimeline(costs), to: &fingerprint)
    fingerprint.add(schedule.composedEnd(costs))
  }

  private static func add(_ timeline: Timeline, to fingerprint: inout Fingerprint) {
    // In no order of its own: by unit and time.
    for lane in timeline.lanes {
      for span in lane.sorted(by: { ($0.start, $0.end) < ($1.start, $1.end) }) {
        fingerprint.add(span.track.unit)
        fingerprint.add(span.kind.rawValue)
        fingerprint.add(span.start..<span.end)
        fingerprint.add(span.item)
      }
    }
  }
}
