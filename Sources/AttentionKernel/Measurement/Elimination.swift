/// Finds the fastest of many ways in a short time: all are tried in turn, and the slower half of those that are left drops
/// out again and again.
enum Elimination {
  /// So few stay to the end, each with as many trials.
  private static let finalists = 3
  private static let trials = 9

  /// - Parameters:
  ///   - count: how many ways there are, at least one.
  ///   - seconds: no further trial begins after so long, but for the first of each.
  ///   - time: tries one of them, in ns.
  static func fastest(of count: Int, seconds: Double, time: (Int) -> Int) -> Int {
    let watch = Stopwatch()
    var times = Array(repeating: [Int](), count: count)
    var left = Array(0..<count)
    func median(_ way: Int) -> Int { Samples(times[way]).median }
    var round = 0
    while times[left[0]].count < trials {
      // Another one comes first each time, so that none always follows the same.
      for place in left.indices {
        let way = left[(place + round) % left.count]
        if round > 0, watch.seconds > seconds { return left.min { median($0) < median($1) } ?? 0 }
        times[way].append(time(way))
      }
      round += 1
      if round % 2 == 0, left.count > finalists {
        left = Array(left.sorted { median($0) < median($1) }.prefix(max(finalists, left.count / 2)))
      }
    }
    return left.min { median($0) < median($1) } ?? 0
  }
}
