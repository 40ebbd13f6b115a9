import AttentionCore
import CellFrame
import DemoFormat
import VizPlayback
import VizScene

/// A demo gone through without executing anything: whether its problems, moments and places exist, and how long it takes.
///
/// A race is put on stage when something is to be looked up in it, and only as far as the effort allows.
struct Rehearsal {
  /// Seconds that it takes by itself.
  private(set) var seconds = 0.0
  /// What it shows, each once, in the order in which it comes on stage; empty where nobody asked.
  private(set) var setups: [Setup] = []
  /// Cues that were not gone into, since their race is too large or the effort was spent.
  private(set) var unseen = 0
  private let demo: Demo
  private var settings: [Cue.Setting]
  private var setup: Setup
  private var known: Set<Setup> = []
  /// The race on stage, perhaps still that of an earlier setup; `nil` before anything was looked up.
  private var state: State?
  private var isStateOfSetup = false
  private var speed: Double
  private var effort: Effort
  /// Whether the settings of the race on stage could not be read: nothing is looked up in it.
  private var isLost = false

  /// How much may be spent on looking things up, in segments of schedules: as many as are made in about a second.
  struct Effort {
    var left: Int
    /// Of a race that is put on stage.
    var mostSegments: Int
    var keepsSetups = false

    /// Everything is gone into, whatever it takes.
    static let full = Effort(left: .max, mostSegments: .max, keepsSetups: true)
    /// Less than a second and 100 MB.
    static let glance = Effort(left: 1 << 19, mostSegments: 1 << 17, keepsSetups: false)

    fileprivate mutating func spend(_ cost: Int) { left -= min(left, cost) }
  }

  /// - Throws: everything that cannot be, each with its place.
  init(_ demo: Demo, effort: Effort = .full) throws(DemoErrors) {
    self.demo = demo
    self.effort = effort
    settings = demo.settings
    speed = demo.speed
    do throws(DemoError) {
      setup = try demo.setup(settings, at: nil)
    } catch {
      throw DemoErrors(error)
    }
    begin(setup)
    var errors: [DemoError] = []
    for (cue, place) in zip(demo.cues, demo.places) {
      do throws(DemoError) { try rehearse(cue, at: place) } catch { errors.append(error) }
    }
    if let errors = DemoErrors(errors) { throw errors }
  }

  private mutating func rehearse(_ cue: Cue, at place: Place) throws(DemoError) {
    switch cue {
    case .say(_, let seconds), .hold(let seconds): self.seconds += seconds
    case .ask(let question, let seconds):
      self.seconds += seconds + Director.answerSeconds
      for correction in question.corrections { try rehearse(correction, at: place) }
    case .attempt(let exercise, let seconds):
      self.seconds += seconds
      try rehearse(exercise, at: place)
    case .play(let target, let speed):
      if let speed { self.speed = speed }
      guard let state = stage() else {
        // Any race takes as long from its beginning to its end, but for very short ones.
        if case .end = target { seconds += Pace.target / self.speed }
        return
      }
      let moment = try moment(of: target, in: state, at: place)
      seconds += max(0, state.pace.seconds(to: moment) - state.pace.seconds(to: state.playhead)) / self.speed
      apply(.seek(moment))
    case .seek(let target):
      guard let state = stage() else { return }
      apply(.seek(try moment(of: target, in: state, at: place)))
    case .focus(let focus):
      guard let state = stage() else { return }
      apply(.point(try selection(of: focus, in: state, at: place)))
    case .step(let count):
      effort.spend(abs(count))
      guard stage() != nil else { return }
      // Nothing comes of them but what would be executed.
      for _ in 0..<abs(count) { _ = state?.apply(count > 0 ? .stepForward : .stepBack) }
    case .set(let changed):
      try set(changed, at: place)
    case .view(let view): apply(.show(view))
    case .key(let name):
      guard let state = stage() else { return }
      guard let action = KeyBinding.action(for: Key(name), in: state.mode) else {
        throw DemoError(at: place, "key \(name.name) does nothing here")
      }
      apply(action)
    case .type(let text):
      guard let state = stage() else { return }
      guard let action = KeyBinding.action(for: .paste(text), in: state.mode) else {
        throw DemoError(at: place, "there is nothing to type into here")
      }
      apply(action)
    case .expect(let expectation):
      if let name = expectation.algorithm, !setup.experiment.algorithms.contains(name) {
        throw DemoError(at: place, "\(name.rawValue) is not in this race")
      }
    case .mark, .pause, .wait, .hide, .show, .snapshot: break
    }
  }

  private mutating func set(_ changed: [Cue.Setting], at place: Place) throws(DemoError) {
    let next = settings.changed(by: changed)
    guard hasEffort() else { return settings = next }
    isLost = true
    begin(try demo.setup(next, at: place))
    settings = next
    isLost = false
  }

  private mutating func rehearse(_ correction: Question.Correction, at place: Place) throws(DemoError) {
    guard var state = stage() else { return }
    if !correction.settings.isEmpty {
      let changed = try demo.setup(settings.changed(by: correction.settings), at: place)
      let segments = changed.experiment.algorithms.reduce(0) { $0 + changed.experiment.mostSegments($1) }
      guard segments <= effort.mostSegments else { return unseen += 1 }
      state = State(Subject(changed.experiment, cores: 1, source: changed.source))
      effort.spend(Self.cost(of: state))
    }
    _ = try moment(of: correction.from, in: state, at: place)
    _ = try moment(of: correction.until, in: state, at: place)
    if let focus = correction.focus { _ = try selection(of: focus, in: state, at: place) }
  }

  /// As the demo does it where nobody is there.
  private mutating func rehearse(_ exercise: Exercise, at place: Place) throws(DemoError) {
    if let state = stage() {
      for move in exercise.moves(in: state) {
        seconds += move.seconds
        apply(move.action)
      }
      guard setup.experiment.has(exercise.goal) else {
        throw DemoError(at: place, "try: this cannot be set by itself in the form, or in the split strip")
      }
    }
    try set(exercise.goal, at: place)
  }

  private mutating func apply(_ action: Action) {
    switch state?.apply(action) {
    case .load(let experiment, let preset): begin(setup.laid(experiment, over: preset))
    case .restart:
      guard let state else { return }
      setup.experiment = state.experiment
      note(setup)
      effort.spend(Self.cost(of: state))
    default: break
    }
    if let state { speed = state.speed }
    effort.spend(Self.costOfAction)
  }

  private mutating func begin(_ next: Setup) {
    setup = next
    isStateOfSetup = false
    note(next)
    effort.spend(Self.costOfAction + next.experiment.problem.requests / 16)
  }

  private mutating func note(_ setup: Setup) {
    if effort.keepsSetups, known.insert(setup).inserted { setups.append(setup) }
  }

  private func moment(of target: Cue.Target, in state: State, at place: Place) throws(DemoError) -> Moment {
    if let moment = state.moment(of: target) { return moment }
    throw DemoError(at: place, "there is no such step or event in this race")
  }

  private func selection(of focus: Cue.Focus, in state: State, at place: Place) throws(DemoError) -> Selection {
    if let selection = state.selection(of: focus) { return selection }
    throw DemoError(at: place, "focus: there is no such algorithm, output, tile or merge in this race")
  }
}

// MARK: The stage

extension Rehearsal {
  /// In segments: a small deed, and what goes with any race.
  private static let (costOfAction, costOfRace) = (32, 128)

  /// The race of the present setup; `nil`, and counted, where that is too much.
  private mutating func stage() -> State? {
    guard !isLost, hasEffort() else { return nil }
    if let state, isStateOfSetup {
      // An event is looked for among all.
      effort.spend(state.agenda.items.count / 32)
      return state
    }
    let segments = setup.experiment.algorithms.reduce(0) { $0 + setup.experiment.mostSegments($1) }
    guard segments <= effort.mostSegments else {
      unseen += 1
      return nil
    }
    // Nothing is executed, on however many cores.
    let subject = Subject(setup.experiment, cores: 1, source: setup.source)
    var next = state ?? State(subject)
    if state != nil { _ = next.apply(.begin(subject)) }
    _ = next.apply(.setSpeed(speed))
    state = next
    isStateOfSetup = true
    effort.spend(Self.cost(of: next))
    return next
  }

  private mutating func hasEffort() -> Bool {
    if effort.left == 0 { unseen += 1 }
    return effort.left > 0
  }

  /// Its segments, and the CTAs of its table of splits, which are much less work.
  private static func cost(of state: State) -> Int {
    let segments = state.runs.reduce(0) { $0 + $1.schedule.segments.count }
    let table = state.splitTable.map { $0.rows.reduce(0) { $0 + $1.partials } } ?? SplitTable.affordableCTAs
    return costOfRace + segments + table / 16
  }
}
