import CellFrame
import VizPlayback

/// One thing that keys do. The key line, help and the keyboard all read this table.
public struct KeyBinding: Sendable {
  /// The keys that do it; the first is the one named on screen.
  public var keys: [Key]
  /// The keys as help names them; empty where the line of another binding names them.
  public var name: String
  /// What they do, for help.
  public var purpose: String
  /// For the last line, in a word; `nil` where help is enough.
  public var hint: Hint?
  /// The modes in which the keys do this.
  public var modes: Set<Mode>
  public var action: Action

  public struct Hint: Sendable {
    /// Keys as the last line names them: a pair may stand with one of its two bindings.
    public var keys: String
    public var words: String
    /// The views in which it is worth its place.
    public var views: Set<View>

    init(_ keys: String, _ words: String, in views: Set<View> = Set(View.allCases)) {
      self.keys = keys
      self.words = words
      self.views = views
    }
  }

  init(
    _ keys: [Key], _ name: String, _ purpose: String, hint: Hint? = nil, in modes: Set<Mode> = Self.watching,
    _ action: Action
  ) {
    self.keys = keys
    self.name = name
    self.purpose = purpose
    self.hint = hint
    self.modes = modes
    self.action = action
  }

  /// The modes in which a view is watched and no list or form is open.
  public static let watching: Set<Mode> = [.play, .inspect, .splits]
}

extension KeyBinding {
  /// Every key, in the order of help.
  public static let all: [KeyBinding] = demo + playhead + selection + speed + views + modes + program

  /// What a presenter needs, who may hold no more than a clicker.
  private static let demo =
    [
      KeyBinding(
        [.character(" ")], "space", "pause the demo, or go on", hint: Hint("space", "pause"), in: [.demo],
        .demo(.togglePause)),
      KeyBinding(
        [.right, .character(".")], "→", "go on at once", hint: Hint("→", "go on"), in: [.demo], .demo(.goOn)),
      KeyBinding([.enter], "enter", "take the answer; else go on", in: [.demo], .demo(.accept)),
      KeyBinding(
        [.pageDown, .character("]"), .character(">")], "PgDn ]", "to the next mark",
        hint: Hint("PgUp PgDn", "marks"), in: [.demo], .demo(.toNextChapter)),
      KeyBinding(
        [.pageUp, .character("["), .character("<"), .left], "PgUp [", "to the mark before", in: [.demo],
        .demo(.toPreviousChapter)),
      KeyBinding(
        [.escape], "esc", "take the controls", hint: Hint("esc", "take over"), in: [.demo],
        .demo(.takeControl)),
      KeyBinding([.character("1")], "1 to 9", "answer a question", in: [.demo], .answer(0)),
      KeyBinding([.down, .character("j")], "↑ ↓", "point at an answer", in: [.demo], .demo(.point(next: true))),
      KeyBinding([.up, .character("k")], "", "point at the answer above", in: [.demo], .demo(.point(next: false))),
    ]
    + (2...9).map { number in
      KeyBinding(
        [.character(Character(String(number)))], "", "answer a question", in: [.demo], .answer(number - 1))
    }

  private static let playhead = [
    KeyBinding([.character(" ")], "space", "play, pause; again at the end", hint: Hint("space", "play"), .togglePlay),
    KeyBinding([.right], "→", "one step or event on", hint: Hint("← →", "step"), in: [.play], .stepForward),
    KeyBinding([.left], "←", "back: the record replays", in: [.play], .stepBack),
    KeyBinding([.character(".")], ", .", "the same, in every mode", .stepForward),
    KeyBinding([.character(",")], "", "one step or event back", .stepBack),
    KeyBinding(
      [.character("]"), .pageDown, .character(">")], "] PgDn", "to the next event",
      hint: Hint("[ ]", "event"), .nextEvent),
    KeyBinding([.character("["), .pageUp, .character("<")], "[ PgUp", "to the event before", .previousEvent),
    KeyBinding([.end], "End", "compute the rest at once", hint: Hint("End", "to the end"), .goToEnd),
    KeyBinding([.home], "Home", "back to the beginning", .goToStart),
  ]

  private static let speed = [
    KeyBinding(
      [.character("+"), .character("=")], "+ −", "faster, slower: 0.1 to 100×", hint: Hint("+ −", "speed", in: [.race]),
      .faster),
    KeyBinding([.character("-")], "", "slower, down to 0.1×", .slower),
  ]

  private static let views = [
    KeyBinding([.character("1")], "1", "race: who computes what", .show(.race)),
    KeyBinding([.character("2")], "2", "map: each tile and its unit", .show(.map)),
    KeyBinding([.character("3")], "3", "merge: partials become one", .show(.merge)),
    KeyBinding(
      [.character("4")], "4", "time: measured, and the roof", hint: Hint("1-4", "views"), .show(.time)),
    KeyBinding([.character("6")], "6", "lessons: predict, then see", .show(.lesson)),
  ]

  private static let selection = [
    KeyBinding(
      [.tab], "tab", "the next algorithm", hint: Hint("tab", "algorithm", in: [.map, .merge]), .nextStrip),
    KeyBinding([.backTab], "", "the algorithm before", .previousStrip),
    KeyBinding(
      [.character("w")], "w", "merge without re-scaling", hint: Hint("w", "unscaled", in: [.merge]), .toggleRescaling),
    KeyBinding([.character("h")], "hjkl ↑↓", "move what is selected", .select(.left)),
    KeyBinding([.character("l")], "", "the selection to the right", .select(.right)),
    KeyBinding(
      [.up, .character("k")], "", "what is selected, up", hint: Hint("hjkl", "move", in: [.map, .merge]),
      in: [.play, .inspect], .select(.up)),
    KeyBinding([.down, .character("j")], "", "what is selected, down", in: [.play, .inspect], .select(.down)),
    KeyBinding(
      [.enter], "enter", "inspect it; arrows move then", hint: Hint("enter", "inspect", in: [.race, .merge, .lesson]),
      in: [.play], .inspect),
    KeyBinding(
      [.left], "", "the selection to the left", hint: Hint("← → ↑ ↓", "move"), in: [.inspect], .select(.left)),
    KeyBinding([.right], "", "the selection to the right", in: [.inspect], .select(.right)),
    KeyBinding(
      [.left], "", "a smaller S, FD re-planned", hint: Hint("← →", "another S"), in: [.splits], .fewerSplits),
    KeyBinding([.right], "", "a larger S", in: [.splits], .moreSplits),
    KeyBinding([.character("z")], "z", "one algorithm alone, or all", hint: Hint("z", "zoom", in: [.race]), .cycleZoom),
    KeyBinding(
      [.character("s")], "s", "splits: ← → re-plan FD", hint: Hint("s", "splits", in: [.race]), .toggleSplits),
    KeyBinding(
      [.character("m")], "m", "clock: steps, composed, …", hint: Hint("m", "clock", in: [.race, .map, .time]),
      .cycleClock),
    KeyBinding(
      [.character("r")], "r", "measure 31 more runs", hint: Hint("r", "measure", in: [.time]), .measureAgain),
  ]

  private static let lists: Set<Mode> = [.presets, .form]
  /// Where ↑ and ↓ go through lines or pages.
  private static let lined = lists.union([.words])

  private static let modes = [
    KeyBinding([.character("e")], "e", "edit the problem", hint: Hint("e", "edit"), .toggleForm),
    KeyBinding([.character("p")], "p", "problems worth a look", hint: Hint("p", "presets"), .togglePresets),
    KeyBinding([.character("p")], "", "closes the presets", in: [.presets], .togglePresets),
    KeyBinding([.up], "", "the line before", hint: Hint("↑ ↓", "choose"), in: lined, .previousLine),
    KeyBinding([.down], "", "the next line", in: lined, .nextLine),
    KeyBinding([.backTab], "", "the field before", in: lined, .previousLine),
    KeyBinding([.tab], "", "the next field", in: lined, .nextLine),
    KeyBinding([.character("k")], "", "the line before", in: [.presets, .words], .previousLine),
    KeyBinding([.character("j")], "", "the next line", in: [.presets, .words], .nextLine),
    KeyBinding([.pageUp, .left], "", "the page before", in: [.words], .previousLine),
    KeyBinding([.pageDown, .right, .character(" ")], "", "the next page", in: [.words], .nextLine),
    KeyBinding([.home], "", "the first line", in: lined, .firstLine),
    KeyBinding([.right], "", "the next named value", in: [.form], .nextChoice),
    KeyBinding([.left], "", "the named value before", in: [.form], .previousChoice),
    KeyBinding([.enter], "", "runs it", hint: Hint("enter", "run it"), in: lists, .accept),
    KeyBinding([.backspace, .delete], "", "takes a character away", in: [.form], .erase),
  ]

  private static let program = [
    KeyBinding([.character("t")], "t", "the next theme", in: watching.union([.demo]), .cycleTheme),
    KeyBinding(
      [.character("b")], "b", "big: for the last row", hint: Hint("b", "big", in: [.race]),
      in: watching.union([.demo]), .toggleBig),
    KeyBinding([.character("y")], "y", "copy the command line", .copyCommandLine),
    KeyBinding([.character("x")], "x", "export it: an SVG beside you", .export),
    KeyBinding([.control("l")], "^L", "draw everything anew", in: Set(Mode.allCases), .repaint),
    KeyBinding([.control("z")], "^Z", "suspend; fg comes back", in: Set(Mode.allCases), .suspend),
    KeyBinding([.escape], "esc", "leave what was opened", hint: Hint("esc", "back", in: []), in: [.play], .back),
    KeyBinding(
      [.escape], "", "leave what was opened", hint: Hint("esc", "back"),
      in: [.inspect, .splits, .presets, .form, .words], .back),
    KeyBinding(
      [.character("g"), .control("g")], "g", "words on this screen", hint: Hint("g", "words"),
      in: watching.union([.presets, .demo]), .toggleWords),
    KeyBinding([.control("g")], "", "words of the form", hint: Hint("^G", "words"), in: [.form], .toggleWords),
    KeyBinding([.character("g"), .control("g")], "", "closes the words", in: [.words], .toggleWords),
    KeyBinding([.enter], "", "leave the inspector", in: [.inspect, .splits], .back),
    KeyBinding(
      [.character("?"), .function(1)], "?", "this help", hint: Hint("?", "help"),
      in: watching.union([.presets, .demo, .words]),
      .toggleHelp),
    KeyBinding(
      [.character("q")], "q", "leave the demo; asks first", hint: Hint("q", "leave"), in: [.demo], .demo(.leave)),
    KeyBinding(
      [.character("q")], "q", "quit (^C from anywhere)", hint: Hint("q", "quit"),
      in: watching.union([.presets, .words]), .quit),
  ]

  private struct Place: Hashable {
    var key: Key
    var mode: Mode
  }

  private static let byKey: [Place: KeyBinding] = Dictionary(
    all.flatMap { binding in
      binding.keys.flatMap { key in binding.modes.map { (Place(key: key, mode: $0), binding) } }
    }, uniquingKeysWith: { first, _ in first })

  /// What a key does in a mode. In a form, characters are text.
  public static func action(for key: Key, in mode: Mode) -> Action? {
    if mode == .form {
      switch key {
      case .character(let character): return .type(String(character))
      case .paste(let text): return .type(text)
      default: break
      }
    }
    return byKey[Place(key: key, mode: mode)]?.action
  }
}
