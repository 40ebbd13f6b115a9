import ArgumentParser
import AttentionCore
@testable import AttentionKernel
import Foundation
import Testing

@testable import lean_viz

@Suite("bench") struct BenchTests {
  private static let small = ["--context", "700,90", "--heads", "4", "--kv-heads", "2", "--tile", "64"]

  @Test("prints the fields of run and its own, cold or warm", arguments: [true, false]) func json(isWarm: Bool) throws {
    let options = Self.small + ["--threads", "2", "--json"]
    let run = try ProgramRun(["bench", "--runs", "7"] + (isWarm ? ["--warm"] : []) + options)
    #expect(run.end == .status(0) && run.error == "", "\(run)")
    let json = try run.json
    let plan = try ProgramRun(["plan", "--units", "2"] + options).json
    #expect(json["format"] as? Int == 1 && json["command"] as? String == "bench")
    #expect(json["units"] as? Int == 2 && json["threads"] as? Int == 2 && json["clock"] as? String == "measured")
    #expect(["scalar", "avx2", "avx512", "neon"].contains(json["isa"] as? String))
    #expect(json["problem"] as? NSDictionary == plan["problem"] as? NSDictionary)
    #expect(json["cache"] as? String == (isWarm ? "warm" : "cold"))
    #expect(try #require(json["copies"] as? Int) > 0 && (json["copies"] as? Int == 1) == isWarm)
    #expect(json["noisy"] is Bool && json["rounds"] as? Int == 7)
    #expect(try #require(json["roofline_gb_per_s"] as? Double) > 0)
    #expect(try #require(json["arithmetic_roof_gb_per_s"] as? Double) > 0)
    #expect(json["flop_per_byte"] as? Double == 1)
    #expect(try #require(json["peak_gflop_per_s"] as? Double) > 0)
    #expect(try #require(json["peak_fraction"] as? Double) > 0)
    #expect(try #require(json["read_scaling"] as? Double) > 0)
    let scaling = try #require(json["read_scaling_interval"] as? [Double])
    #expect(scaling.count == 2 && scaling[0] <= scaling[1])
    let rows = try #require(json["prefetch_rows"] as? Int)
    let kibibytes = try #require(json["read_ahead_kib"] as? Int)
    #expect((0...64).contains(rows) && (0...8).contains(kibibytes))
    #expect((rows == 0) == (json["prefetch_cache"] is NSNull) && json["prefetch_other_half"] is Bool)
    #expect((kibibytes == 0) == (json["read_ahead_cache"] is NSNull) && json["rounds_left_out"] is Int)
    #expect(try #require(json["clock_reading_ns"] as? Double) > 0)
    let algorithms = try #require(json["algorithms"] as? [[String: Any]])
    let planned = try #require(plan["algorithms"] as? [[String: Any]])
    #expect(algorithms.count == 3)
    for (algorithm, planned) in zip(algorithms, planned) {
      for (field, value) in planned { #expect(algorithm[field] as? NSObject == value as? NSObject, "\(field)") }
      let times = try #require(algorithm["ns"] as? [String: Int])
      #expect(Set(times.keys) == ["median", "p5", "p95", "runs"] && times["runs"] == 7)
      let bytes = try #require(algorithm["kv_bytes"] as? Int)
      let rate = try #require(algorithm["gb_per_s"] as? Double)
      #expect(abs(rate - Double(bytes) / Double(times["median"] ?? 0)) < 1e-9 * rate)
      for field in ["roofline_fraction", "busy_share", "trace_overhead", "counted_trace_cost", "tile_ns"] {
        #expect(try #require(algorithm[field] as? Double, "\(field)") > 0, "\(field)")
      }
      #expect(try #require(algorithm["busy_share"] as? Double) <= 1.001)
      #expect(algorithm["ok"] as? Bool == true && algorithm["max_abs_error"] is Double)
      let phases = try #require(algorithm["phases"] as? [String: Any])
      let shares = try ["scores", "softmax", "values", "merge", "wait"].map { try #require(phases[$0] as? Double) }
      #expect(shares.allSatisfy { $0 >= 0 } && shares.reduce(0, +) <= 1.000_001, "\(phases)")
    }
    // Ratios only where the machine is not shared by the threads.
    let isOversubscribed = try #require(json["oversubscribed"] as? Bool)
    let ratios = try #require(json["ratios"] as? [[String: Any]])
    #expect(ratios.map { $0["algorithm"] as? String } == (isOversubscribed ? [] : ["fa2", "fd"]))
    for ratio in ratios {
      let interval = try #require(ratio["interval"] as? [Double])
      let value = try #require(ratio["ratio"] as? Double)
      #expect(ratio["over"] as? String == "lean" && interval.count == 2)
      #expect(interval[0] <= value && value <= interval[1], "\(ratio)")
    }
  }

  @Test("says which clock, cache and machine its numbers are from") func words() throws {
    let run = try ProgramRun(["bench", "--runs", "6", "--threads", "1", "--warm"] + Self.small)
    #expect(run.end == .status(0), "\(run)")
    for words in [
      "1 thread, ", "measured, 1 core, warm: medians of 6 interleaved rounds", "a plain read, the roof",
      "FlashAttention-2 ÷ LeanAttention", "FlashDecoding ÷ LeanAttention", "scores", "sampled ÷ not", "fork and join",
      "readings of the clock per KV tile", "chosen here by trial: the kernel asks for",
    ] {
      #expect(run.output.contains(words), "\(words): \(run.output)")
    }
    #expect(
      try ProgramRun(["bench", "--runs", "1"] + Self.small).output.contains("cold: medians of 1 interleaved round"))
  }

  @Test("with more threads than cores says so, and gives no ratio") func oversubscribed() throws {
    let run = try ProgramRun("bench --runs 2 --threads 12 --context 600 --tile 8")
    #expect(run.end == .status(0), "\(run)")
    #expect(run.output.contains("oversubscribed") && !run.output.contains("÷ LeanAttention"), "\(run.output)")
    #expect(run.output.contains("measured, 12 threads on ") && !run.output.contains("12 cores"), "\(run.output)")
    let json = try ProgramRun("bench --runs 2 --threads 12 --context 600 --tile 8 --json").json
    #expect((json["ratios"] as? [Any])?.isEmpty == true && json["oversubscribed"] as? Bool == true)
  }

  @Test("has a unit for every thread, under a preset too, and refuses others by name") func units() throws {
    func options(_ line: String, cores: Int = 2) throws -> ProblemOptions {
      let command = try LeanViz.parseAsRoot(line.split(separator: " ").map(String.init)) as? BenchCommand
      return try #require(command).measuredOptions(usableCores: cores)
    }
    for (line, cores, units) in [
      ("bench", 2, 2), ("bench", 7, 7), ("bench --preset llama-3-8b", 3, 3), ("bench --threads 5", 2, 5),
      ("bench --units 4 --threads 4", 2, 4), ("bench --units 2 --preset ragged", 2, 2),
    ] {
      let setup = try Setup(options(line, cores: cores))
      #expect(setup.experiment.units == units && setup.experiment.threads == units, "\(line), \(cores) cores")
    }
    for line in ["bench --units 8", "bench --units 1 --threads 2", "bench --preset ragged --units 8"] {
      let failure = #expect(throws: Failure.self) { try options(line) }
      #expect(failure?.status == .usage, "\(line)")
    }
    // What to use instead takes these units; as many threads only where there are so many cores.
    for (line, cores, advice) in [
      ("bench --units 8", 2, "Use lean-viz run --units 8,"), ("bench --units 8", 9, "Use --threads 8, or lean-viz run"),
      ("bench --units 1 --threads 2", 2, "Use --threads 1, or lean-viz run --units 1,"),
    ] {
      let message = #expect(throws: Failure.self) { try options(line, cores: cores) }?.message ?? ""
      #expect(message.contains(advice), "\(message)")
    }
  }
}

@Suite("A comparison") struct ComparisonTests {
  private static let times = [[200, 210, 190, 205, 195, 200, 200], [150, 150, 150, 150, 150, 150, 150]]
  private static let lean = [100, 100, 100, 100, 100, 100, 100]
  private static let rounds = MeasuredRounds(
    times: times + [lean], readTimes: [80, 80, 80, 80, 80, 80, 80])

  @Test("divides the others' times by LeanAttention's, round by round") func ratios() throws {
    let comparison = Comparison([.fa2, .fd, .lean], Self.rounds, refusal: nil)
    #expect(comparison.ratios.map(\.algorithm) == [.fa2, .fd] && comparison.ratios.allSatisfy { $0.base == .lean })
    #expect(comparison.ratios.map(\.times.median) == [2, 1.5])
    #expect(comparison.ratios[0].times.interval == 1.9...2.1)
    #expect(comparison.best?.algorithm == .fd)
    #expect(comparison.roofShares.map(\.median) == [0.4, 80.0 / 150, 0.8])
    // ±5 % of FlashAttention-2's ratio is more than ±3 %.
    #expect(comparison.isNoisy)
    let quiet = MeasuredRounds(times: [Self.times[1], Self.lean], readTimes: Self.rounds.readTimes)
    #expect(!Comparison([.fd, .lean], quiet, refusal: nil).isNoisy)
    let few = MeasuredRounds(times: [[150], [100]], readTimes: [80])
    #expect(Comparison([.fd, .lean], few, refusal: nil).isNoisy)
  }

  @Test("rounds in which memory was another one count in no ratio; where these are most, there is no verdict")
  func unsteady() throws {
    // A host that gives a third of its bandwidth away: LeanAttention happened to run then, FlashDecoding did not.
    let wild = MeasuredRounds(
      times: [Self.times[1] + [150, 150], Self.lean + [400, 390]], readTimes: Self.rounds.readTimes + [300, 20])
    let comparison = Comparison([.fd, .lean], wild, refusal: nil)
    #expect(comparison.roundsLeftOut == 2 && !comparison.isUnsteady && !comparison.isNoisy)
    #expect(comparison.ratios.map(\.times.median) == [1.5] && comparison.ratios[0].times.rounds == 7)
    #expect(comparison.roofShares.map(\.rounds) == [7, 7] && comparison.best?.algorithm == .fd)

    let swinging = MeasuredRounds(
      times: [Self.times[1], Self.lean], readTimes: [10, 12, 30, 80, 200, 210, 220])
    let none = Comparison([.fd, .lean], swinging, refusal: nil)
    #expect(none.roundsLeftOut == 6 && none.isUnsteady && none.isNoisy && none.best == nil)
  }

  @Test("without LeanAttention divides by the last, alone is held against the read test") func otherBases() {
    let two = MeasuredRounds(times: Self.times, readTimes: Self.rounds.readTimes)
    #expect(Comparison([.fa2, .fd], two, refusal: nil).ratios.map(\.base) == [.fd])
    let one = MeasuredRounds(times: [Self.lean], readTimes: Self.rounds.readTimes)
    let alone = Comparison([.lean], one, refusal: nil)
    #expect(alone.ratios.isEmpty && !alone.isNoisy && alone.best == nil)
  }

  @Test("gives no ratio where a result is not right, and the command ends with 1") func refusal() throws {
    let problem = try AttentionProblem(
      contexts: [8], queryHeads: 1, kvHeads: 1, headDim: 8, elementType: .f32, tileTokens: 8)
    let reference = Reference(output: [1], logSumExp: [0])
    func result(_ algorithm: Algorithm, _ value: Float) -> RunResult {
      RunResult(
        schedule: Schedule(algorithm, problem: problem, units: 1),
        execution: Execution(output: [value], logSumExp: [0], record: nil),
        accuracy: Accuracy(output: [value], logSumExp: [0], reference: reference))
    }
    let right = [result(.fa2, 1), result(.lean, 1)]
    #expect(right.refusal == nil)
    try right.requireOK()
    for wrong in [[result(.fa2, 1), result(.lean, 2)], [result(.fa2, .nan), result(.lean, 1)]] {
      let refusal = try #require(wrong.refusal)
      #expect(refusal.contains("not ok"))
      let rounds = MeasuredRounds(times: [Self.times[0], Self.lean], readTimes: Self.rounds.readTimes)
      let comparison = Comparison([.fa2, .lean], rounds, refusal: refusal)
      #expect(comparison.ratios.isEmpty && comparison.best == nil)
      let failure = #expect(throws: Failure.self) { try wrong.requireOK() }
      #expect(failure?.status == .checkFailed)
    }
  }
}
