/// What keys act on. A key has one meaning in each mode; the key table says which.
public enum Mode: Sendable, Hashable, CaseIterable {
  /// The playhead.
  case play
  /// The selection, in the inspector.
  case inspect
  /// FlashDecoding's split count.
  case splits
  /// The list of presets.
  case presets
  /// The form for the problem.
  case form
  /// A demo that acts, for its presenter.
  case demo
  /// The words of the screen, over whatever else is going on.
  case words
}

/// Where a move of the selection goes.
public enum Direction: Sendable, Hashable, CaseIterable { case left, right, up, down }
