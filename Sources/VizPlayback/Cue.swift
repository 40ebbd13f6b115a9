import AttentionCore

/// One thing that a script does to a state, or asks of it.
public enum Cue: Sendable, Hashable {
  /// A chapter begins.
  case mark(String)
  /// Words below the picture, held for some seconds.
  case say(String, seconds: Double)
  /// A question; where nobody is there to answer, it is held for some seconds and answered.
  case ask(Question, seconds: Double)
  /// A change that the learner makes; where nobody is there to make it, the words are held for some seconds and it is
  /// made.
  case attempt(Exercise, seconds: Double)
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
