/// Where what is on stage comes from.
public enum Origin: Sendable, Hashable {
  /// The kernel executes it as it is played.
  case kernel
  /// A trace's file, by its name: nothing is executed, every number comes from there.
  case trace(file: String)
  /// One of the traces that together hold everything a demo shows, so that other problems can be asked for.
  case demoTrace(file: String)
}

extension State {
  /// Whether a stored trace is shown.
  public var isReplay: Bool { origin != .kernel }

  /// Why an action cannot be, where a trace is all that there is.
  func refusal(of action: Action) -> String? {
    guard case .trace = origin, action.needsKernel else { return nil }
    return "a replay executes nothing: only what the trace holds can be shown"
  }
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
