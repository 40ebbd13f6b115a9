import AttentionCore
import CellFrame
import PlaybackTestSupport
import Testing
import VizPlayback
import VizScene

/// The Time view on three-heads, whole frames.
@Suite struct TimeGoldenTests {
  private func state(_ moment: String) throws -> State {
    let preset = try #require(Preset.named("three-heads"))
    var state = State(try Experiment(preset: preset), cores: 2, source: "three-heads")
    _ = state.apply(.show(.time))
    if moment == "before" { return state }
    var kernel = StandInKernel()
    kernel.apply(.goToEnd, to: &state)
    if moment == "composed" { _ = state.apply(.cycleClock) }
    return state
  }

  @Test(
    "frames are as reviewed", arguments: ["before", "measured", "composed"],
    [(80, 24), (100, 30), (120, 36), (200, 60)])
  func frames(moment: String, size: (Int, Int)) throws {
    let frame = Frame(try state(moment), width: size.0, height: size.1)
    for cell in frame.cells where !cell.scalar.isASCII {
      #expect(Frame.asciiGlyphs[cell.scalar] != nil, "no ASCII stand-in for \(cell.scalar)")
    }
    try expectGolden(frame.golden, "time-\(moment)-\(size.0)x\(size.1)")
  }
}
