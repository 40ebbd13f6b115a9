import TestSupport
import Testing

@testable import AttentionKernel

/// Which traced run stands for all.
@Suite struct MedianKeeperTests {
  @Test("of as many as there is room for it is the median one, in whatever order they come", arguments: 1...7)
  func exact(count: Int) {
    var random = SeededRandom(seed: UInt64(count))
    for _ in 0..<100 {
      let times = (0..<count).map { _ in Int.random(in: 0...20, using: &random) }
      var keeper = MedianKeeper<Int>(room: count)
      for time in times { keeper.add(time) { time } }
      #expect(keeper.median == times.sorted()[(count - 1) / 2], "\(times)")
    }
  }

  @Test("of more, as many are kept as there is room for, the nearest to the median; none is made that is not kept")
  func bounded() {
    for room in [0, 1, 5] {
      var random = SeededRandom(seed: UInt64(room + 1))
      var keeper = MedianKeeper<Int>(room: room)
      var times: [Int] = []
      var made = 0
      for _ in 0..<501 {
        let time = Int.random(in: 1...1000, using: &random)
        times.append(time)
        keeper.add(time) {
          made += 1
          return time
        }
      }
      let median = times.sorted()[250]
      let chosen = keeper.median ?? 0
      #expect(abs(chosen - median) < 100, "\(chosen) for \(median), room \(room)")
      #expect(made < 200, "\(made) of 501 made")
    }
    #expect(MedianKeeper<Int>(room: 3).median == nil)
  }
}
