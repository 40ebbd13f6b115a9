import AttentionCore
import AttentionKernel
import DemoFormat
import Foundation
import TestSupport
import Testing
import VizPlayback

@testable import lean_viz

/// Problems of some hundred bytes, and the largest that are allowed.
@Suite("Problems from end to end") struct SmallAndLargeTests {
  /// `LEANVIZ_ALL_PROBLEMS=1 swift test --filter SmallAndLargeTests`: some minutes.
  static let problems = ProcessInfo.processInfo.environment["LEANVIZ_ALL_PROBLEMS"] == "1" ? 3000 : 30

  /// The options of one random small problem, by its number.
  private static func options(_ number: Int) -> [String] {
    var random = SeededRandom(seed: UInt64(number))
    func one(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }
    let kvHeads = one(1...3)
    let values: [(String, String)] = [
      ("context", (0..<one(1...3)).map { _ in String(one(1...40)) }.joined(separator: ",")),
      ("heads", String(kvHeads * one(1...3))), ("kv-heads", String(kvHeads)), ("head-dim", String(8 * one(1...3))),
      ("dtype", ElementType.allCases[number % 3].rawValue), ("tile", String(one(0...1) == 0 ? one(1...16) : 256)),
      ("splits", one(0...1) == 0 ? "auto" : String(one(1...70))), ("threads", String(one(1...3))),
      ("distribution", Distribution.allCases[one(0...Distribution.allCases.count - 1)].rawValue),
      ("units", String(one(1...64))),
    ]
    return values.flatMap { ["--" + $0, $1] }
  }

  @Test("3,000 small problems, 30 of them by default, run, are measured, told and recorded", arguments: 0..<problems)
  func small(number: Int) throws {
    let options = Self.options(number)
    let comment = Comment(rawValue: options.joined(separator: " "))
    let run = try RunCommand.parse(options + ["--runs", "1"]).report()
    try #require(run.results.refusal == nil, comment)
    #expect(!run.text.isEmpty, comment)
    _ = run.json
    // With a unit a thread.
    let bench = try BenchCommand.parse(Array(options.dropLast(2)) + ["--runs", "1"]).report()
    #expect(!bench.text.isEmpty, comment)
    _ = bench.json
    let setup = try Setup(ProblemOptions.parse(options))
    var lines: [String] = []
    #expect(try PlainTale.tell(.kernel(setup), speed: 1, isPaced: false) { lines.append($0) } == 0, comment)
    #expect(lines.contains { $0.contains("f64 reference") }, comment)
    let problem = stride(from: 0, to: options.count, by: 2).map { "\(options[$0].dropFirst(2)): [\(options[$0 + 1])]" }
    let demo = try Demo(
      parsing: """
        lean-demo: 1
        title: small
        problem: {\(problem.joined(separator: ", "))}
        steps:
          - play: {until: end, speed: 100}
          - wait: {for: measured, timeout: 60s}
          - view: time
          - expect: {ok: true}
        """, file: "small.yaml", themes: [])
    let performance = Performance(demo, isInteractive: false)
    let recording = try RecordingSession.record(
      performance, on: .kernel(performance.setup()), timestamp: nil, framesPerSecond: 1)
    #expect(recording.cast.bytes.count > 1000, comment)
  }

  @Test("The largest problem is planned, and refused with its bytes by all that makes an input, before anything else")
  func large() throws {
    let options = ["--context", "2147483647", "--heads", "1048576", "--head-dim", "512", "--tile", "65536"]
    let setup = try Setup(ProblemOptions.parse(options))
    let plan = setup.experiment.schedules()
    #expect(plan.allSatisfy { $0.problem.kvBytes > 0 && $0.utilization > 0 && $0.utilization <= 1 })
    func expectRefusal(_ what: String, _ body: () throws -> Void) {
      let failure = #expect(throws: (any Error).self, Comment(rawValue: what)) { try body() }.map { Failure($0) }
      let isRefused = failure?.status == .usage && failure?.message?.contains("bytes of memory") == true
      #expect(isRefused, "\(what): \(String(describing: failure))")
    }
    expectRefusal("run") { _ = try RunCommand.parse(options).report() }
    expectRefusal("bench") { _ = try BenchCommand.parse(options).report() }
    expectRefusal("--plain, play and record") { _ = try Headless(.kernel(setup)) }
    expectRefusal("TUI") { try Stage.kernel(setup).requireInput() }
    expectRefusal("record --traces") { _ = try RunSession(setup) }
    expectRefusal("input") { _ = try AttentionInput(generating: setup.experiment, threads: 1) }
    let small = try Setup(ProblemOptions.parse(["--context", "9"]))
    expectRefusal("form and presets") { _ = try small.changed(to: setup.experiment, preset: nil) }
    var stage = try Headless(.kernel(small))
    expectRefusal("set") { try stage.begin(setup) }
  }
}
