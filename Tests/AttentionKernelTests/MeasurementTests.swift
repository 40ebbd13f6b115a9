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
    let measured = try #require(
      try engine.measure(schedules, limit: RoundLimit(rounds: 3), cold: false, readTest: true))
    #expect(measured.measurements.map(\.schedule) == schedules)
    let reads = try #require(measured.reads)
    #expect(reads.times.count == 3 && reads.oneThreadTimes.count == 3 && reads.scaling.rounds == 3)
    #expect(reads.bytes >= reads.oneThreadBytes && reads.oneThreadBytes > 0)
    for measurement in measured.measurements {
      let schedule = measurement.schedule
      let comment = Comment("\(item), \(schedule.algorithm), \(threads) threads")
      #expect(measurement.times.count == 3, comment)
      #expect(measurement.timeline.clock == .measured(Workers(threads: threads, usableCores: usableCores())), comment)
      #expect(measurement.busyShares.count == threads, comment)
      #expect(measurement.busyShares.allSatisfy { $0 >= 0 && $0 <= 1.001 }, comment)
      let spans = measurement.timeline.spans
      // One reading a span, and one where a worker begins (again at a pass).
      let readings = try #require(measurement.readingsPerTile) * Double(schedule.problem.totalTiles)
      #expect((spans.count + threads...spans.count + 2 * threads).contains(Int(readings.rounded())), comment)
      for lane in measurement.timeline.lanes {
        #expect(zip(lane, lane.dropFirst()).allSatisfy { $0.end <= $1.start }, comment)
      }
      for (index, segment) in schedule.segments.enumerated() {
        let own = spans.filter { $0.kind == .attend && $0.item == index }
        #expect(own.count == schedule.tiles(of: segment).count, comment)
        #expect(Set(own.map(\.track.unit)).count == 1, comment)
        let publications = spans.filter { $0.kind == .publish && $0.item == index }
        let isPublished = schedule.reduction == .host && segment.role == .publishes
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
      let pool = ColdPool(input, on: engine.pool, wantedBytes: 3 * item.experiment.problem.kvBytes + 100_000)
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

  @Test("Copies of K and V take no more than was wanted, however small they are, and fewer where memory is refused")
  func copiesTakeWhatTheyAreCountedAs() throws {
    for (number, context) in [1, 3, 40, 700].enumerated() {
      let problem = try AttentionProblem(
        contexts: [context, 1], queryHeads: 2, kvHeads: 1 + number % 2, headDim: 8 + 8 * number,
        elementType: ElementType.allCases[number % 3], tileTokens: 16)
      let input = try AttentionInput(generating: Experiment(problem: problem), threads: 1)
      let pool = try WorkerPool(threads: 2)
      let bytes = 2 * KVLayout(packed: problem).byteCount
      for wanted in [1, 1000, 100_000, 30_000_000] {
        let cold = ColdPool(input, on: pool, wantedBytes: wanted)
        let comment = Comment("context \(context), \(wanted) bytes: \(cold.copies.count) copies of \(bytes)")
        #expect((cold.copies.count - 1) * bytes < wanted && cold.copies.count <= 4097, comment)
        #expect(cold.isCold == (cold.copies.count * bytes >= wanted), comment)
        // One right after the other.
        let addresses = cold.copies.dropFirst().map(\.keys)
        #expect(zip(addresses, addresses.dropFirst()).allSatisfy { $1 - $0 == bytes }, comment)
        #expect(cold.copies.allSatisfy { $0.values - $0.keys >= bytes / 2 || $0.keys == input.memory.keys }, comment)
      }
      var asked: [Int] = []
      let refused = ColdPool(input, on: pool, wantedBytes: 100_000) { size in
        asked.append(size)
        return size > 20_000 ? nil : try? MemoryRegion(bytes: size, for: "a test")
      }
      #expect(asked.dropLast().allSatisfy { $0 > 20_000 } && (refused.copies.count - 1) * bytes <= 20_000, "\(asked)")
      #expect(refused.isCold == (refused.copies.count * bytes >= 100_000))
      #expect(ColdPool(input, on: pool, wantedBytes: 100_000) { _ in nil }.copies.count == 1)
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
    // Beside other tests, the workers need not be let run at the same time.
    #expect(costs.merge > 0 && costs.barrier.map { $0 > 0 && $0 <= BarrierTest.longest } ?? true)
  }

  @Test("Rounds are added until it is enough, no fewer than asked for") func addedRounds() throws {
    let problem = try AttentionProblem(
      contexts: [64], queryHeads: 1, kvHeads: 1, headDim: 8, elementType: .f32, tileTokens: 16)
    let engine = try Engine(
      AttentionInput(generating: Experiment(problem: problem), threads: 1), threads: 2, instructionSet: .available[0])
    let schedules = [Schedule(.lean, problem: problem, units: 2), Schedule(.fa2, problem: problem, units: 2)]
    for (least, wanted) in [(1, 1), (7, 3), (3, 20)] {
      let limit = RoundLimit(rounds: least, addedSeconds: 600) { rounds in
        #expect(rounds.times.count == 2 && Set(rounds.times.map(\.count) + [rounds.readTimes.count]).count == 1)
        return rounds.readTimes.count >= wanted
      }
      var counted = 0
      let measured = try #require(
        try engine.measure(schedules, limit: limit, tracedRounds: 2, cold: false, readTest: true) { counted = $0 })
      #expect(measured.reads?.times.count == max(least, wanted))
      #expect(measured.reads?.oneThreadTimes.count == max(least, wanted))
      for measurement in measured.measurements {
        #expect(measurement.times.count == max(least, wanted))
        #expect(measurement.tracedTimes.count == min(2, max(least, wanted)))
      }
      #expect(counted == max(least, wanted))
    }
    // Time is over at once: as many rounds as asked for, none more.
    let limit = RoundLimit(rounds: 2, addedSeconds: 0) { _ in false }
    let measured = try #require(try engine.measure(schedules, limit: limit, cold: false))
    #expect(measured.measurements.allSatisfy { $0.times.count == 2 } && measured.reads == nil)
  }

  @Test("A cold run finds other memory than the run before it") func copiesTakeTurns() throws {
    let item = try RandomCase(430)
    let input = try AttentionInput(generating: item.experiment, threads: 2)
    let engine = try Engine(input, threads: 2, instructionSet: .available[0], coldCopies: .thorough)
    var cold = engine.copies(cold: true)
    #expect(cold.isCold && cold.copies.count > 2)
    #expect(cold.copies.count * item.experiment.problem.kvBytes >= 700_000_000)
    let addresses = (0..<2 * cold.copies.count).map { _ in cold.next().keys }
    #expect(Set(addresses).count == cold.copies.count)
    #expect(Array(addresses[..<cold.copies.count]) == Array(addresses[cold.copies.count...]))
    var warm = engine.copies(cold: false)
    #expect(Set((0..<5).map { _ in warm.next().keys }) == [input.memory.keys] && !warm.isCold)
  }

  @Test("Sampled phases are shares of the threads' time, and leave the bits alone", arguments: 440..<446)
  func phases(number: Int) throws {
    let item = try RandomCase(number)
    let threads = 1 + number % 3
    let input = try AttentionInput(generating: item.experiment, threads: 2)
    for instructionSet in InstructionSet.available {
      let engine = try Engine(input, threads: threads, instructionSet: instructionSet)
      let schedules = item.experiment.schedules()
      for (schedule, phases) in zip(schedules, try #require(try engine.phaseShares(schedules, cold: false))) {
        let shares = phases.shares
        let comment = Comment("\(item), \(schedule.algorithm), \(threads) threads, \(instructionSet): \(shares)")
        let parts = [shares.scores, shares.softmax, shares.values, shares.merge, shares.wait]
        #expect(parts.allSatisfy { $0 >= 0 } && parts.reduce(0, +) <= 1.000_001, comment)
        #expect(shares.scores > 0 && shares.values > 0 && phases.slowdown.rounds > 0, comment)
        let expected = try engine.execute(schedule, recording: false)
        let executor = try ScheduleExecutor(schedule, folder: engine.folder, threads: threads)
        var samplers: [PhaseSampler] = []
        for _ in 0..<threads { samplers.append(try PhaseSampler()) }
        executor.run(on: engine.pool, memory: input.memory, options: .init(samplers: samplers))
        #expect(bits(executor.results.allOutputs) == bits(expected.output), comment)
        #expect(samplers.contains { $0.ticks[0] > 0 && $0.ticks[2] > 0 }, comment)
      }
    }
  }

  @Test("Ways to read are tried once for cold and once for warm runs, and none changes a bit", arguments: 446..<450)
  func tuning(number: Int) throws {
    let item = try RandomCase(number)
    let threads = 1 + number % 3
    let input = try AttentionInput(generating: item.experiment, threads: 2)
    let engine = try Engine(
      input, threads: threads, instructionSet: .available[0], coldBytes: 3 * item.experiment.problem.kvBytes)
    for isCold in [true, false] {
      let first = try engine.tuning(for: engine.copies(cold: isCold))
      #expect(engine.folder.readAhead.load(ordering: .relaxed) == first.kernel, "\(item)")
      #expect(try engine.tuning(for: engine.copies(cold: isCold)) == first, "\(item)")
    }
    for schedule in item.experiment.schedules() {
      let ways = [
        .nothing, ReadAhead(distance: 1, cache: .first), ReadAhead(distance: 3, cache: .second, asksOtherHalf: true),
        ReadAhead(distance: 100, cache: .first), ReadAhead(distance: 0, cache: .second, asksOtherHalf: true),
      ]
      let outputs = try ways.map { way in
        engine.folder.readAhead.store(way, ordering: .relaxed)
        return try bits(engine.execute(schedule, recording: false).output)
      }
      #expect(Set(outputs).count == 1, "\(item), \(schedule.algorithm)")
    }
  }

  @Test("Parts of a range are consecutive and differ by one at most") func shares() {
    for count in [0, 1, 5, 64, 1001] {
      for parts in [1, 2, 3, 7, 64] {
        let shares = (0..<parts).map { (10..<10 + count).share($0, of: parts) }
        #expect(shares.flatMap(Array.init) == Array(10..<10 + count), "\(count) in \(parts)")
        let sizes = shares.map(\.count)
        #expect((sizes.max() ?? 0) - (sizes.min() ?? 0) <= 1, "\(count) in \(parts)")
      }
    }
  }

  @Test("Plain reads say bytes a second, and what further threads are worth") func plainReads() {
    let reads = PlainReads(
      times: Samples([100, 90, 110, 100, 100, 95]), bytes: 3000, oneThreadTimes: Samples([60, 54, 66, 60, 60, 57]),
      oneThreadBytes: 1000)
    #expect(reads.gigabytesPerSecond == 30 && abs(reads.oneThreadGigabytesPerSecond - 1000.0 / 60) < 1e-12)
    // One thread needs 180 for what all do in 100.
    #expect(abs(reads.scaling.median - 1.8) < 0.02 && reads.scaling.rounds == 6)
  }

  @Test("Phases of a run add up to its traced time") func phaseArithmetic() {
    func run(_ phases: [UInt64], attend: UInt64, merge: UInt64, wait: UInt64, total: UInt64) -> SampledPhases.Run {
      SampledPhases.Run(phases: phases, totals: .init(attend: attend, merge: merge, wait: wait), total: total)
    }
    let slowdown = PairedRatio([102], over: [100])
    let usual = run([20, 10, 10], attend: 800, merge: 50, wait: 100, total: 1000)
    // In one run another program had a core for a while, in one no tile was timed.
    let disturbed = run([20, 1_000_000, 10], attend: 1_000_800, merge: 50, wait: 900_000, total: 2_000_000)
    let unsampled = run([0, 0, 0], attend: 800, merge: 50, wait: 100, total: 1000)
    for runs in [[usual], [usual, disturbed, usual], [unsampled, usual, usual]] {
      let phases = SampledPhases(runs, slowdown: slowdown)
      let shares = phases.shares
      for (share, expected) in [
        (shares.scores, 0.4), (shares.softmax, 0.2), (shares.values, 0.2), (shares.merge, 0.05), (shares.wait, 0.1),
        (shares.idle, 0.05), (phases.slowdown.median, 1.02),
      ] {
        #expect(abs(share - expected) < 1e-12, "\(runs): \(shares)")
      }
    }
    #expect(SampledPhases([], slowdown: slowdown).shares.idle == 1)
  }

  @Test("Jobs that a conductor gives run on every worker, once, again and again", arguments: 1...5)
  func conducting(threads: Int) throws {
    let pool = try WorkerPool(threads: threads)
    let counts = SharedResults<Int>(count: threads)
    for worker in 0..<threads { counts[worker] = 0 }
    var conducted = 0
    for session in 0..<20 {
      // Outside and inside in turn; inside, sessions without a job as well.
      pool.run { counts[$0] = (counts[$0] ?? 0) + 1 }
      pool.conduct {
        for _ in 0..<session {
          pool.run { counts[$0] = (counts[$0] ?? 0) + 1 }
          pool.run(on: 1) { _ in }
        }
        conducted += 1
      }
    }
    #expect(conducted == 20)
    #expect((0..<threads).allSatisfy { counts[$0] == 20 + 190 }, "\((0..<threads).map { counts[$0] ?? -1 })")
    let engine = try Engine(
      AttentionInput(generating: RandomCase(450).experiment, threads: 1), threads: threads,
      instructionSet: .available[0])
    let forkJoin = engine.forkJoinTimes(jobs: 50)
    #expect(forkJoin.count == 50 && forkJoin.nanoseconds.allSatisfy { $0 >= 0 })
    let roof = try engine.arithmeticRoof(runs: 3)
    #expect(roof.gigabytesPerSecond > 0 && roof.peak > 0 && roof.shareOfPeak.median > 0 && roof.shareOfPeak.rounds == 3)
  }

  @Test("Multiply-adds are counted as they are done", arguments: InstructionSet.available)
  func multiplyAdds(instructionSet: InstructionSet) {
    var (one, many): (Float, Float) = (.nan, .nan)
    let operations = instructionSet.multiplyAdds(rounds: 1, result: &one)
    #expect(operations > 0 && operations % 2 == 0)
    #expect(instructionSet.multiplyAdds(rounds: 100_000, result: &many) == 100_000 * operations)
    // Twelve chains from 0, 1 … 11, each towards the 1 that it keeps to.
    let lanes = Float(operations / 24)
    #expect(abs(one / lanes - (66 * 0.999 + 12 * 0.001)) < 1e-3 && abs(many / lanes - 12) < 1e-2, "\(one) \(many)")
  }

  @Test("A ratio of times turns into one of what was done in them")
  func scaledRatio() {
    let ratio = PairedRatio(Array(1...9), over: Array(repeating: 2, count: 9))
    let scaled = ratio.scaled(by: 4)
    #expect(scaled.median == 4 * ratio.median && scaled.rounds == 9 && ratio.interval != nil)
    #expect(scaled.interval?.lowerBound == ratio.interval.map { 4 * $0.lowerBound })
    #expect(scaled.interval?.upperBound == ratio.interval.map { 4 * $0.upperBound })
  }

  @Test("Percentiles are by nearest rank")
  func percentiles() {
    let samples = Samples([5, 1, 4, 2, 3])
    #expect([0, 1, 20, 21, 50, 95, 100].map { samples.percentile($0) } == [1, 1, 1, 2, 3, 5, 5])
    #expect(samples.median == 3)
    #expect(Samples([]).median == 0)
  }
}
