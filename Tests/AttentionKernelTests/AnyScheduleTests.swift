import AttentionCore
import TestSupport
import Testing

@testable import AttentionKernel

/// Whatever a schedule says is executed: random cuts, CTAs, phases and trees of merges.
@Suite("Any schedule") struct AnyScheduleTests {
  static let batches = stride(from: 0, to: 1000, by: 50).map { $0..<$0 + 50 }

  private static func schedule(_ number: Int) throws -> Schedule {
    var random = SeededRandom(seed: UInt64(number))
    let kvHeads = Int.random(in: 1...2, using: &random)
    let problem = try AttentionProblem(
      contexts: (0..<Int.random(in: 1...3, using: &random)).map { _ in Int.random(in: 1...120, using: &random) },
      queryHeads: kvHeads * Int.random(in: 1...3, using: &random), kvHeads: kvHeads, headDim: 8,
      elementType: ElementType.allCases.randomElement(using: &random) ?? .f32,
      tileTokens: [1, 8, 16, 40].randomElement(using: &random) ?? 16)
    return RandomPlanner.schedule(
      problem, units: Int.random(in: 1...5, using: &random), slots: Int.random(in: 1...3, using: &random),
      seed: UInt64(number))
  }

  @Test(
    "keeps the invariant, gives the right result, and the same bits on 1 to 8 threads, live too", arguments: batches)
  func isExecuted(numbers: Range<Int>) throws {
    // Threads are started once a batch, not once a schedule.
    for number in numbers {
      let schedule = try Self.schedule(number)
      let comment = Comment("schedule \(number): \(schedule.problem), \(schedule.items.map(\.work))")
      #expect(schedule.violations() == [], comment)
      let experiment = try Experiment(problem: schedule.problem, units: schedule.units, seed: UInt64(number))
      let input = try AttentionInput(generating: experiment, threads: 1)
      let engines = try [1, 2 + number % 7].map {
        try Engine(input, threads: $0, instructionSet: InstructionSet.available[0])
      }
      let first = try engines[0].execute(schedule, recording: true)
      let accuracy = Accuracy(
        output: first.output, logSumExp: first.logSumExp, reference: engines[0].reference())
      #expect(accuracy.isOK, comment)
      for recording in [false, true] {
        let other = try engines[1].execute(schedule, recording: recording)
        #expect(bits(other.output) == bits(first.output) && bits(other.logSumExp) == bits(first.logSumExp), comment)
        if recording { #expect(other.record == first.record, comment) }
      }
      let record = try live(schedule, on: engines[1])
      #expect(record == first.record, "\(comment)\n\(difference(record, first.record))")
    }
  }

  @Test("of very many partials is merged by the last to end, on any number of threads", arguments: [1, 2, 5])
  func manyPartials(threads: Int) throws {
    let problem = try AttentionProblem(
      contexts: [4096], queryHeads: 1, kvHeads: 1, headDim: 8, elementType: .f32, tileTokens: 1)
    let experiment = try Experiment(problem: problem, units: 4096)
    let engine = try Engine(
      AttentionInput(generating: experiment, threads: 1), threads: threads, instructionSet: .available[0])
    let xqa = try #require(Algorithm(rawValue: "xqa"))
    let schedule = Schedule(xqa, problem: problem, units: 4096)
    #expect(schedule.merges.count == 4095 && schedule.makespan == 1)
    let execution = try engine.execute(schedule, recording: false)
    let accuracy = Accuracy(
      output: execution.output, logSumExp: execution.logSumExp, reference: engine.reference())
    #expect(accuracy.isOK, "\(accuracy)")
  }

  private func difference(_ one: Record, _ other: Record?) -> String {
    guard let other else { return "no record" }
    let merges = one.merges.indices.filter { one.merges[$0] != other.merges[$0] }
    let segments = one.segments.indices.filter { one.segments[$0] != other.segments[$0] }
    let outputs = one.outputs.indices.filter { one.outputs[$0] != other.outputs[$0] }
    return
      "segments \(segments), merges \(merges), \(merges.filter { one.merges[$0] == nil }) missing, outputs \(outputs)"
  }

  private func live(_ schedule: Schedule, on engine: Engine) throws -> Record {
    let run = try engine.live(schedule)
    var record = Record(for: schedule)
    for event in schedule.stepRun().events {
      for entry in run.computeTiles(throughStep: event.step) { record.add(entry) }
      if case .merge(let index) = event.kind { for entry in run.merge(index) { record.add(entry) } }
    }
    return record
  }

  @Test("is laid out whole, in steps and composed", arguments: batches) func isLaidOut(numbers: Range<Int>) throws {
    for number in numbers {
      let schedule = try Self.schedule(number)
      let comment = Comment("schedule \(number): \(schedule.problem), \(schedule.items.map(\.work))")
      let costs = PartCosts(
        tiles: (0..<schedule.problem.totalTiles).map { 100 + $0 % 7 }, merge: 3, barrier: 11)
      let timeline = schedule.composedTimeline(costs)
      let attended = timeline.spans.filter { $0.kind == .attend }.compactMap(\.item).sorted()
      #expect(attended == Array(schedule.segments.indices), comment)
      let merged = timeline.spans.filter { $0.kind == .merge || $0.kind == .reduce }.compactMap(\.item).sorted()
      #expect(merged == Array(schedule.merges.indices), comment)
      for lane in timeline.lanes {
        #expect(zip(lane, lane.dropFirst()).allSatisfy { $0.end <= $1.start }, comment)
      }
      let steps = schedule.stepRun()
      #expect(steps.timeline.spans.allSatisfy { $0.end > $0.start && $0.end <= schedule.makespan }, comment)
      for lane in steps.timeline.lanes {
        #expect(zip(lane, lane.dropFirst()).allSatisfy { $0.end <= $1.start }, comment)
      }
    }
  }
}
