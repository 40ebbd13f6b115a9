/// Of values that come one after the other, each with its time, the one of the median time.
///
/// As long as there is room for all of them it is that very one. Beyond, those nearest to the median so far are kept, so
/// that a long measurement holds a bounded number of them.
struct MedianKeeper<Value> {
  private let room: Int
  private var kept: [(time: Int, value: Value)] = []
  private var times: [Int] = []

  init(room: Int) { self.room = max(1, room) }

  /// - Parameter value: made only where it is kept.
  mutating func add(_ time: Int, value: () -> Value) {
    times.append(time)
    guard kept.count >= room else { return kept.append((time, value())) }
    let median = Self.lowerMedian(times)
    func distance(_ time: Int) -> Int { abs(time - median) }
    guard let furthest = kept.indices.max(by: { distance(kept[$0].time) < distance(kept[$1].time) }),
      distance(time) < distance(kept[furthest].time)
    else { return }
    kept[furthest] = (time, value())
  }

  /// The value of the median time, the lower of two in the middle, or the nearest to it that was kept; `nil` without any.
  var median: Value? {
    guard !times.isEmpty else { return nil }
    let median = Self.lowerMedian(times)
    return kept.min { abs($0.time - median) < abs($1.time - median) }?.value
  }

  private static func lowerMedian(_ times: [Int]) -> Int { times.sorted()[(times.count - 1) / 2] }
}
