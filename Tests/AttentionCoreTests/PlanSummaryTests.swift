import Testing

@testable import AttentionCore

/// What a plan comes to where its segments are too many to list.
@Suite struct PlanSummaryTests {
  @Test(
    "without the list, FlashDecoding's plan comes to what its schedule says", arguments: SchedulePropertyTests.batches)
  func outline(seeds: Range<UInt64>) throws {
    for seed in seeds {
      let example = try RandomCase(seed: seed)
      let experiment = example.experiment
      let schedule = Schedule(
        .fd, problem: experiment.problem, units: experiment.units, slots: experiment.slots,
        splits: experiment.splits)
      let outline = try #require(FlashDecoding.outline(experiment.work))
      #expect(
        outline
          == PlanOutline(
            dispatch: schedule.dispatch, splits: schedule.splits, gridSize: schedule.gridSize,
            segments: schedule.segments.count, partials: schedule.partialCount, merges: schedule.merges.count,
            makespan: schedule.makespan),
        "\(example)")
      for plan in experiment.plans() {
        guard case .listed(let listed) = plan else {
          Issue.record("no list of \(plan.summary.algorithm), \(example)")
          continue
        }
        #expect(plan.summary == listed.summary && plan.summary.floor == listed.floor, "\(example)")
        #expect(plan.summary.utilization == listed.utilization, "\(example)")
      }
    }
  }

  @Test(
    "problems within the limits are planned whatever a list would take; to make the schedules is refused with its bytes"
  )
  func beyondLists() throws {
    // contexts, heads, tile, units, splits; steps, segments.
    for (contexts, heads, tile, units, splits, steps, segments) in [
      (Array(repeating: Int(Int32.max), count: 1024), 1, 65536, 8, 32768, 4_194_304, 33_554_432),
      ([Int(Int32.max)], 1 << 20, 1, 8, Int(Int32.max), 281_474_976_579_584, 2_251_799_812_636_672),
      // Whole chunks of 3 tiles and a rest of 1, on a unit and on the most.
      (Array(repeating: 40_000_000, count: 2), 1, 1, 1, 13_333_334, 80_000_000, 26_666_668),
      (Array(repeating: 40_000_000, count: 2), 1, 1, 4096, 13_333_334, 19_533, 26_666_668),
    ] {
      let experiment = try Experiment(
        problem: AttentionProblem(
          contexts: contexts, queryHeads: heads, kvHeads: heads, headDim: 8, elementType: .f32, tileTokens: tile),
        units: units, splits: .fixed(splits), algorithms: [.fd])
      let plan = try #require(experiment.plans().first)
      guard case .summarised(let summary) = plan else {
        Issue.record("\(segments) segments were listed")
        continue
      }
      #expect(summary.segmentCount == segments && summary.partialCount == segments)
      #expect(summary.mergeCount == segments - contexts.count * heads)
      #expect(summary.makespan == steps && summary.makespan >= summary.floor, "\(summary.makespan)")
      #expect {
        try experiment.requireSchedulesFit()
      } throws: { error in
        "\(error)".contains("\(segments) segments")
          && "\(error)".contains("\(segments * Schedule.bytesPerSegment) bytes")
      }
    }
  }
}

@Suite struct CountingTests {
  @Test("one is one, whatever it is of") func counts() {
    #expect(counted(1, "unit") == "1 unit" && counted(0, "unit") == "0 units" && counted(5632, "key") == "5,632 keys")
    #expect(counted(1, "copy", "copies") == "1 copy" && counted(2, "copy", "copies") == "2 copies")
    #expect(numbered(1, "segment") == "1 segment" && numbered(16_777_217, "segment") == "16777217 segments")
    #expect(counted(-1, "step") == "−1 steps")
  }

  @Test("a clock of threads that share cores says both, and is the same everywhere") func clockNames() {
    for (threads, usable, name) in [
      (1, 1, "1 core"), (2, 2, "2 cores"), (2, 64, "2 cores"), (5, 2, "5 threads on 2 cores"),
      (2, 1, "2 threads on 1 core"), (1024, 2, "1,024 threads on 2 cores"), (5, 0, "5 threads"),
    ] {
      let workers = Workers(threads: threads, usableCores: usable)
      #expect(workers.inWords == name && Clock.measured(workers).name == "measured, " + name)
      #expect(workers.areOversubscribed == (threads > usable))
    }
    #expect(Clock.measured(cores: 3).name == "measured, 3 cores")
    #expect(Clock.composed(units: 1).name == "composed, 1 unit" && Clock.imported(source: "x").name == "imported, x")
  }
}
