import AttentionCore
import CellFrame
import PlaybackTestSupport
import Testing
import VizPlayback

@testable import VizScene

/// The Time view on three-heads, whole frames.
@Suite struct TimeGoldenTests {
  static let sizes = [(80, 24), (100, 30), (120, 36), (200, 60)]

  private func state(_ moment: String) throws -> State {
    let preset = try #require(Preset.named("three-heads"))
    var state = State(try Experiment(preset: preset), cores: 2, source: "three-heads")
    _ = state.apply(.show(.time))
    if moment == "before" { return state }
    var kernel = StandInKernel()
    kernel.apply(.goToEnd, to: &state)
    if moment == "composed" { _ = state.apply(.cycleClock) }
    if moment == "measuring" {
      _ = state.apply(.measureAgain)
      _ = state.apply(.measuring(.init(.runs, done: 12, of: 31)))
    }
    return state
  }

  @Test("frames are as reviewed", arguments: ["before", "measured", "composed"], sizes)
  func frames(moment: String, size: (Int, Int)) throws {
    let frame = Frame(try state(moment), width: size.0, height: size.1)
    for cell in frame.cells where !cell.scalar.isASCII {
      #expect(Frame.asciiGlyphs[cell.scalar] != nil, "no ASCII stand-in for \(cell.scalar)")
    }
    try expectGolden(frame.golden, "time-\(moment)-\(size.0)x\(size.1)")
  }

  @Test("in ASCII it says the same", arguments: sizes)
  func asciiFrames(size: (Int, Int)) throws {
    let frame = Frame(try state("measured"), width: size.0, height: size.1)
    try expectGolden(frame.inASCII.text, "time-measured-\(size.0)x\(size.1)-ascii")
  }

  @Test(
    "at every colour depth and in every theme the roles are painted as reviewed", arguments: ColorDepth.allCases,
    Theme.all)
  func paints(depth: ColorDepth, theme: Theme) throws {
    let parts = try ["before", "measured", "composed"].map { moment in
      "\(moment)\n" + Frame(try state(moment), width: 120, height: 36).paints(at: depth, theme: theme)
    }
    try expectGolden(parts.joined(), "paint-time-\(theme.name)-\(depth.rawValue)")
  }

  @Test("while it is measured again the last times stand, and words say how far it is", arguments: sizes)
  func measuringAgain(size: (Int, Int)) throws {
    let before = Frame(try state("measured"), width: size.0, height: size.1).lines
    let frame = Frame(try state("measuring"), width: size.0, height: size.1).lines
    // All but the two lines of the caption.
    #expect(frame.dropLast(4) == before.dropLast(4))
    #expect(frame.suffix(4).joined().contains("whole runs, round 12 of 31"), "\(frame.suffix(4))")
  }
}

@Suite struct TimePropertyTests {
  @Test("at every size the parts are inside the frame and apart", arguments: 1...4)
  func layout(runs: Int) {
    for width in stride(from: 80, through: 250, by: 3) {
      for height in 24...80 {
        for units in [1, 2, 8, 304] {
          let layout = TimeLayout(width: width, height: height, runs: runs, units: units)
          let parts = [
            layout.chrome.header, layout.chrome.problem, layout.times, layout.roof, layout.phases, layout.busy,
            layout.chrome.captions, layout.chrome.scrub, layout.chrome.keys,
          ]
          let comment = Comment("\(width)×\(height), \(runs) runs, \(units) units: \(layout)")
          for (index, part) in parts.enumerated() {
            #expect(part.x >= 0 && part.y >= 0 && part.maxX <= width && part.maxY <= height, comment)
            for other in parts[(index + 1)...] {
              let isApart =
                part.isEmpty || other.isEmpty || part.maxX <= other.x || other.maxX <= part.x || part.maxY <= other.y
                || other.maxY <= part.y
              #expect(isApart, comment)
            }
          }
          #expect(!layout.isFull || layout.roof.height >= 9, comment)
        }
      }
    }
  }

  @Test("the roofline's scale puts every problem and every rate on the plot")
  func scale() {
    for intensity in [0.25, 0.5, 1, 2, 4, 8, 16, 71, 512] {
      for (read, arithmetic) in [(10.0, 20.0), (25, 115), (300, 12), (24.5, 24.5)] {
        let roof = Roof(read: read, readByOneCore: read / 1.5, arithmetic: arithmetic)
        for rect in [Rect(x: 0, y: 5, width: 54, height: 13), Rect(x: 0, y: 9, width: 110, height: 30)] {
          let scale = RooflineScale(in: rect, intensity: intensity, roof: roof)
          let comment = Comment("\(intensity) FLOP a byte, \(roof), \(rect)")
          let column = scale.column(octave: octaves(intensity))
          #expect(column >= scale.plot.x && column < scale.plot.maxX, comment)
          #expect(abs(scale.value(column: column) / intensity - 1) < 0.2, comment)
          let top = min(read, arithmetic) * intensity
          let row = scale.row(value: top)
          #expect(row >= scale.plot.y && row < scale.plot.maxY, comment)
          // Slower is lower.
          #expect(scale.row(value: top / 2) >= row && scale.row(value: top * 2) <= row, comment)
        }
      }
    }
  }

  /// log₂ by counting.
  private func octaves(_ value: Double) -> Double {
    var (rest, whole) = (value, 0.0)
    while rest >= 2 { (rest, whole) = (rest / 2, whole + 1) }
    while rest < 1 { (rest, whole) = (rest * 2, whole - 1) }
    // Within an octave a straight line is off by less than 0.09.
    return whole + rest - 1
  }

  @Test("what a unit did adds up to the run") func shares() {
    let spans = [
      Span(track: Track(unit: 0), kind: .attend, start: 0, end: 60),
      Span(track: Track(unit: 0), kind: .wait, start: 60, end: 80),
      Span(track: Track(unit: 0), kind: .merge, start: 80, end: 100),
      Span(track: Track(unit: 1), kind: .attend, start: 0, end: 50),
    ]
    let shares = Timeline(clock: .measured(cores: 3), units: 3, spans: spans).unitShares
    #expect(shares == [UnitShares(busy: 0.8, waiting: 0.2), UnitShares(busy: 0.5, waiting: 0), UnitShares()])
    #expect(abs(shares.mean.busy - 1.3 / 3) < 1e-12)
  }
}
