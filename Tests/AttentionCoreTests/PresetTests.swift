import AttentionCore
import Testing

@Suite("Presets") struct PresetTests {
  private func schedules(of name: String) throws -> [Schedule] {
    try Experiment(preset: #require(Preset.named(name))).schedules()
  }

  @Test("are all problems within the limits, under names of their own", arguments: Preset.all)
  func areValid(preset: Preset) throws {
    let experiment = try Experiment(preset: preset)
    for schedule in experiment.schedules() {
      #expect(schedule.violations().isEmpty, "\(preset.name), \(schedule.algorithm)")
    }
    #expect(Preset.all.filter { $0.name == preset.name }.count == 1)
    #expect(Preset.named(preset.name) == preset)
    #expect(!preset.note.isEmpty)
  }

  @Test("three-heads goes from 22 to 10 to 9 steps, and nine is the floor") func threeHeads() throws {
    let schedules = try schedules(of: "three-heads")
    #expect(schedules.map(\.algorithm) == [.fa2, .fd, .lean])
    #expect(schedules.map(\.makespan) == [22, 10, 9])
    #expect(schedules.map(\.floor) == [9, 9, 9])
    #expect(schedules.map(\.utilization) == [0.375, 0.825, 66.0 / 72.0])
    #expect(schedules.map(\.merges.count) == [0, 12, 7])
    #expect(schedules.map(\.partialCount) == [0, 15, 7])
    #expect(schedules.map(\.splits) == [1, 5, nil])
  }

  @Test("three-heads: FlashDecoding first reaches the floor with 24 partials") func threeHeadsBestSplit() throws {
    let experiment = try Experiment(preset: #require(Preset.named("three-heads")))
    let atFloor = (1...22).first { splits in
      Schedule(.fd, problem: experiment.problem, units: experiment.units, splits: .fixed(splits)).makespan == 9
    }
    let splits = try #require(atFloor)
    let best = Schedule(.fd, problem: experiment.problem, units: experiment.units, splits: .fixed(splits))
    #expect(best.partialCount == 24)
  }

  @Test("figure-1 is the paper's picture: five, three and two steps") func figure1() throws {
    let schedules = try schedules(of: "figure-1")
    #expect(schedules.map(\.makespan) == [5, 3, 2])
    #expect(schedules.map(\.splits) == [1, 2, nil])
    #expect(schedules.map(\.partialCount) == [0, 4, 4])
  }

  @Test("lean-loses: FlashAttention-2 and FlashDecoding are at the floor too, without a merge") func leanLoses() throws
  {
    let schedules = try schedules(of: "lean-loses")
    #expect(schedules.map { $0.makespan - $0.floor } == [0, 0, 0])
    #expect(schedules[0].merges.isEmpty && schedules[1].merges.isEmpty && !schedules[2].merges.isEmpty)
  }

  @Test("one-more-request needs another wave where one request less fills the slots") func oneMoreRequest() throws {
    let experiment = try Experiment(preset: #require(Preset.named("one-more-request")))
    let problem = experiment.problem
    let oneLess = try AttentionProblem(
      contexts: Array(problem.contexts.dropLast()), queryHeads: problem.queryHeads, kvHeads: problem.kvHeads,
      headDim: problem.headDim, elementType: problem.elementType, tileTokens: problem.tileTokens)
    func steps(_ problem: AttentionProblem) -> [Int] {
      Algorithm.standard.map {
        Schedule($0, problem: problem, units: experiment.units, slots: experiment.slots).makespan
      }
    }
    #expect(problem.outputs == 272 && experiment.units * experiment.slots == 264)
    #expect(steps(oneLess) == [128, 128, 128])
    #expect(steps(problem) == [192, 192, 132])
  }

  @Test("one-more-request: flash-attention's rule stops splitting between 26 and 27 requests") func stopsSplitting()
    throws
  {
    let preset = try #require(Preset.named("one-more-request"))
    func fd(_ requests: Int) throws -> Schedule {
      let problem = try AttentionProblem(
        contexts: Array(repeating: preset.contexts[0], count: requests), queryHeads: preset.queryHeads,
        kvHeads: preset.kvHeads, headDim: preset.headDim, elementType: preset.elementType,
        tileTokens: preset.tileTokens)
      return Schedule(.fd, problem: problem, units: preset.units, slots: preset.slots)
    }
    #expect(try [fd(26).makespan, fd(27).makespan] == [104, 128])
    #expect(try [fd(26).splits, fd(27).splits] == [5, 1])
  }

  @Test("what slots change: the numbers of flash-attention's own count") func slots() throws {
    func schedules(_ name: String, slots: Int) throws -> [Schedule] {
      let experiment = try Experiment(preset: #require(Preset.named(name)))
      return Algorithm.standard.map {
        Schedule($0, problem: experiment.problem, units: experiment.units, slots: slots)
      }
    }
    #expect(try schedules("ragged", slots: 1).map(\.makespan) == [64, 64, 22])
    #expect(try schedules("ragged", slots: 2).map(\.makespan) == [64, 32, 22])
    #expect(try schedules("ragged", slots: 2)[1].splits == 2)
    #expect(try schedules("llama-3-8b", slots: 2).map(\.makespan) == [64, 6, 5])
    #expect(try schedules("llama-3-8b", slots: 2)[1].splits == 22)
    #expect(try schedules("three-heads", slots: 2)[2].partialCount == 14)
    #expect(try schedules("three-heads", slots: 2).map(\.makespan) == [22, 10, 9])
  }
}
