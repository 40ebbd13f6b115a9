import AttentionCore
import CellFrame
import PlaybackTestSupport
import Testing
import VizPlayback
import VizScene

/// Frames for people who press no keys.
@Suite struct CleanTests {
  private func states(_ view: View, step: Int?) throws -> (clean: State, ordinary: State) {
    func state(isClean: Bool) throws -> State {
      var state = State(try Experiment(preset: Preset.all[0]), cores: 2, source: Preset.all[0].name, isClean: isClean)
      var kernel = StandInKernel()
      kernel.apply(step.map { .seek(state.agenda.moment(afterStep: $0)) } ?? .goToEnd, to: &state)
      kernel.apply(.show(view), to: &state)
      return state
    }
    return (try state(isClean: true), try state(isClean: false))
  }

  @Test("tabs and keys are left out, and nothing else", arguments: View.allCases, [6, nil])
  func leftOut(view: View, step: Int?) throws {
    let (clean, ordinary) = try states(view, step: step)
    for (width, height) in [(80, 24), (120, 36)] {
      let one = Frame(clean, width: width, height: height).lines
      let other = Frame(ordinary, width: width, height: height).lines
      #expect(one[0].hasPrefix(" lean-viz ") && one[0].contains("live"), "\(one[0])")
      for view in View.allCases { #expect(!one[0].contains("\(view.number) \(view.rawValue)"), "\(one[0])") }
      #expect(one[height - 1].isEmpty, "\(one[height - 1])")
      #expect(!one.joined().contains("q quit"))
      #expect(one[1..<height - 1] == other[1..<height - 1])
    }
  }

  @Test("in Merge no key is named beside partials without room, nor under what is not re-scaled") func merge() throws {
    let preset = try #require(Preset.named("llama-3-8b"))
    var state = State(try Experiment(preset: preset), cores: 2, isClean: true)
    var kernel = StandInKernel()
    for action in [.goToEnd, .show(.merge), .toggleRescaling] as [Action] { kernel.apply(action, to: &state) }
    let text = Frame(state, width: 80, height: 24).text
    #expect(text.contains(" more\n") && text.contains("Without re-scaling") && !text.contains("w merges"), "\(text)")
  }

  @Test("what begins anew stays clean") func staysClean() throws {
    var state = try states(.race, step: 6).clean
    var kernel = StandInKernel()
    kernel.apply(.begin(Subject(state.experiment, cores: 2)), to: &state)
    #expect(state.isClean)
  }

  @Test("frames are as reviewed") func frames() throws {
    try expectGolden(Frame(try states(.race, step: 6).clean, width: 120, height: 36).golden, "clean-race-120x36")
    try expectGolden(Frame(try states(.race, step: nil).clean, width: 120, height: 36).golden, "clean-card-120x36")
  }
}
