import CellFrame

/// Whether a key may end the measurement that is under way.
///
/// One that has hardly begun ends at once and begins again when the keys rest. Of a longer one that would be a loss, and a
/// key in passing may not have been meant for it: it has to be pressed twice.
struct MeasurementGuard {
  enum Verdict: Equatable {
    /// The measurement ends, if there is one, and the key does what it does.
    case act
    /// It goes on; the person is asked.
    case ask
    /// It goes on, and the key was the answer.
    case goOn
  }

  static let question = "still measuring: the same key again interrupts it, any other lets it go on"
  /// What a person would not miss, in seconds.
  static let negligible = 3.0

  private var start: Double?
  private var asked: Key?

  /// Takes note of whether anything is measured at a time in seconds.
  ///
  /// - Returns: whether a question has become idle.
  mutating func observe(isMeasuring: Bool, at time: Double) -> Bool {
    if isMeasuring {
      start = start ?? time
      return false
    }
    defer { (start, asked) = (nil, nil) }
    return asked != nil
  }

  mutating func verdict(on key: Key, at time: Double) -> Verdict {
    let answered = asked
    asked = nil
    guard let start, time - start >= Self.negligible, answered != key else {
      self.start = nil
      return .act
    }
    if answered != nil { return .goOn }
    asked = key
    return .ask
  }
}
