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
  // 1 ÷ k!, from the least: divisions would take most of the time.
  var sum = 1 / 6_227_020_800 as Double
  sum = sum * r + 1 / 479_001_600
  sum = sum * r + 1 / 39_916_800
  sum = sum * r + 1 / 3_628_800
  sum = sum * r + 1 / 362_880
  sum = sum * r + 1 / 40_320
  sum = sum * r + 1 / 5_040
  sum = sum * r + 1 / 720
  sum = sum * r + 1 / 120
  sum = sum * r + 1 / 24
  sum = sum * r + 1 / 6
  sum = sum * r + 0.5
  sum = sum * r * r + r + 1
  // Below lie the subnormal numbers, above the last power of two.
  if n > -1022, n < 1024 { return sum * Double(bitPattern: UInt64(Int64(n) + 1023) << 52) }
  return Double(sign: .plus, exponent: Int(n), significand: sum)
}

/// The natural logarithm to within 1 ulp in double; −∞ at 0, NaN below.
///
/// x = 2ᵏ·(1 + f) with 1 + f in [√½, √2), then log (1 + f) = 2 artanh s, s = f ÷ (2 + f), by its series up to s²¹, summed
/// as f − (f²/2 − …): f is exact, so that rounding only touches the smaller terms (as in FreeBSD's msun, `e_log.c`).
@inlinable
public func naturalLogarithm(_ x: Double) -> Double {
  if x.isNaN || x < 0 { return .nan }
  if x == 0 { return -.infinity }
  if x == .infinity { return x }
  var exponent = Double(x.exponent)
  var significand = x.significand
  if significand > 1.4142135623730951 {
    significand /= 2
    exponent += 1
  }
  let f = significand - 1
  let s = f / (2 + f)
  var series = 0.0
  for k in stride(from: 21.0, to: 1, by: -2) { series = (series + 2 / k) * s * s }
  let halfSquare = 0.5 * f * f
  // ln 2 in two parts, so that the exponent times the first is exact.
  let small = s * (halfSquare + series) + exponent * 1.90821492927058770002e-10
  return exponent * 0.693147180369123816490 - ((halfSquare - small) - f)
}

/// e^x, rounded once to float.
@inlinable
public func exponential(_ x: Float) -> Float { Float(exponential(Double(x))) }
/// The natural logarithm, rounded once to float.
@inlinable
public func naturalLogarithm(_ x: Float) -> Float { Float(naturalLogarithm(Double(x))) }
