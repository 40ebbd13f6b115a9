import VizPlayback

/// What a state's effects are answered from: the kernel (``Laboratory``), or a stored trace (``Archive``).
///
/// Not Sendable: it stays on one thread.
protocol Performer: AnyObject {
  /// Turns to another stage, from its beginning.
  func begin(_ stage: Stage, state: State)

  /// Carries out an effect; whatever comes of it goes to `report`, in order.
  ///
  /// - Parameter isCancelled: asked now and then; what is under way then ends early.
  func perform(_ effect: Effect, isCancelled: @escaping () -> Bool, report: (Action) -> Void) throws
}

extension Laboratory: Performer {
  func begin(_ stage: Stage, state: State) { begin(stage.setup, state: state) }
}
