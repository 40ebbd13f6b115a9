import Synchronization
import Testing

@testable import AttentionKernel

/// How ways to read are tried, and which rounds of a measurement count.
struct MemoryTuningTests {
  @Test("The fastest of some ways is found among many, and tried no longer than may be") func elimination() {
    for fastest in 0..<22 {
      var trials = 0
      let found = Elimination.fastest(of: 22, seconds: .infinity) { way in
        trials += 1
        return 1000 + 10 * ((way - fastest + 22) % 22)
      }
      #expect(found == fastest && trials < 22 * 9)
    }
    var trials = 0
    _ = Elimination.fastest(of: 5, seconds: 0) { _ in
      trials += 1
      return 1
    }
    #expect(trials == 5)
    #expect(Elimination.fastest(of: 1, seconds: 0) { _ in 7 } == 0)
  }

  @Test("A way to ask goes through one word and back") func readAheadWords() {
    for distance in [UInt8(0), 1, 16, 255] {
      for cache in [ReadAhead.Cache.first, .second] {
        for asksOtherHalf in [false, true] {
          let way = ReadAhead(distance: distance, cache: cache, asksOtherHalf: asksOtherHalf)
          let word = ReadAhead.encodeAtomicRepresentation(way)
          #expect(ReadAhead.decodeAtomicRepresentation(word) == way)
        }
      }
    }
  }

  @Test("Rounds in which memory is far faster or slower than mostly count in no ratio, whoever they favour")
  func steadyRounds() {
    let rounds = MeasuredRounds(
      times: [[10, 11, 50, 12, 3], [20, 21, 22, 23, 24]], readTimes: [100, 110, 221, 90, 49])
    #expect(rounds.steady.readTimes == [100, 110, 90])
    #expect(rounds.steady.times == [[10, 11, 12], [20, 21, 23]])
    let even = MeasuredRounds(times: [[1, 2]], readTimes: [5, 10])
    #expect(even.steady.times == [[1, 2]])
    #expect(MeasuredRounds(times: [[1, 2]], readTimes: []).steady.times == [[1, 2]])
  }
}
