import AttentionCore
import Foundation
import Testing

/// One record of `Golden/schedules.json`: schedules by an independent script, one tile a step, slots = units.
struct GoldenSchedule: Decodable {
  struct FlashAttention2: Decodable {
    var ctas, makespan: Int
    var eff: Double
  }
  struct FlashDecoding: Decodable {
    var splits, chunk, ctas, empty, makespan, partials: Int
    var eff: Double
  }
  struct Lean: Decodable {
    var G, total, base, high, maxTiles, partials, mergedOutputs, maxContrib, maxSegs: Int
    var eff: Double
    /// By CTA, by segment: request, head, first tile, end tile, host, finishing.
    var ctas: [[[Int]]]
  }

  var name: String
  var lens: [Int]
  var heads, tile, units, totalTiles: Int
  var tailTokens: [String: Int]
  var fa2: FlashAttention2
  var fd: FlashDecoding
  var lean: Lean

  static func all() throws -> [GoldenSchedule] {
    let file = try #require(Bundle.module.url(forResource: "Golden/schedules", withExtension: "json"))
    return try JSONDecoder().decode([GoldenSchedule].self, from: Data(contentsOf: file))
  }

  /// The file's `heads` are KV heads; it says nothing of query heads and head dimension.
  func schedule(_ algorithm: Algorithm) throws -> Schedule {
    let problem = try AttentionProblem(
      contexts: lens, queryHeads: heads, kvHeads: heads, headDim: 64, elementType: .f32, tileTokens: tile)
    return Schedule(algorithm, problem: problem, units: units)
  }
}

@Suite("Golden schedules") struct GoldenScheduleTests {
  /// The file rounds nothing; what differs is the order of two divisions.
  private static let efficiencyTolerance = 1e-12

  @Test("there are fifteen records with the batch outermost") func fifteenRecords() throws {
    #expect(try GoldenSchedule.all().count == 15)
  }

  @Test("the problem's tiles and tails are those of every record") func tilesAndTails() throws {
    for golden in try GoldenSchedule.all() {
      let problem = try golden.schedule(.lean).problem
      #expect(problem.totalTiles == golden.totalTiles, "\(golden.name)")
      for request in 0..<problem.requests {
        let output = request * problem.kvHeads
        let tail = problem.keys(ofTile: problem.tiles(ofRequest: request) - 1, output: output).count
        #expect(tail == golden.tailTokens[String(request)], "\(golden.name), request \(request)")
      }
    }
  }

  @Test("FlashAttention-2 equals every record") func flashAttention2() throws {
    for golden in try GoldenSchedule.all() {
      let schedule = try golden.schedule(.fa2)
      #expect(schedule.ctas.count == golden.fa2.ctas, "\(golden.name)")
      #expect(schedule.gridSize == golden.fa2.ctas, "\(golden.name)")
      #expect(schedule.makespan == golden.fa2.makespan, "\(golden.name)")
      #expect(abs(schedule.utilization - golden.fa2.eff) <= Self.efficiencyTolerance, "\(golden.name)")
      #expect(schedule.partialCount == 0 && schedule.splits == 1, "\(golden.name)")
    }
  }

  @Test("FlashDecoding equals every record") func flashDecoding() throws {
    for golden in try GoldenSchedule.all() {
      let schedule = try golden.schedule(.fd)
      #expect(schedule.splits == golden.fd.splits, "\(golden.name)")
      #expect(schedule.gridSize == golden.fd.ctas, "\(golden.name)")
      #expect(schedule.gridSize - schedule.attendingCTAs.count == golden.fd.empty, "\(golden.name)")
      #expect(schedule.makespan == golden.fd.makespan, "\(golden.name)")
      #expect(schedule.partialCount == golden.fd.partials, "\(golden.name)")
      #expect(abs(schedule.utilization - golden.fd.eff) <= Self.efficiencyTolerance, "\(golden.name)")
      let longest = schedule.segments.map { schedule.tiles(of: $0).count }.max()
      #expect(longest == golden.fd.chunk, "\(golden.name)")
    }
  }

  @Test("LeanAttention equals every record, segment by segment") func lean() throws {
    for golden in try GoldenSchedule.all() {
      let schedule = try golden.schedule(.lean)
      let problem = schedule.problem
      #expect(schedule.gridSize == golden.lean.G && schedule.ctas.count == golden.lean.G, "\(golden.name)")
      #expect(problem.totalTiles == golden.lean.total, "\(golden.name)")
      #expect(schedule.makespan == golden.lean.maxTiles, "\(golden.name)")
      #expect(schedule.partialCount == golden.lean.partials, "\(golden.name)")
      #expect(schedule.merges.count == golden.lean.partials, "\(golden.name)")
      #expect(Set(schedule.merges.map(\.destination)).count == golden.lean.mergedOutputs, "\(golden.name)")
      #expect((schedule.merges.map(\.order).max() ?? -1) + 2 == golden.lean.maxContrib, "\(golden.name)")
      #expect(schedule.ctas.map(\.segments.count).max() == golden.lean.maxSegs, "\(golden.name)")
      #expect(abs(schedule.utilization - golden.lean.eff) <= Self.efficiencyTolerance, "\(golden.name)")
      // `high` CTAs take one tile more than `base`, except where all are equal.
      let more = schedule.ctas.filter { schedule.tileCount(of: $0) > golden.lean.base }.count
      #expect(more == (golden.lean.high == golden.lean.G ? 0 : golden.lean.high), "\(golden.name)")
      let ctas = schedule.ctas.map { cta in
        schedule.segments[cta.segments].map { segment in
          let output = schedule.output(of: segment)
          let tiles = schedule.tiles(of: segment)
          return [
            problem.request(ofOutput: output), problem.kvHead(ofOutput: output), tiles.first, tiles.last + 1,
            tiles.first == 0 ? 1 : 0, tiles.last + 1 == problem.tiles(ofOutput: output) ? 1 : 0,
          ]
        }
      }
      #expect(ctas == golden.lean.ctas, "\(golden.name)")
    }
  }
}
