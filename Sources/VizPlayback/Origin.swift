/// Where what is on stage comes from.
public enum Origin: Sendable, Hashable {
  /// The kernel executes it as it is played.
  case kernel
  /// A trace's file, by its name: nothing is executed, every number comes from there.
  case trace(file: String)
}

extension State {
  /// Whether a stored trace is shown.
  public var isReplay: Bool { origin != .kernel }
}

extension Action {
  /// Whether it wants something executed that no trace holds.
  public var needsKernel: Bool {
    switch self {
    case .measureAgain, .moreSplits, .fewerSplits, .togglePresets, .toggleForm, .accept: true
    default: false
    }
  }
}
