import CellFrame
import Testing
import VizScene

@testable import lean_viz

@Suite("A key during a measurement") struct MeasurementGuardTests {
  /// A guard that has seen a measurement begin.
  private func measuring(since start: Double) -> MeasurementGuard {
    var guardian = MeasurementGuard()
    _ = guardian.observe(isMeasuring: true, at: start)
    return guardian
  }

  @Test("acts at once where nothing is measured, or hardly anything is lost") func short() {
    var idle = MeasurementGuard()
    #expect(idle.observe(isMeasuring: false, at: 100) == false)
    #expect(idle.verdict(on: .end, at: 100) == .act)
    var young = measuring(since: 10)
    #expect(young.verdict(on: .end, at: 12.9) == .act)
    // It has begun again.
    #expect(young.observe(isMeasuring: true, at: 13) == false)
    #expect(young.verdict(on: .end, at: 14) == .act)
  }

  @Test("is asked about in a long one: the same again interrupts it, any other lets it go on") func long() {
    var guardian = measuring(since: 10)
    #expect(guardian.verdict(on: .character("2"), at: 20) == .ask)
    #expect(guardian.observe(isMeasuring: true, at: 21) == false)
    #expect(guardian.verdict(on: .character("3"), at: 22) == .goOn)
    #expect(guardian.verdict(on: .character("2"), at: 23) == .ask)
    #expect(guardian.verdict(on: .character("2"), at: 24) == .act)
  }

  @Test("is not asked about any more when it has ended") func ended() {
    var guardian = measuring(since: 10)
    #expect(guardian.verdict(on: .tab, at: 20) == .ask)
    #expect(guardian.observe(isMeasuring: false, at: 21) == true)
    #expect(guardian.observe(isMeasuring: false, at: 22) == false)
    #expect(guardian.verdict(on: .tab, at: 22) == .act)
  }

  @Test("the question fits the last line of the smallest screen") func words() {
    #expect(MeasurementGuard.question.count <= Frame.smallest.width - 2)
  }
}
