/// Something to be predicted before it is seen.
public struct Question: Sendable, Hashable {
  public var text: String
  public var options: [String]
  /// Which option is right, from 0.
  public var answer: Int
  /// What is shown where another one was chosen.
  public var corrections: [Correction]

  /// The steps that answer a wrong answer, played at half speed with the claim in words.
  public struct Correction: Sendable, Hashable {
    public var words: String
    /// The option that it is for, from 0; `nil`: every wrong one that has none of its own.
    public var option: Int?
    /// Options of the problem that are others while it is shown.
    public var settings: [Cue.Setting]
    public var view: View?
    public var from: Cue.Target
    public var until: Cue.Target
    public var focus: Cue.Focus?

    public init(
      words: String, option: Int? = nil, settings: [Cue.Setting] = [], view: View? = nil, from: Cue.Target = .start,
      until: Cue.Target, focus: Cue.Focus? = nil
    ) {
      self.words = words
      self.option = option
      self.settings = settings
      self.view = view
      self.from = from
      self.until = until
      self.focus = focus
    }
  }

  public init(_ text: String, options: [String], answer: Int, corrections: [Correction] = []) {
    self.text = text
    self.options = options
    self.answer = answer
    self.corrections = corrections
  }

  /// What is shown where an option was chosen that is not right.
  public func correction(for option: Int) -> Correction? {
    guard option != answer else { return nil }
    return corrections.first { $0.option == option } ?? corrections.first { $0.option == nil }
  }

  /// How long it takes to read it with its options.
  public var readingSeconds: Double { ReadingPace.seconds(for: ([text] + options).joined(separator: " ")) }
}

/// A question on screen, and what was answered.
public struct PosedQuestion: Sendable, Hashable {
  public var question: Question
  /// The option that is pointed at, from 0; `nil` until someone does.
  public var pointed: Int?
  /// The option chosen, from 0.
  public var chosen: Int?

  public var isRight: Bool { chosen == question.answer }

  public init(_ question: Question, chosen: Int? = nil) {
    self.question = question
    self.chosen = chosen
  }

  /// Points at a neighbour of what is pointed at, around the ends.
  mutating func point(next isNext: Bool) {
    guard chosen == nil else { return }
    let count = question.options.count
    pointed = pointed.map { ($0 + (isNext ? 1 : count - 1)) % count } ?? (isNext ? 0 : count - 1)
  }

  /// Chooses an option; the first answer counts.
  mutating func answer(_ option: Int) {
    guard chosen == nil, question.options.indices.contains(option) else { return }
    chosen = option
  }
}
