import VizPlayback

/// What a state's effects are answered from: the kernel (``Laboratory``), or a stored trace (``Archive``).
///
/// Not Sendable: it stays on one thread.
protocol Performer: AnyObject {
  /// Turns to another setup, from its beginning.
  func begin(_ setup: Setup, state: State)

  /// Carries out an effect; whatever comes of it goes to `report`, in order.
  ///
  /// - Parameter isCancelled: asked now and then; what is under way then ends early.
  func perform(_ effect: Effect, isCancelled: @escaping () -> Bool, report: (Action) -> Void) throws
}

extension Laboratory: Performer {}

/// What is put on stage: a setup that the kernel executes, or a stored trace.
enum Stage: Sendable {
  case kernel(Setup)
  case replay(Replay)

  /// What is shown, by the options that would run it.
  var setup: Setup {
    switch self {
    case .kernel(let setup): setup
    case .replay(let replay): Setup(experiment: replay.trace.experiment, preset: nil, input: nil)
    }
  }

  /// Finds out early what would keep it from being shown.
  func requireInput() throws {
    if case .kernel(let setup) = self { try setup.requireInput() }
  }

  /// The state in which it begins.
  func state(isBig: Bool = false, isClean: Bool = false) -> State {
    switch self {
    case .kernel(let setup):
      State(
        setup.experiment, cores: setup.cores, source: setup.source, isBig: isBig, fixesShape: setup.input != nil,
        isClean: isClean)
    case .replay(let replay):
      State(
        replay.trace.experiment, cores: replay.trace.threads ?? 0, source: replay.trace.name, isBig: isBig,
        isClean: isClean,
        origin: .trace(file: replay.fileName), schedules: replay.trace.runs.map(\.schedule))
    }
  }

  func performer(_ state: State) -> any Performer {
    switch self {
    case .kernel(let setup): Laboratory(setup, state: state)
    case .replay(let replay): Archive(replay.trace, state: state)
    }
  }
}
