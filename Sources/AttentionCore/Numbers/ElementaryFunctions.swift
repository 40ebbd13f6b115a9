// Our own exp and log: the C library's differ between versions, and a result must depend on the input, the schedule and
// the instruction set only.

/// e^x to within 1 ulp in double.
///
/// x = n·ln 2 + r with |r| ≤ ln 2 ÷ 2, then the Taylor polynomial of degree 13 (next term < 2⁻⁵⁷), then scaling by 2ⁿ.
@inlinable
public func exponential(_ x: Double) -> Double {
  if x.isNaN { return x }
  if x > 709.782712893384 { return .infinity }
  if x < -745.2 { return 0 }
  let n = (x * 1.4426950408889634).rounded()
  // ln 2 in two parts, so that n times the first is exact.
  let r = (x - n * 0.693147180369123816490) - n * 1.90821492927058770002e-10
  var sum = 1.0
  for k in stride(from: 13.0, to: 0, by: -1) { sum = 1 + sum * r / k }
  return Double(sign: .plus, exponent: Int(n), significand: sum)
}

/// The natural logarithm to within 2 ulp in double; −∞ at 0, NaN below.
///
/// x = 2ᵏ·f with f in [√½, √2), then log f = 2 artanh s, s = (f − 1) ÷ (f + 1), by its series up to s²¹.
@inlinable
public func naturalLogarithm(_ x: Double) -> Double {
  if x.isNaN || x < 0 { return .nan }
  if x == 0 { return -.infinity }
  if x == .infinity { return x }
  var exponent = Double(x.exponent)
  var f = x.significand
  if f > 1.4142135623730951 {
    f /= 2
    exponent += 1
  }
  let s = (f - 1) / (f + 1)
  var sum = 0.0
  for k in stride(from: 21.0, to: 1, by: -2) { sum = (sum + 1 / k) * s * s }
  return exponent * 0.6931471805599453 + 2 * s * (1 + sum)
}

/// e^x, rounded once to float.
@inlinable
public func exponential(_ x: Float) -> Float { Float(exponential(Double(x))) }
/// The natural logarithm, rounded once to float.
@inlinable
public func naturalLogarithm(_ x: Float) -> Float { Float(naturalLogarithm(Double(x))) }
