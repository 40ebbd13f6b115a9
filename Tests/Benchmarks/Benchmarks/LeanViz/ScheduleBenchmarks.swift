import AttentionCore
import Benchmark

/// One ⊕ of two partials, d 128.
func mergeBenchmarks() {
  for rows in [1, 4, 8] {
    Benchmark("merge \(rows):1", configuration: .init(scalingFactor: .kilo)) { benchmark in
      let other = Partial(
        m: Array(repeating: 1, count: rows), l: Array(repeating: 3, count: rows),
        o: Array(repeating: 0.5, count: rows * 128))
      // Their scores rise and fall in turn, so that either side is re-scaled.
      var sides = [other, other]
      sides[0].m = sides[0].m.map { $0 + 1 }
      benchmark.startMeasurement()
      for iteration in benchmark.scaledIterations { blackHole(sides[iteration % 2].merge(other)) }
      benchmark.stopMeasurement()
    }
  }
}

/// Planning 128 requests × 8 heads × 512k on 304 units (the design's target: 1 ms).
func plannerBenchmarks() {
  for algorithm in Algorithm.allCases {
    Benchmark("plan \(algorithm.rawValue), 128 × 8 × 512k on 304 units") { benchmark in
      let problem = try AttentionProblem(
        contexts: Array(repeating: 524_288, count: 128), queryHeads: 8, kvHeads: 8, headDim: 128, elementType: .f16,
        tileTokens: 128)
      benchmark.startMeasurement()
      for _ in benchmark.scaledIterations { blackHole(Schedule(algorithm, problem: problem, units: 304)) }
      benchmark.stopMeasurement()
    }
  }
}
