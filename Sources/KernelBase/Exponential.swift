// exp for vectors, without a library: the same bits wherever the same instruction set runs.

/// e^x for x ≤ 88, within 2 ulp; exp(0) is exactly 1, below −87.33 it is exactly 0, NaN gives NaN.
///
/// x = n · ln 2 + r with |r| ≤ ln 2 / 2; e^r by the degree-6 polynomial of Cephes' expf (S. Moshier); times 2^n.
@_transparent
func exponential(_ x: Lanes) -> Lanes {
  // Adding 1.5 · 2^23 rounds to an integer and leaves it in the low bits.
  let shift: Float = 0x1.8p23
  let shifted = multiplyAdd(x, Lanes(repeating: 1.442_695_04), Lanes(repeating: shift))
  let n = shifted - shift
  // ln 2 in two parts; the first has so few bits that n · 0.693359375 is exact.
  var r = multiplyAdd(n, Lanes(repeating: -0.693_359_375), x)
  r = multiplyAdd(n, Lanes(repeating: 2.121_944_40e-4), r)
  var p = Lanes(repeating: 1.987_569_150_0e-4)
  p = multiplyAdd(p, r, Lanes(repeating: 1.398_199_950_7e-3))
  p = multiplyAdd(p, r, Lanes(repeating: 8.333_451_907_3e-3))
  p = multiplyAdd(p, r, Lanes(repeating: 4.166_579_589_4e-2))
  p = multiplyAdd(p, r, Lanes(repeating: 1.666_666_545_9e-1))
  p = multiplyAdd(p, r, Lanes(repeating: 5.000_000_120_1e-1))
  p = multiplyAdd(p, r * r, r) + 1
  // A multiplication, not an addition to the exponent, because it keeps a NaN a NaN.
  let power = (unsafeBitCast(shifted, to: LaneBits.self) &<< 23) &+ 0x3F80_0000
  let result = p * unsafeBitCast(power, to: Lanes.self)
  return result.replacing(with: 0, where: x .< -87.33)
}

/// e^x for x ≤ 0, to within some 1e-16: how a sum shrinks when m grows.
///
/// x = n · ln 2 + r with |r| ≤ ln 2 / 2; e^r by its Taylor polynomial of degree 13; times 2^n.
@inline(never)
func decay(_ x: Double) -> Double {
  // Of an f32 nothing is left then.
  guard x > -300 else { return 0 }
  let shift = 0x1.8p52
  let n = (x * 1.442_695_040_888_963_4 + shift) - shift
  // ln 2 in two parts; the first has so few bits that n times it is exact.
  let r = (x - n * 0.693_147_180_369_123_816_490) - n * 1.908_214_929_270_587_700_02e-10
  var sum = 1.0
  var k = 13.0
  while k > 0 {
    sum = 1 + sum * r / k
    k -= 1
  }
  return sum * Double(bitPattern: UInt64(truncatingIfNeeded: Int64(n) &+ 1023) &<< 52)
}

/// e^x as the kernel computes it, for callers that merge partial results: same range and rules.
public func exponential(_ x: Float) -> Float {
  exponential(Lanes(repeating: x))[0]
}
