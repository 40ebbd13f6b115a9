import AttentionCore
import Testing

@testable import AttentionKernel

struct MeasurementTests {
  @Test("The trace of a measured run has every tile, merge and publication once, and no overlap", arguments: 400..<412)
  func traceIsComplete(number: Int) throws {
    let item = try RandomCase(number)
    let threads = 1 + number % 4
    let input = try AttentionInput(generating: item.experiment, threads: 2)
    let engine = try Engine(input, threads: threads, instructionSet: .available[0])
    let schedules = item.experiment.schedules()
    let measurements = try #require(
      try engine.measure(schedules, limit: RoundLimit(rounds: 3), cold: false, readTest: true))
    #expect(measurements.map(\.schedule) == schedules)
    for measurement in measurements {
      let schedule = measurement.schedule
      let comment = Comment("\(item), \(schedule.algorithm), \(threads) threads")
      #expect(measurement.times.count == 3 && measurement.readTimes.count == 3, comment)
      #expect(measurement.timeline.clock == .measured(cores: threads), comment)
      #expect(measurement.busyShares.count == threads, comment)
      #expect(measurement.busyShares.allSatisfy { $0 >= 0 && $0 <= 1.001 }, comment)
      let spans = measurement.timeline.spans
      for lane in measurement.timeline.lanes {
        #expect(zip(lane, lane.dropFirst()).allSatisfy { $0.end <= $1.start }, comment)
      }
      for (index, segment) in schedule.segments.enumerated() {
        let own = spans.filter { $0.kind == .attend && $0.item == index }
        #expect(own.count == schedule.tiles(of: segment).count, comment)
        #expect(Set(own.map(\.track.unit)).count == 1, comment)
        let publications = spans.filter { $0.kind == .publish && $0.item == index }
        let isPublished = schedule.reduction == .host && schedule.publishes(segment)
        #expect(publications.count == (isPublished ? 1 : 0), comment)
      }
      let kind = schedule.reduction == .pass ? SpanKind.reduce : .merge
      let merges = spans.filter { $0.kind == kind }.compactMap(\.item).sorted()
      #expect(merges == Array(schedule.merges.indices), comment)
    }
  }

  @Test("Runs on copies of K and V give the same bits as runs on the input")
  func copiesGiveTheSameBits() throws {
    for number in 420..<426 {
      let item = try RandomCase(number)
      let input = try AttentionInput(generating: item.experiment, threads: 2)
      let engine = try Engine(input, threads: 2, instructionSet: .available[0])
      let pool = try ColdPool(input, on: engine.pool, wantedBytes: 3 * item.experiment.problem.kvBytes + 100_000)
      #expect(pool.copies.count > 1)
      for schedule in item.experiment.schedules() {
        let expected = try engine.execute(schedule, recording: false)
        let executor = try ScheduleExecutor(schedule, folder: engine.folder, threads: 2)
        for memory in pool.copies {
          executor.run(on: engine.pool, memory: memory)
          #expect(bits(executor.results.allOutputs) == bits(expected.output), "\(item), \(schedule.algorithm)")
        }
      }
    }
  }

  @Test("A measurement ends when it is cancelled, in the middle of a run as well")
  func cancelling() throws {
    let problem = try AttentionProblem(
      contexts: [300_000], queryHeads: 8, kvHeads: 1, headDim: 64, elementType: .f16, tileTokens: 16)
    let experiment = try Experiment(problem: problem, units: 5)
    let engine = try Engine(
      AttentionInput(generating: experiment, threads: 2), threads: 2, instructionSet: .scalar, coldBytes: 1)
    for calls in [0, 1, 2, 5] {
      var asked = 0
      let result = try engine.measure(
        experiment.schedules(), limit: RoundLimit(rounds: 1_000_000), cold: false,
        isCancelled: {
          asked += 1
          return asked > calls
        })
      #expect(result == nil)
    }
    #expect(try engine.partCosts(isCancelled: { true }) == nil)
    // What comes next is whole.
    let execution = try engine.execute(Schedule(.lean, problem: problem, units: 5), recording: false)
    let accuracy = Accuracy(
      output: execution.output, logSumExp: execution.logSumExp, reference: engine.reference())
    #expect(accuracy.isOK, "\(accuracy)")
  }

  @Test("Part costs have a time for every tile")
  func partCosts() throws {
    let problem = try AttentionProblem(
      contexts: [3000, 100], queryHeads: 4, kvHeads: 2, headDim: 64, elementType: .bf16, tileTokens: 128)
    let input = try AttentionInput(generating: Experiment(problem: problem), threads: 1)
    let engine = try Engine(input, threads: 2, instructionSet: .available[0], coldBytes: 10_000_000)
    let costs = try #require(try engine.partCosts())
    #expect(costs.tiles.count == problem.totalTiles)
    #expect(costs.tiles.allSatisfy { $0 > 0 })
    #expect(costs.merge > 0 && costs.barrier > 0)
  }

  @Test("Percentiles are by nearest rank")
  func percentiles() {
    let samples = Samples([5, 1, 4, 2, 3])
    #expect([0, 1, 20, 21, 50, 95, 100].map { samples.percentile($0) } == [1, 1, 1, 2, 3, 5, 5])
    #expect(samples.median == 3)
    #expect(Samples([]).median == 0)
  }
}
