import VizPlayback

/// A state and its performer without a terminal: what an action wants done is done before the next action.
struct Headless {
  private(set) var state: State
  private var stage: Stage
  private let performer: any Performer

  /// - Parameter isClean: whether no tabs and keys are shown.
  /// - Throws: where the input is too large for the memory that is free, before anything is said or done.
  init(_ stage: Stage, isClean: Bool = false) throws {
    try stage.requireInput()
    self.stage = stage
    state = State(stage.subject, isClean: isClean)
    performer = stage.performer(state)
  }

  /// Another problem takes the stage.
  mutating func begin(_ setup: Setup) throws {
    try turn(to: setup)
    try apply(.begin(stage.subject))
  }

  /// - Throws: where there is not the memory for it, or no trace.
  private mutating func turn(to setup: Setup) throws {
    let next = try stage.turned(to: setup)
    try next.requireInput()
    stage = next
  }

  /// Lets something happen, with everything that follows from it.
  ///
  /// - Parameter willMeasure: called with the state before a measurement, which takes its seconds.
  /// - Throws: what kept the kernel from doing its part.
  mutating func apply(_ action: Action, willMeasure: (State) throws -> Void = { _ in }) throws {
    var pending = [action]
    while !pending.isEmpty {
      let action = pending.removeFirst()
      guard let effect = state.apply(action) else { continue }
      switch effect {
      case .load(let experiment, let preset):
        try turn(to: stage.setup.laid(experiment, over: preset))
        pending.append(.begin(stage.subject))
      case .restart(let moment):
        var setup = stage.setup
        setup.experiment = state.experiment
        stage = try stage.turned(to: setup)
        performer.begin(stage, state: state)
        try perform(.compute(through: moment), &pending)
      case .measure:
        try willMeasure(state)
        try perform(effect, &pending)
      default: try perform(effect, &pending)
      }
    }
  }

  private func perform(_ effect: Effect, _ pending: inout [Action]) throws {
    try performer.perform(effect, isCancelled: { false }, report: { pending.append($0) })
  }
}
