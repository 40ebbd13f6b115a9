import AttentionCore
import TestSupport
import Testing
import VizRecording

/// Traces of schedules that shares alone do not say: format 2.
@Suite("Traces that say all of a schedule") struct ScheduleTraceTests {
  private static func trace(_ seed: UInt64) throws -> Trace {
    var random = SeededRandom(seed: seed)
    let kvHeads = Int.random(in: 1...3, using: &random)
    let problem = try AttentionProblem(
      contexts: (0..<Int.random(in: 1...3, using: &random)).map { _ in Int.random(in: 1...3000, using: &random) },
      queryHeads: kvHeads, kvHeads: kvHeads, headDim: 8, elementType: .f32,
      tileTokens: [32, 64, 128].randomElement(using: &random) ?? 64)
    let algorithms = Algorithm.allCases.filter { !Algorithm.standard.contains($0) }
    let experiment = try Experiment(
      problem: problem, units: Int.random(in: 1...20, using: &random), slots: Int.random(in: 1...2, using: &random),
      threads: 2, algorithms: algorithms + [.lean])
    let costs = PartCosts(
      tiles: (0..<problem.totalTiles).map { 1000 + $0 % 17 }, merge: 40, barrier: 300)
    return Trace(
      experiment: experiment, threads: 2, instructionSet: "scalar", clock: .composed(units: experiment.units),
      costs: costs,
      runs: experiment.schedules().map { TracedRun(schedule: $0, timeline: $0.composedTimeline(costs)) })
  }

  @Test("are read as they were written", arguments: 0..<40) func roundTrip(seed: UInt64) throws {
    let trace = try Self.trace(seed)
    let read = try Trace(json: Array(trace.json(writer: "lean-viz 0").utf8))
    #expect(read.runs.map(\.schedule) == trace.runs.map(\.schedule), "seed \(seed): \(trace.experiment)")
    #expect(read == trace, "seed \(seed): \(trace.experiment)")
  }

  @Test("are refused or read, whatever number in them is another", arguments: 0..<8) func anyNumber(seed: UInt64) throws
  {
    var random = SeededRandom(seed: seed)
    let text = try Self.trace(seed).json(writer: "lean-viz 0")
    // Where nothing is cut shares say it all.
    guard let start = text.range(of: "\"schedule\": ")?.upperBound else { return }
    let end = try #require(text.range(of: "traceEvents")).lowerBound
    let numbers = text[start..<end].split { !$0.isNumber }
    for number in numbers.shuffled(using: &random).prefix(40) {
      let others = ["0", "1", "7", "131071", "524288", "2147483647", "4294967296", "9223372036854775807", "-1", "1.5"]
      let other = others.randomElement(using: &random) ?? "0"
      let changed = text[..<number.startIndex] + other + text[number.endIndex...]
      do throws(TraceError) {
        let read = try Trace(json: Array(changed.utf8))
        for run in read.runs { #expect(run.schedule.violations() == [], "\(number) is \(other)") }
      } catch {
        #expect(!error.reason.isEmpty && !error.place.isEmpty, "\(number) is \(other)")
      }
    }
  }
}

extension String {
  fileprivate func range(of text: String) -> Range<Index>? {
    for start in indices where self[start...].hasPrefix(text) {
      return start..<index(start, offsetBy: text.count)
    }
    return nil
  }
}
