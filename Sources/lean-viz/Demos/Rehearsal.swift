import AttentionCore
import CellFrame
import DemoFormat
import VizPlayback
import VizScene

/// A demo gone through without executing anything: whether its problems, moments and places exist, and how long it takes.
struct Rehearsal {
  /// Seconds that it takes by itself.
  private(set) var seconds = 0.0
  /// What it shows, each once, in the order in which it comes on stage.
  private(set) var setups: [Setup]
  private let demo: Demo
  private var settings: [Cue.Setting]
  private var setup: Setup
  private var state: State

  /// - Throws: a `DemoError` with the place of the first thing that cannot be.
  init(_ demo: Demo) throws(DemoError) {
    self.demo = demo
    settings = demo.settings
    setup = try demo.setup(settings, at: nil)
    setups = [setup]
    state = State(Self.subject(setup))
    _ = state.apply(.setSpeed(demo.speed))
    for (cue, place) in zip(demo.cues, demo.places) { try rehearse(cue, at: place) }
  }

  /// Nothing is executed, on however many cores.
  private static func subject(_ setup: Setup) -> Subject {
    Subject(setup.experiment, cores: 1, source: setup.source)
  }

  private mutating func rehearse(_ cue: Cue, at place: Place) throws(DemoError) {
    switch cue {
    case .say(_, let seconds), .hold(let seconds): self.seconds += seconds
    case .ask(let question, let seconds):
      self.seconds += seconds
      guard let correction = question.correction else { return }
      _ = try moment(of: correction.from, at: place)
      _ = try moment(of: correction.until, at: place)
      if let focus = correction.focus { _ = try selection(of: focus, at: place) }
    case .play(let target, let speed):
      let moment = try moment(of: target, at: place)
      if let speed { _ = state.apply(.setSpeed(speed)) }
      seconds += max(0, state.pace.seconds(to: moment) - state.pace.seconds(to: state.playhead)) / state.speed
      _ = state.apply(.seek(moment))
    case .seek(let target): _ = state.apply(.seek(try moment(of: target, at: place)))
    case .focus(let focus): _ = state.apply(.point(try selection(of: focus, at: place)))
    case .step(let count):
      for _ in 0..<abs(count) { _ = state.apply(count > 0 ? .stepForward : .stepBack) }
    case .set(let changed):
      settings = settings.changed(by: changed)
      begin(try demo.setup(settings, at: place))
    case .view(let view): _ = state.apply(.show(view))
    case .key(let name):
      guard let action = KeyBinding.action(for: Key(name), in: state.mode) else {
        throw DemoError(at: place, "key \(name.name) does nothing here")
      }
      apply(action)
    case .type(let text):
      guard let action = KeyBinding.action(for: .paste(text), in: state.mode) else {
        throw DemoError(at: place, "there is nothing to type into here")
      }
      apply(action)
    case .expect(let expectation):
      if let name = expectation.algorithm, !state.runs.contains(where: { $0.schedule.algorithm == name }) {
        throw DemoError(at: place, "\(name.rawValue) is not in this race")
      }
    case .mark, .pause, .wait, .hide, .show, .snapshot: break
    }
  }

  private mutating func apply(_ action: Action) {
    switch state.apply(action) {
    case .load(let experiment, let preset): begin(setup.laid(experiment, over: preset))
    case .restart:
      setup.experiment = state.experiment
      note(setup)
    default: break
    }
  }

  private mutating func begin(_ next: Setup) {
    setup = next
    note(next)
    _ = state.apply(.begin(Self.subject(next)))
  }

  private mutating func note(_ setup: Setup) {
    if !setups.contains(setup) { setups.append(setup) }
  }

  private func moment(of target: Cue.Target, at place: Place) throws(DemoError) -> Moment {
    if let moment = state.moment(of: target) { return moment }
    throw DemoError(at: place, "there is no such step or event in this race")
  }

  private func selection(of focus: Cue.Focus, at place: Place) throws(DemoError) -> Selection {
    if let selection = state.selection(of: focus) { return selection }
    throw DemoError(at: place, "focus: there is no such algorithm, output, tile or merge in this race")
  }
}
