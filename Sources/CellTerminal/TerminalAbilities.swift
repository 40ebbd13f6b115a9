import CellFrame

/// How to draw on a terminal: decided from ``TerminalFacts`` and what the user asked for.
public struct TerminalAbilities: Sendable, Hashable {
  /// What the user asked for; nil and false leave the choice to the facts.
  public struct Request: Sendable, Hashable {
    public var depth: ColorDepth?
    public var ascii: Bool
    public var mouse: Bool

    public init(depth: ColorDepth? = nil, ascii: Bool = false, mouse: Bool = true) {
      self.depth = depth
      self.ascii = ascii
      self.mouse = mouse
    }
  }

  /// The terminfo entry to write with: `TERM`, or one of our own for xterm's family.
  public var entry: String
  public var depth: ColorDepth
  public var charset: Charset
  /// Whether it knows, or at least ignores, synchronized output, bracketed paste and the clipboard sequence.
  public var isModern: Bool
  public var mouse: Bool

  /// Decides; throws what keeps the screen from being shown at all.
  ///
  /// Colour: what was asked for, else `NO_COLOR`, else `COLORTERM`, else what terminfo says of `TERM`; never more than
  /// the terminal's family can show.
  public init(_ facts: TerminalFacts, request: Request = Request()) throws(TerminalError) {
    if !facts.inputIsTerminal { throw .noTerminal(stream: "stdin") }
    if !facts.outputIsTerminal { throw .noTerminal(stream: "stdout") }
    guard let term = facts.environment["TERM"], !term.isEmpty else { throw .unnamed }
    if term == "dumb" { throw .tooSimple(term: term) }
    guard let known = facts.entry else { throw .unknown(term: term) }

    let isLikeXterm = known.colors >= 8 && Self.families.contains { term.hasPrefix($0) }
    let own = Self.depth(colors: known.colors)
    let most: ColorDepth = isLikeXterm ? .truecolor : own
    let wanted =
      request.depth
      ?? (facts.environment["NO_COLOR", default: ""].isEmpty
        ? (Self.promisesTruecolor(facts.environment["COLORTERM"]) ? .truecolor : own) : .mono)
    depth = wanted.colors <= most.colors ? wanted : most
    entry = isLikeXterm ? Self.entry(for: depth, erasesWithGround: known.erasesWithGround) : term
    charset = request.ascii ? .ascii : Charset(codeset: facts.codeset)
    isModern = isLikeXterm
    mouse = request.mouse && isLikeXterm
  }

  /// For drawing without a terminal, in UTF-8.
  public init(headless depth: ColorDepth) {
    entry = Self.entry(for: depth, erasesWithGround: true)
    self.depth = depth
    charset = .utf8
    isModern = false
    mouse = false
  }

  /// For a recording, which whoever plays it may break off anywhere: the second screen is never taken, so that a player's
  /// terminal keeps the last picture, and only the cursor is to be given back (``FrameEncoder/leave()``).
  public static let recording: TerminalAbilities = {
    var abilities = TerminalAbilities(headless: .indexed256)
    abilities.entry = TerminfoEntry.inPlace.rawValue
    return abilities
  }()

  /// Writes with what the system knows of xterm, where ncurses takes no entry of ours; that has no direct colour.
  mutating func useSystemEntry() {
    entry = "xterm-256color"
    if depth == .truecolor { depth = .indexed256 }
  }

  private static func entry(for depth: ColorDepth, erasesWithGround: Bool) -> String {
    let entry: TerminfoEntry =
      switch (depth == .truecolor, erasesWithGround) {
      case (true, true): .direct
      case (true, false): .directPlain
      case (false, true): .indexed
      case (false, false): .indexedPlain
      }
    return entry.rawValue
  }

  /// Terminals that take xterm's colours and private modes, by the beginning of their names.
  private static let families = [
    "xterm", "screen", "tmux", "rxvt", "alacritty", "foot", "kitty", "konsole", "vte", "gnome", "wezterm", "ghostty",
    "contour", "mintty", "putty", "st-", "iterm", "rio", "mlterm", "nsterm",
  ]

  private static func promisesTruecolor(_ value: String?) -> Bool {
    guard let value = value?.lowercased() else { return false }
    return value == "truecolor" || value == "24bit"
  }

  private static func depth(colors: Int) -> ColorDepth {
    switch colors {
    case ..<8: .mono
    case ..<16: .ansi8
    case ..<256: .ansi16
    case 256: .indexed256
    default: .truecolor
    }
  }
}

extension ColorDepth {
  /// How many colours there are.
  var colors: Int {
    switch self {
    case .truecolor: 1 << 24
    case .indexed256: 256
    case .ansi16: 16
    case .ansi8: 8
    case .mono: 0
    }
  }
}
