import CellFrame

/// What a screen showed and when: frames, each on screen from its time until the next one's.
public struct Film: Sendable {
  public struct Shot: Sendable, Hashable {
    /// In milliseconds from the beginning.
    public var start: Int
    public var frame: Frame
  }

  /// In the order of their starts, no two at one time, none like the one before.
  public private(set) var shots: [Shot] = []
  /// When the last one ends, in milliseconds.
  public private(set) var end = 0
  /// A frame that comes sooner after the one before, in milliseconds, and is not itself shown for as long, is left out:
  /// the eye would not miss it.
  public let leastGap: Int

  public init(leastGap: Int = 80) { self.leastGap = leastGap }

  /// The screen changes to a frame, at seconds from the beginning; times never go back.
  public mutating func show(_ frame: Frame, at seconds: Double) {
    show(frame, atMilliseconds: Self.milliseconds(seconds))
  }

  /// What is on screen stays until then.
  public mutating func hold(until seconds: Double) { end = max(end, Self.milliseconds(seconds)) }

  /// Fewer frames: see ``leastGap``.
  func thinned(to leastGap: Int) -> Film {
    var film = Film(leastGap: leastGap)
    for shot in shots { film.show(shot.frame, atMilliseconds: shot.start) }
    film.end = end
    return film
  }

  private mutating func show(_ frame: Frame, atMilliseconds time: Int) {
    end = max(end, time)
    if shots.last?.frame == frame { return }
    if let last = shots.last {
      let isHasty = shots.count > 1 && last.start - shots[shots.count - 2].start < leastGap
      if end == last.start || isHasty && end - last.start < leastGap { shots.removeLast() }
    }
    if shots.last?.frame != frame { shots.append(Shot(start: end, frame: frame)) }
  }

  private static func milliseconds(_ seconds: Double) -> Int { Int((seconds * 1000).rounded()) }
}
