/// How fast people read words that they have not seen before, while something else is on the screen.
public enum ReadingPace {
  public static let charactersPerSecond = 15.0
  private static let leastSeconds = 2.0

  /// How long some words have to stand, in tenths of a second.
  public static func seconds(for words: String) -> Double {
    max(leastSeconds, (Double(words.count) / charactersPerSecond * 10).rounded(.up) / 10)
  }
}
