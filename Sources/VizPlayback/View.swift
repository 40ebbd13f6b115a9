/// What fills the screen.
public enum View: String, Sendable, Hashable, CaseIterable {
  case race, time
}
