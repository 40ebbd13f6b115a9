import AttentionCore
import CellFrame
import PlaybackTestSupport
import Testing
import VizPlayback
import VizScene

/// The Race view on three-heads at the moments that matter, whole frames: text and roles.
@Suite struct RaceGoldenTests {
  struct Moment: CustomTestStringConvertible {
    var name: String
    var target: Cue.Target?
    var testDescription: String { name }

    static let all = [
      Moment(name: "start", target: nil),
      Moment(name: "mid-run", target: .step(6, of: .lean)),
      Moment(name: "publish", target: .event(.publish, number: 2, of: .lean)),
      Moment(name: "host-finishes", target: .event(.finish, number: 2, of: .lean)),
      Moment(name: "merge-by-host", target: .event(.merge, number: 6, of: .lean)),
      Moment(name: "merge-in-pass", target: .event(.merge, number: 5, of: .fd)),
      Moment(name: "card", target: .end),
    ]
  }

  struct Size: CustomTestStringConvertible {
    var width: Int
    var height: Int
    var isBig = false
    var testDescription: String { "\(width)x\(height)" + (isBig ? "-big" : "") }

    static let all = [
      Size(width: 80, height: 24), Size(width: 100, height: 30), Size(width: 120, height: 36),
      Size(width: 200, height: 60),
      Size(width: 80, height: 24, isBig: true), Size(width: 120, height: 36, isBig: true),
    ]
  }

  private func state(at moment: Moment, isBig: Bool = false) throws -> State {
    let preset = try #require(Preset.named("three-heads"))
    var state = State(try Experiment(preset: preset), cores: 2, source: "three-heads", isBig: isBig)
    var kernel = StandInKernel()
    if let target = moment.target {
      let stop = try #require(state.moment(of: target))
      kernel.apply(.seek(stop), to: &state)
      // A mid-run frame stands just before the step's events.
      if moment.name == "mid-run" {
        while state.agenda.latest(at: state.playhead) != nil { _ = state.apply(.stepBack) }
      }
      _ = state.apply(.play)
    }
    return state
  }

  @Test("frames are as reviewed", arguments: Moment.all, Size.all)
  func frames(moment: Moment, size: Size) throws {
    let frame = Frame(try state(at: moment, isBig: size.isBig), width: size.width, height: size.height)
    try expectGolden(frame.golden, "race-\(moment.name)-\(size.testDescription)")
  }

  @Test("in ASCII they say the same", arguments: Moment.all, Size.all)
  func asciiFrames(moment: Moment, size: Size) throws {
    let frame = Frame(try state(at: moment, isBig: size.isBig), width: size.width, height: size.height)
    for cell in frame.cells where !cell.scalar.isASCII {
      #expect(Frame.asciiGlyphs[cell.scalar] != nil, "no ASCII stand-in for \(cell.scalar)")
    }
    try expectGolden(frame.inASCII.text, "race-\(moment.name)-\(size.testDescription)-ascii")
  }

  @Test("at every colour depth the roles are painted as reviewed", arguments: ColorDepth.allCases, Moment.all)
  func paints(depth: ColorDepth, moment: Moment) throws {
    let frame = Frame(try state(at: moment), width: 120, height: 36)
    try expectGolden(frame.paints(at: depth), "paint-\(moment.name)-\(depth.rawValue)")
  }

  @Test("help lists every key", arguments: [Size(width: 80, height: 24), Size(width: 120, height: 36)])
  func help(size: Size) throws {
    var state = try state(at: Moment.all[0])
    _ = state.apply(.toggleHelp)
    let frame = Frame(state, width: size.width, height: size.height)
    for binding in KeyBinding.all where !binding.name.isEmpty && binding.modes != [.demo] {
      #expect(
        frame.text.contains("\(binding.name) ") && frame.text.contains(binding.purpose), "no \(binding.name) in help")
    }
    try expectGolden(frame.golden, "help-\(size.testDescription)")
  }

  @Test("the clocks after the race", arguments: ["composed", "measured"], Size.all)
  func clocks(clock: String, size: Size) throws {
    var state = try state(at: Moment.all[6], isBig: size.isBig)
    _ = state.apply(.cycleClock)
    if clock == "measured" { _ = state.apply(.cycleClock) }
    try expectGolden(
      Frame(state, width: size.width, height: size.height).golden, "clock-\(clock)-\(size.testDescription)")
  }
}
