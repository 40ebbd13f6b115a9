import AttentionCore
import Testing

@Suite("Right or not") struct AccuracyTests {
  private func accuracy(_ output: [Float], _ reference: [Double], lse: [Float] = [0], lseReference: [Double] = [0])
    -> Accuracy
  {
    Accuracy(output: output, logSumExp: lse, reference: Reference(output: reference, logSumExp: lseReference))
  }

  @Test("the allowed error grows with the largest output from one on") func outputTolerance() {
    #expect(accuracy([0.00001, 0.5], [0, 0.5]).isOK)
    #expect(!accuracy([0.00003, 0.5], [0, 0.5]).isOK)
    #expect(accuracy([0.00003, 2], [0, 2]).isOK)
    #expect(!accuracy([0.00005, 2], [0, 2]).isOK)
  }

  @Test("the allowed error of a row's lse grows with that row's lse only") func lseTolerance() {
    #expect(accuracy([1], [1], lse: [0.00009], lseReference: [0]).isOK)
    #expect(!accuracy([1], [1], lse: [0.00011], lseReference: [0]).isOK)
    #expect(accuracy([1], [1], lse: [100.005], lseReference: [100]).isOK)
    let rows = accuracy([1, 1], [1, 1], lse: [100, 0.005], lseReference: [100, 0])
    #expect(!rows.isOK, "the second row is off, however large the first")
    #expect(abs(rows.maxLseError - 0.005) < 1e-9)
  }

  @Test("errors are absolute, and relative to the largest reference") func errors() {
    let errors = accuracy([1.5, -4.25], [1, -4])
    #expect(errors.maxAbsError == 0.5 && errors.maxRelError == 0.125)
    #expect(accuracy([1, 2], [1, 2]) == accuracy([0, 0], [0, 0]), "exact results have no error, zero ones included")
    #expect(accuracy([0.5], [0]).maxRelError == .infinity)
  }

  @Test("equal infinities and NaN at one place count as equal, anything else of the kind as wrong") func nonFinite() {
    #expect(accuracy([.nan, .infinity, 1], [.nan, .infinity, 1]).isOK)
    #expect(accuracy([.nan], [.nan], lse: [.nan], lseReference: [.nan]).isOK)
    #expect(accuracy([.nan], [.nan], lse: [-.infinity], lseReference: [-.infinity]).isOK)
    for (value, expected) in [(Float.nan, 1.0), (1, .nan), (.infinity, 1), (1, -.infinity), (.infinity, -.infinity)] {
      let wrong = accuracy([value], [expected])
      #expect(!wrong.isOK && wrong.maxAbsError == .infinity, "\(value) for \(expected)")
      #expect(!accuracy([1], [1], lse: [value], lseReference: [expected]).isOK, "lse \(value) for \(expected)")
    }
    #expect(!accuracy([.nan, 1], [.nan, 1.1]).isOK, "a NaN hides no other error")
  }

  @Test("a result of another shape is wrong") func shapes() {
    #expect(!accuracy([1, 2], [1]).isOK)
    #expect(!accuracy([1], [1], lse: [], lseReference: [0]).isOK)
  }
}
