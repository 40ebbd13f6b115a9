import VizPlayback

/// What is put on stage: a setup that the kernel executes, or a stored trace.
enum Stage: Sendable {
  case kernel(Setup)
  case replay(Replay)
  /// A demo's setup and the trace of it, taken from a shelf that may have others.
  case demoReplay(Setup, Replay, of: TraceShelf)

  /// A demo's setup, shown by one of the traces.
  ///
  /// - Throws: where there is no trace of it.
  init(_ setup: Setup, from shelf: TraceShelf) throws(Failure) {
    self = .demoReplay(setup, try shelf.replay(of: setup), of: shelf)
  }

  /// What is shown, by the options that would run it.
  var setup: Setup {
    switch self {
    case .kernel(let setup), .demoReplay(let setup, _, _): setup
    case .replay(let replay): Setup(experiment: replay.trace.experiment, preset: nil, input: nil)
    }
  }

  /// Finds out early what would keep it from being shown.
  func requireInput() throws {
    if case .kernel(let setup) = self { try setup.requireInput() }
  }

  /// Another setup takes this one's place.
  ///
  /// - Throws: where there is no trace of it.
  func turned(to setup: Setup) throws(Failure) -> Stage {
    switch self {
    case .kernel: .kernel(setup)
    case .replay: throw .usage("a replay shows one problem only")
    case .demoReplay(_, _, let shelf): try Stage(setup, from: shelf)
    }
  }

  /// What a state begins with.
  var subject: Subject {
    switch self {
    case .kernel(let setup): setup.subject
    case .replay(let replay): replay.subject(origin: .trace(file: replay.fileName))
    case .demoReplay(_, let replay, _): replay.subject(origin: .demoTrace(file: replay.fileName))
    }
  }

  func performer(_ state: State) -> any Performer {
    switch self {
    case .kernel(let setup): Laboratory(setup, state: state)
    case .replay(let replay), .demoReplay(_, let replay, _): Archive(replay.trace, state: state)
    }
  }
}
