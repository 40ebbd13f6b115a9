import AttentionCore
import Testing
import TestSupport

@Suite("Schedules of random problems") struct SchedulePropertyTests {
  /// So that three thousand problems are planned, in parallel.
  static let batches = stride(from: UInt64(0), to: 3000, by: 100).map { $0..<$0 + 100 }

  @Test("break no rule, under every algorithm", arguments: batches) func breakNoRule(seeds: Range<UInt64>) throws {
    for seed in seeds {
      let example = try RandomCase(seed: seed)
      for schedule in example.experiment.schedules() {
        #expect(schedule.violations() == [], "\(schedule.algorithm), \(example)")
      }
    }
  }

  @Test("have the makespan of a unit-by-unit simulation", arguments: batches.prefix(10))
  func makespan(seeds: Range<UInt64>) throws {
    for seed in seeds {
      let example = try RandomCase(seed: seed)
      for schedule in example.experiment.schedules() {
        let expected = Self.simulatedMakespan(of: schedule)
        #expect(schedule.makespan == expected, "\(schedule.algorithm), \(example)")
        #expect(schedule.makespan >= schedule.floor, "\(schedule.algorithm), \(example)")
        let busy = Double(schedule.problem.totalTiles) / (Double(schedule.units) * Double(expected))
        #expect(abs(schedule.utilization - busy) < 1e-12, "\(schedule.algorithm), \(example)")
      }
    }
  }

  /// Looks through all units for the one that is free first, for each CTA in turn.
  static func simulatedMakespan(of schedule: Schedule) -> Int {
    var free = Array(repeating: 0, count: schedule.units)
    for cta in schedule.ctas {
      let home = cta.position % schedule.units
      let tiles = cta.segments.reduce(0) { $0 + schedule.tiles(of: schedule.segments[$1]).count }
      let first = free.indices.min { free[$0] < free[$1] } ?? 0
      free[schedule.dispatch == .grid ? first : home] += tiles
    }
    return free.max() ?? 0
  }

  @Test("cover the tiles of every output in order, each once", arguments: batches.prefix(5))
  func coverage(seeds: Range<UInt64>) throws {
    for seed in seeds {
      let example = try RandomCase(seed: seed)
      let problem = example.experiment.problem
      for schedule in example.experiment.schedules() {
        var tiles = Array(repeating: [Int](), count: problem.outputs)
        for segment in schedule.segments {
          let output = schedule.output(of: segment)
          tiles[output] += schedule.tiles(of: segment)
          for tile in schedule.tiles(of: segment) {
            let keys = problem.keys(ofTile: tile, output: output)
            #expect(schedule.keys(of: segment).clamped(to: keys) == keys, "tile \(tile) of \(output), \(example)")
          }
        }
        for output in tiles.indices {
          #expect(tiles[output] == Array(0..<problem.tiles(ofOutput: output)), "\(schedule.algorithm), \(example)")
        }
        #expect(schedule.mergeIndices(ofOutput: 0).lowerBound == 0)
        let perOutput = tiles.indices.reduce(0) { $0 + schedule.mergeIndices(ofOutput: $1).count }
        #expect(perOutput == schedule.merges.count, "\(schedule.algorithm), \(example)")
      }
    }
  }

  @Test("one split is FlashAttention-2 under another name") func oneSplit() throws {
    for seed in UInt64(0)..<200 {
      let example = try RandomCase(seed: seed)
      let problem = example.experiment.problem
      let fa2 = Schedule(.fa2, problem: problem, units: example.experiment.units)
      let fd = Schedule(.fd, problem: problem, units: example.experiment.units, splits: .fixed(1))
      #expect(fd.segments == fa2.segments && fd.ctas == fa2.ctas, "\(example)")
      #expect(fd.makespan == fa2.makespan && fd.reduction == fa2.reduction && fd.partialCount == 0, "\(example)")
    }
  }

  @Test("have as many CTAs resident as there are slots, dealt to the units in turn", arguments: batches.prefix(5))
  func residents(seeds: Range<UInt64>) throws {
    for seed in seeds {
      let example = try RandomCase(seed: seed)
      let experiment = example.experiment
      let (units, slots) = (experiment.units, experiment.slots)
      let schedule = Schedule(.lean, problem: experiment.problem, units: units, slots: slots)
      #expect(schedule.ctas.count == min(units * slots, experiment.problem.totalTiles), "\(example)")
      let timeline = schedule.stepTimeline()
      for cta in schedule.ctas {
        for segment in cta.segments {
          #expect(timeline.spans[segment].track.unit == cta.position % units, "CTA \(cta.position), \(example)")
        }
      }
      // Slots share their unit: they change who merges, never how long the tiles take.
      #expect(schedule.makespan == schedule.floor, "\(example)")
      let lanes = timeline.lanes
      for lane in lanes {
        for (earlier, later) in zip(lane, lane.dropFirst()) { #expect(earlier.end == later.start, "\(example)") }
      }
      // Grids take CTAs as units become free, whatever their slots; only the rule counts them.
      let fixed = SplitCount.fixed(3)
      var one = Schedule(.fd, problem: experiment.problem, units: units, splits: fixed)
      let many = Schedule(.fd, problem: experiment.problem, units: units, slots: slots, splits: fixed)
      #expect(one.segments == many.segments && one.makespan == many.makespan, "\(example)")
      one = Schedule(.fd, problem: experiment.problem, units: units * slots)
      let automatic = Schedule(.fd, problem: experiment.problem, units: units, slots: slots)
      #expect(automatic.splits == one.splits, "\(example)")
    }
  }

  @Test("splits beyond the tiles leave empty CTAs in the grid and cost nothing") func splitsBeyondTiles() throws {
    let problem = try AttentionProblem(
      contexts: [1000, 10], queryHeads: 2, kvHeads: 2, headDim: 64, elementType: .f32, tileTokens: 256)
    let schedule = Schedule(.fd, problem: problem, units: 3, splits: .fixed(Int(Int32.max)))
    #expect(schedule.gridSize == 4 * Int(Int32.max))
    #expect(schedule.attendingCTAs.count == 10 && schedule.makespan == 4 && schedule.partialCount == 10)
    #expect(schedule.violations() == [])
  }
}

@Suite("flash-attention's split rule") struct SplitRuleTests {
  @Test("takes two splits for 48 outputs on 108 slots, as its comment says") func commentExample() {
    #expect(SplitCount.flashAttentionRule(outputs: 48, longest: 1000, slots: 108) == 2)
  }

  @Test("does not split from 80 % of the slots on") func noSplit() {
    #expect(SplitCount.flashAttentionRule(outputs: 8, longest: 100, slots: 10) == 1)
    #expect(SplitCount.flashAttentionRule(outputs: 7, longest: 100, slots: 10) > 1)
  }

  @Test("takes the best-filled counts of algorithms.md for twice the slots") func twiceTheSlots() {
    let rule = SplitCount.flashAttentionRule
    #expect(rule(32, 256, 216) == 6)
    #expect(rule(8, 1024, 216) == 23)
    #expect(rule(8, 1024, 264) == 28)
    #expect(rule(8, 64, 32) == 4)
    #expect(rule(32, 64, 216) == 6)
  }

  @Test("is the one written down, term by term, for any outputs, tiles and slots") func asWritten() {
    var random = SeededRandom(seed: 7)
    for _ in 0..<5000 {
      let outputs = Int.random(in: 1...400, using: &random)
      let tiles = Int.random(in: 1...500, using: &random)
      let slots = Int.random(in: 1...400, using: &random)
      let expected = Self.written(outputs: outputs, tiles: tiles, slots: slots)
      let count = SplitCount.flashAttentionRule(outputs: outputs, longest: tiles, slots: slots)
      #expect(count == expected, "\(outputs) outputs, \(tiles) tiles, \(slots) slots")
    }
  }

  private static func written(outputs: Int, tiles: Int, slots: Int) -> Int {
    func ceil(_ a: Int, _ b: Int) -> Int { (a + b - 1) / b }
    guard Double(outputs) < 0.8 * Double(slots) else { return 1 }
    var efficiencies: [(splits: Int, value: Double)] = []
    for s in 1...min(128, slots, tiles) where s == 1 || ceil(tiles, s) != ceil(tiles, s - 1) {
      let w = Double(outputs * s) / Double(slots)
      efficiencies.append((s, w / w.rounded(.up)))
    }
    let most = efficiencies.map(\.value).max() ?? 0
    return efficiencies.first { $0.value >= 0.85 * most }?.splits ?? 0
  }
}
