import CellFrame
import VizPlayback

/// One thing that keys do. The key line, help and the keyboard all read this table.
public struct KeyBinding: Sendable {
  /// The keys that do it; the first is the one named on screen.
  public var keys: [Key]
  /// The keys as the screen names them.
  public var name: String
  /// What they do, in full, for help.
  public var purpose: String
  /// For the last line, in a word; `nil` where help is enough.
  public var hint: Hint?
  public var action: Action

  public struct Hint: Sendable {
    /// Keys as the last line names them: a pair may stand with one of its two bindings.
    public var keys: String
    public var words: String
  }
}

extension KeyBinding {
  /// Every key of the Race view, in the order of help.
  public static let all: [KeyBinding] = [
    KeyBinding(
      keys: [.character(" ")], name: "space", purpose: "play, pause; at the end, play again",
      hint: Hint(keys: "space", words: "play"),
      action: .togglePlay),
    KeyBinding(
      keys: [.right, .character(".")], name: "→ .", purpose: "one step or event on",
      hint: Hint(keys: "← →", words: "step"), action: .stepForward),
    KeyBinding(
      keys: [.left, .character(",")], name: "← ,", purpose: "one step or event back: the record is replayed", hint: nil,
      action: .stepBack),
    KeyBinding(
      keys: [.character("]"), .pageDown, .character(">")], name: "] PgDn", purpose: "to the next event",
      hint: Hint(keys: "[ ]", words: "event"),
      action: .nextEvent),
    KeyBinding(
      keys: [.character("["), .pageUp, .character("<")], name: "[ PgUp", purpose: "to the previous event", hint: nil,
      action: .previousEvent),
    KeyBinding(
      keys: [.end], name: "End", purpose: "compute the rest at full speed",
      hint: Hint(keys: "End", words: "to the end"), action: .goToEnd),
    KeyBinding(keys: [.home], name: "Home", purpose: "back to the beginning", hint: nil, action: .goToStart),
    KeyBinding(
      keys: [.character("+"), .character("=")], name: "+", purpose: "faster, up to 100×",
      hint: Hint(keys: "+ −", words: "speed"), action: .faster
    ),
    KeyBinding(keys: [.character("-")], name: "−", purpose: "slower, down to 0.1×", hint: nil, action: .slower),
    KeyBinding(
      keys: [.character("1")], name: "1", purpose: "race: who computes which tile", hint: nil, action: .show(.race)),
    KeyBinding(
      keys: [.character("4")], name: "4", purpose: "time: medians, bandwidth, busy units",
      hint: Hint(keys: "1 4", words: "views"), action: .show(.time)),
    KeyBinding(
      keys: [.character("z")], name: "z", purpose: "one algorithm alone, the next, all",
      hint: Hint(keys: "z", words: "zoom"),
      action: .cycleZoom),
    KeyBinding(
      keys: [.character("m")], name: "m", purpose: "the clock: steps, composed, measured",
      hint: Hint(keys: "m", words: "clock"),
      action: .cycleClock),
    KeyBinding(
      keys: [.character("r")], name: "r", purpose: "measure 31 more runs", hint: Hint(keys: "r", words: "measure"),
      action: .measureAgain),
    KeyBinding(
      keys: [.character("b")], name: "b", purpose: "big: for the last row of the hall",
      hint: Hint(keys: "b", words: "big"), action: .toggleBig),
    KeyBinding(
      keys: [.character("y")], name: "y", purpose: "copy the command line that shows this", hint: nil,
      action: .copyCommandLine),
    KeyBinding(
      keys: [.character("?"), .function(1)], name: "?", purpose: "this help", hint: Hint(keys: "?", words: "help"),
      action: .toggleHelp),
    KeyBinding(
      keys: [.escape], name: "esc", purpose: "close help or the verdict, leave zoom", hint: nil, action: .back),
    KeyBinding(keys: [.control("l")], name: "^L", purpose: "draw everything anew", hint: nil, action: .repaint),
    KeyBinding(keys: [.control("z")], name: "^Z", purpose: "suspend; fg comes back", hint: nil, action: .suspend),
    KeyBinding(
      keys: [.character("q")], name: "q", purpose: "quit (^C too, from anywhere)", hint: Hint(keys: "q", words: "quit"),
      action: .quit),
  ]

  private static let byKey: [Key: KeyBinding] = Dictionary(
    all.flatMap { binding in binding.keys.map { ($0, binding) } }, uniquingKeysWith: { first, _ in first })

  /// What a key does.
  public static func action(for key: Key) -> Action? { byKey[key]?.action }
}
