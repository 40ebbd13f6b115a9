import VizPlayback

/// A state and its laboratory without a terminal: what an action wants of the kernel is done before the next action.
struct Headless {
  private(set) var state: State
  private let laboratory: Laboratory

  init(_ setup: Setup) {
    state = State(setup.experiment, cores: setup.cores, source: setup.source)
    laboratory = Laboratory(setup, state: state)
  }

  /// Lets something happen, with everything that follows from it.
  ///
  /// - Throws: what kept the kernel from doing its part.
  mutating func apply(_ action: Action) throws {
    var pending = [action]
    while !pending.isEmpty {
      let action = pending.removeFirst()
      guard let effect = state.apply(action) else { continue }
      try laboratory.perform(effect, isCancelled: { false }, report: { pending.append($0) })
    }
  }
}
