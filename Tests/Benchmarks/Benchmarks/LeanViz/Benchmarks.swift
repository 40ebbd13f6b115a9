import Benchmark

let benchmarks: @Sendable () -> Void = {
  Benchmark.defaultConfiguration = .init(
    metrics: [.wallClock], warmupIterations: 3, scalingFactor: .one, maxDuration: .seconds(2), maxIterations: 100_000)
  kernelBenchmarks()
  mergeBenchmarks()
  plannerBenchmarks()
  frameBenchmarks()
  traceBenchmarks()
}
