import AttentionCore

/// One thing that a script does to a state, or asks of it.
public enum Cue: Sendable, Hashable {
  /// A chapter begins.
  case mark(String)
  /// Words below the picture, held for some seconds.
  case say(String, seconds: Double)
  /// A question; where nobody is there to answer, it is held for some seconds and answered.
  case ask(Question, seconds: Double)
  /// Lets the playhead run until a target, at a speed if one is given.
  case play(Target, speed: Double?)
  /// Puts the playhead there at once.
  case seek(Target)
  /// So many stops on, or back if negative.
  case step(Int)
  /// Nothing, for some seconds.
  case hold(seconds: Double)
  /// Waits for the presenter, if there is one.
  case pause
  case view(View)
  /// Points at an output of an algorithm.
  case focus(Focus)
  /// Changes options of the problem, and starts again.
  case set([Setting])
  case key(KeyName)
  /// Types text into a form.
  case type(String)
  case expect(Expectation)
  /// Until something is known, at most some seconds.
  case wait(Condition, seconds: Double)
  case hide(ScreenPart)
  case show(ScreenPart)
  /// The picture as it is, under a name.
  case snapshot(String)

  /// Where playing stops.
  public enum Target: Sendable, Hashable {
    case start
    case end
    /// After a step of an algorithm.
    case step(Int, of: Algorithm)
    /// Just after an algorithm's n-th event of a kind, from 1.
    case event(EventName, number: Int, of: Algorithm)
  }

  public enum EventName: String, Sendable, Hashable, CaseIterable { case finish, publish, merge }

  /// Where one looks.
  public struct Focus: Sendable, Hashable {
    public var algorithm: Algorithm
    public var output: Int
    public var place: Place

    public enum Place: Sendable, Hashable {
      case tile(Int)
      /// The partial that the output's n-th merge folds in, from 1.
      case merge(number: Int)
    }

    public init(_ algorithm: Algorithm, output: Int, on place: Place) {
      self.algorithm = algorithm
      self.output = output
      self.place = place
    }
  }

  /// An option of the problem by its name on the command line.
  public struct Setting: Sendable, Hashable {
    public var name: String
    public var values: [String]

    public init(_ name: String, _ values: [String]) {
      self.name = name
      self.values = values
    }
  }

  /// What can be waited for.
  public enum Condition: String, Sendable, Hashable, CaseIterable {
    /// All tiles and merges have been computed.
    case computed
    /// Every result was held against the reference.
    case checked
    /// Times of the parts are known.
    case composed
    /// Times on the cores themselves are known, and where they went.
    case measured
  }
}

/// Parts of the screen that a demo can do without.
public enum ScreenPart: String, Sendable, Hashable, CaseIterable {
  case tabs, keys
  /// The view, which may give away what is to be predicted; words stand in its place.
  case picture
}

/// Something to be predicted before it is seen.
public struct Question: Sendable, Hashable {
  public var text: String
  public var options: [String]
  /// Which option is right, from 0.
  public var answer: Int
  /// What is shown again where another one was chosen.
  public var correction: Correction?

  /// The deciding steps, played at half speed with the claim in words.
  public struct Correction: Sendable, Hashable {
    public var words: String
    public var from: Cue.Target
    public var until: Cue.Target
    public var focus: Cue.Focus?

    public init(words: String, from: Cue.Target, until: Cue.Target, focus: Cue.Focus?) {
      self.words = words
      self.from = from
      self.until = until
      self.focus = focus
    }
  }

  public init(_ text: String, options: [String], answer: Int, correction: Correction? = nil) {
    self.text = text
    self.options = options
    self.answer = answer
    self.correction = correction
  }
}

/// A key as a demo writes it: a character, or a name.
public struct KeyName: Sendable, Hashable {
  public let name: String

  /// Names of the keys that are no characters.
  public static let named = [
    "enter", "esc", "tab", "back-tab", "space", "left", "right", "up", "down", "home", "end", "pgup", "pgdn",
    "backspace",
    "delete",
  ]

  /// `nil` where it is neither.
  public init?(_ name: String) {
    guard name.count == 1 || Self.named.contains(name) else { return nil }
    self.name = name
  }
}
