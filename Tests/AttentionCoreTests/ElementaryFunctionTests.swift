import AttentionCore
import Foundation
import Testing
import TestSupport

@Suite("Our exp and log") struct ElementaryFunctionTests {
  /// How many doubles lie between two.
  private func ulps(_ one: Double, _ other: Double) -> UInt64 {
    if one == other { return 0 }
    let (a, b) = (Int64(bitPattern: one.bitPattern), Int64(bitPattern: other.bitPattern))
    return a.subtractingReportingOverflow(b).partialValue.magnitude
  }

  @Test("e^x is the C library's to 1 ulp, subnormal results included") func exponentials() {
    var random = SeededRandom(seed: 3)
    for bound in [1e-300, 1e-9, 0.1, 1, 20, 88, 700, 745] {
      for _ in 0..<20_000 {
        let x = Double.random(in: -bound...bound, using: &random)
        let (ours, theirs) = (exponential(x), Foundation.exp(x))
        #expect(ulps(ours, theirs) <= 1, "e^\(x) = \(ours), not \(theirs)")
      }
    }
  }

  @Test("e^x at the ends of its range") func exponentialLimits() {
    #expect(exponential(0.0) == 1 && exponential(-0.0) == 1)
    #expect(exponential(-Double.infinity) == 0 && exponential(Double.infinity) == .infinity)
    #expect(exponential(709.782712893384).isFinite && exponential(709.79) == .infinity)
    #expect(exponential(-745.1) == Foundation.exp(-745.1) && exponential(-746.0) == 0)
    #expect(exponential(Double.nan).isNaN && exponential(Float.nan).isNaN)
    #expect(exponential(-Float.infinity) == 0 && exponential(Float(0)) == 1)
  }

  @Test("the logarithm is the C library's to 1 ulp, near one too") func logarithms() {
    var random = SeededRandom(seed: 4)
    func check(_ x: Double) {
      let (ours, theirs) = (naturalLogarithm(x), Foundation.log(x))
      #expect(ulps(ours, theirs) <= 1, "log \(x) = \(ours), not \(theirs)")
    }
    for _ in 0..<50_000 {
      check(.random(in: 0.5...2, using: &random))
      check(1 + .random(in: -1e-6...1e-6, using: &random))
      check(.random(in: 1...1e9, using: &random))
      check(Foundation.exp(.random(in: -740...709, using: &random)))
    }
    check(.leastNonzeroMagnitude)
    check(.leastNormalMagnitude)
    check(.greatestFiniteMagnitude)
  }

  @Test("the logarithm at the ends of its range") func logarithmLimits() {
    #expect(naturalLogarithm(1.0) == 0)
    #expect(naturalLogarithm(0.0) == -.infinity && naturalLogarithm(Double.infinity) == .infinity)
    #expect(naturalLogarithm(-1.0).isNaN && naturalLogarithm(Double.nan).isNaN)
  }

  @Test("as floats they are rounded once") func floats() {
    var random = SeededRandom(seed: 5)
    for _ in 0..<20_000 {
      let x = Float.random(in: -87...88, using: &random)
      #expect(exponential(x) == Float(exponential(Double(x))))
      let theirs = Float(Foundation.exp(Double(x)))
      #expect(exponential(x) == theirs || exponential(x) == theirs.nextUp || exponential(x) == theirs.nextDown)
    }
  }
}
