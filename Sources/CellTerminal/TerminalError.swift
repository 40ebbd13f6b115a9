/// Why the screen cannot be used; every description is one line that says what to do instead.
public enum TerminalError: Error, Sendable, Hashable, CustomStringConvertible {
  /// `stream` is `stdin` or `stdout`.
  case noTerminal(stream: String)
  /// TERM is not set, or empty.
  case unnamed
  /// TERM names a terminal whose cursor cannot be placed.
  case tooSimple(term: String)
  /// TERM names a terminal that terminfo does not know.
  case unknown(term: String)
  /// Something that the system refused, with its reason.
  case refused(what: String, errno: Int32)

  public var description: String {
    switch self {
    case .noTerminal(let stream): "\(stream) is not a terminal; use --plain"
    case .unnamed: "TERM is not set, so nothing is known about this terminal; \(Self.remedy)"
    case .tooSimple(let term): "TERM=\(Self.quoted(term)) cannot show a screen; \(Self.remedy)"
    case .unknown(Self.usual):
      "this system knows no terminals, not even \(Self.usual): install ncurses-base, or use --plain"
    case .unknown(let term): "TERM=\(Self.quoted(term)) is not a terminal that this system knows; \(Self.remedy)"
    case .refused(let what, let errno): "cannot \(what): \(describe(errno: errno)); use --plain"
    }
  }

  /// What nearly every terminal of today understands.
  private static let usual = "xterm-256color"
  private static let remedy = "try TERM=\(usual), or use --plain"

  /// A name from the environment, fit for one line of an error.
  static func quoted(_ name: String) -> String {
    "\""
      + name.unicodeScalars.prefix(40).map { $0.properties.isWhitespace || $0.value < 0x20 ? "?" : String($0) }.joined()
      + "\""
  }
}
