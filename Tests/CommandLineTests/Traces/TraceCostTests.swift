import Testing
import VizRecording

@testable import lean_viz

@Suite("Costs in a trace") struct TraceCostTests {
  @Test("a barrier that could not be timed is written and read as such, and may not be left out") func barrier() throws
  {
    let options = ["--context", "40", "--heads", "2", "--head-dim", "8", "--tile", "4", "--threads", "1"]
    var trace = try Setup(ProblemOptions.parse(options)).trace(for: "t.json")
    for barrier in [nil, 0, 900] {
      trace.costs?.barrier = barrier
      let read = try Trace(json: trace.fileBytes)
      #expect(read.costs == trace.costs && read.costs?.barrier == barrier)
    }
    let text = String(decoding: trace.fileBytes, as: UTF8.self)
    #expect(throws: (any Error).self) {
      try Trace(json: Array(text.replacing(", \"barrier\": 900", with: "").utf8))
    }
    #expect(text.contains(", \"barrier\": 900"))
  }
}
