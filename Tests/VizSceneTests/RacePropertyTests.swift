import AttentionCore
import CellFrame
import PlaybackTestSupport
import Testing
import VizPlayback
import VizScene

@Suite struct RacePropertyTests {
  private func state(_ preset: Preset) throws -> State {
    State(try Experiment(preset: preset), cores: 2, source: preset.name)
  }

  @Test("every size from 0×0 up draws a frame of that size", arguments: ["three-heads", "llama-3-8b"])
  func everySize(name: String) throws {
    var state = try state(try #require(Preset.named(name)))
    var kernel = StandInKernel()
    kernel.apply(.seek(state.agenda.moment(afterStep: 9)), to: &state)
    for width in stride(from: 0, through: 250, by: 7) {
      for height in [0, 1, 2, 10, 23, 24, 25, 29, 30, 36, 50, 80] {
        let frame = Frame(state, width: width, height: height)
        #expect(frame.width == width && frame.height == height)
        #expect(frame.cells.count == width * height)
      }
    }
  }

  @Test("below 80×24 one page says what is needed", arguments: [(79, 24), (80, 23), (30, 5), (12, 1)])
  func tooSmall(width: Int, height: Int) throws {
    let frame = Frame(try state(Preset.all[0]), width: width, height: height)
    #expect(frame.text.contains("need 80×24".prefix(width)), "\(width)×\(height): \(frame.text)")
  }

  @Test("the last line keeps help and quit at every width", arguments: 80...130)
  func keysFit(width: Int) throws {
    let frame = Frame(try state(Preset.all[0]), width: width, height: 30)
    let last = frame.lines.last ?? ""
    #expect(last.contains("? help") && last.contains("q quit") && last.count <= width, "\(width): \(last)")
  }

  @Test(
    "no word of the race is cut at the right edge", arguments: Preset.all, [(80, 24), (100, 30), (120, 36), (200, 60)])
  func nothingRunsOver(preset: Preset, size: (Int, Int)) throws {
    var state = try state(preset)
    var kernel = StandInKernel()
    for step in [0, state.agenda.lastStep / 2, state.agenda.lastStep] {
      kernel.apply(.seek(state.agenda.moment(afterStep: step)), to: &state)
      let frame = Frame(state, width: size.0, height: size.1)
      // The last line may end at the edge: it drops keys that do not fit. Elsewhere a full row has run over.
      for (y, line) in frame.lines.dropLast().enumerated() where line.count == size.0 && line.last?.isLetter == true {
        Issue.record("\(preset.name) at \(size), step \(step), row \(y): \(line)")
      }
    }
  }

  @Test(
    "from the end back to the start and forward again gives the same frames",
    arguments: ["three-heads", "figure-1", "ragged"], View.allCases)
  func sameFramesBack(name: String, view: View) throws {
    var state = try state(try #require(Preset.named(name)))
    var kernel = StandInKernel()
    kernel.apply(.show(view), to: &state)
    kernel.apply(.goToEnd, to: &state)
    // Once through: Merge then knows all references.
    while state.playhead != Moment() { kernel.apply(.stepBack, to: &state) }
    var frames: [Frame] = []
    while !state.isAtEnd {
      frames.append(Frame(state, width: 100, height: 30))
      kernel.apply(.stepForward, to: &state)
    }
    kernel.apply(.stepBack, to: &state)
    for (place, frame) in frames.enumerated().reversed() {
      #expect(Frame(state, width: 100, height: 30) == frame, "\(name), \(view): stop \(place)")
      kernel.apply(.stepBack, to: &state)
    }
  }

  @Test("a tile is solid exactly when it was computed and the playhead is past it")
  func solidMeansComputed() throws {
    let preset = try #require(Preset.named("three-heads"))
    var state = try state(preset)
    var kernel = StandInKernel()
    for step in 0...22 {
      kernel.apply(.seek(state.agenda.moment(afterStep: step)), to: &state)
      let frame = Frame(state, width: 120, height: 36)
      // At this size a tile is four columns of solid colour.
      // The legend's tile stands for all.
      let lanes = frame.cells.prefix(31 * frame.width)
      let solid = lanes.count { if case .fill = $0.style { true } else { false } }
      let computed = state.runs.reduce(0) { sum, run in
        sum + run.timeline.spans.reduce(0) { $0 + max(0, min($1.end, step) - $1.start) }
      }
      #expect(solid == computed * 4, "step \(step): \(solid) columns for \(computed) tiles")
    }
  }

  @Test("captions fit two lines of 118 columns at every stop", arguments: Preset.all)
  func captionsFit(preset: Preset) throws {
    var state = try state(preset)
    var kernel = StandInKernel()
    var moment = VizPlayback.Moment()
    var stops = 0
    while moment != state.agenda.end, stops < 400 {
      kernel.apply(.seek(moment), to: &state)
      let lines = Frame(state, width: 120, height: 36).lines[32..<34]
      for line in lines {
        #expect(!line.hasSuffix("…"), "\(preset.name) at \(moment): \(lines.joined(separator: "\n"))")
      }
      moment = state.agenda.next(after: moment)
      stops += 1
    }
  }
}

@Suite struct SplitWordsTests {
  @Test(
    "a split count that was set is not called flash-attention's rule",
    arguments: [SplitCount.automatic, .fixed(1), .fixed(5)])
  func saysWhereSplitsComeFrom(splits: SplitCount) throws {
    var experiment = try Experiment(preset: try #require(Preset.named("three-heads")))
    experiment.splits = splits
    let text = Frame(State(experiment, cores: 2), width: 120, height: 36).text
    #expect(text.contains("flash-attention's rule") == (splits == .automatic), "\(splits): \(text)")
    #expect(text.contains("as set") == (splits != .automatic), "\(splits): \(text)")
  }
}
