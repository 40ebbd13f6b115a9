/// Repeated measurements of one thing, in ns.
public struct Samples: Sendable, Hashable {
  /// In the order taken.
  public let nanoseconds: [Int]
  private let sorted: [Int]

  public init(_ nanoseconds: [Int]) {
    self.nanoseconds = nanoseconds
    sorted = nanoseconds.sorted()
  }

  public static func + (earlier: Samples, later: Samples) -> Samples {
    Samples(earlier.nanoseconds + later.nanoseconds)
  }

  public var count: Int { nanoseconds.count }

  /// The value that `percent` % of the samples do not exceed, by nearest rank; 0 without samples.
  public func percentile(_ percent: Double) -> Int {
    guard !sorted.isEmpty else { return 0 }
    let rank = Int((percent / 100 * Double(sorted.count)).rounded(.up))
    return sorted[min(max(rank, 1), sorted.count) - 1]
  }

  public var median: Int { percentile(50) }
}
