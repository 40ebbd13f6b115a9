/// What fills the screen.
public enum View: String, Sendable, Hashable, CaseIterable {
  case race, map, merge, time, lesson

  /// The key and tab number of a view (design §5); those of views to come stay free.
  public var number: Int {
    switch self {
    case .race: 1
    case .map: 2
    case .merge: 3
    case .time: 4
    case .lesson: 6
    }
  }
}
