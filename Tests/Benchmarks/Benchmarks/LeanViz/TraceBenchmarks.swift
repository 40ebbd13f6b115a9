import AttentionCore
import AttentionKernel
import Benchmark

/// What tracing costs: a reading of the clock, and a traced run over a plain one of the same round, in 1/10,000.
func traceBenchmarks() {
  let cost = BenchmarkMetric.custom("reading, ps", polarity: .prefersSmaller, useScalingFactor: false)
  let ratio = BenchmarkMetric.custom("traced ÷ plain, 1/10,000", polarity: .prefersSmaller, useScalingFactor: false)
  Benchmark("trace", configuration: .init(metrics: [cost, ratio], maxDuration: .seconds(5), maxIterations: 20)) {
    benchmark in
    let problem = try AttentionProblem(
      contexts: [32_768], queryHeads: 1, kvHeads: 1, headDim: 128, elementType: .f32, tileTokens: 128)
    let input = try AttentionInput(generating: Experiment(problem: problem), threads: usableCores())
    let engine = try Engine(input, threads: usableCores(), instructionSet: .chosen())
    let schedule = Schedule(.lean, problem: problem, units: engine.threads)
    let measured = try engine.measure([schedule], limit: RoundLimit(rounds: 101), tracedRounds: .max)
    let overhead = measured?.measurements.first?.traceOverhead.median ?? .nan
    benchmark.measurement(cost, Int((engine.clockReadingCost() * 1000).rounded()))
    benchmark.measurement(ratio, Int((overhead * 10_000).rounded()))
  }
}
