import AttentionCore
import Benchmark
import CellFrame
import VizPlayback
import VizScene

/// Drawing a frame of the race, at step 5 (the design's target: 2 ms with everything that follows).
func frameBenchmarks() {
  for (width, height) in [(80, 24), (120, 36), (200, 60)] {
    for view in [View.race, .time] {
      Benchmark("frame \(view.rawValue) \(width)x\(height)") { benchmark in
        guard let preset = Preset.named("three-heads") else { return benchmark.error("no preset three-heads") }
        var state = State(try Experiment(preset: preset), cores: 2)
        _ = state.apply(.show(view))
        _ = state.apply(.seek(state.agenda.moment(afterStep: 5)))
        benchmark.startMeasurement()
        for _ in benchmark.scaledIterations { blackHole(Frame(state, width: width, height: height)) }
        benchmark.stopMeasurement()
      }
    }
  }
}
