/// Random numbers by their index: the n-th is a function of (seed, stream, n), so that any thread can make any of them.
///
/// SplitMix64 (Steele, Lea, Flood, OOPSLA 2014): its state after n steps is the seed plus n times a constant.
struct CounterRandom: Sendable {
  private let start: UInt64
  private static let step: UInt64 = 0x9e37_79b9_7f4a_7c15

  init(seed: UInt64, stream: UInt64) {
    start = Self.mix(Self.mix(seed &+ Self.step) &+ stream &* Self.step)
  }

  @inline(__always)
  private static func mix(_ value: UInt64) -> UInt64 {
    var z = value
    z = (z ^ z >> 30) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ z >> 27) &* 0x94d0_49bb_1331_11eb
    return z ^ z >> 31
  }

  /// 64 even bits.
  @inline(__always)
  func bits(_ index: Int) -> UInt64 { Self.mix(start &+ UInt64(truncatingIfNeeded: index &+ 1) &* Self.step) }

  /// Nearly normal, mean 0, variance 1: the sum of four even 16-bit numbers (its largest magnitude is 3.46).
  @inline(__always)
  func normal(_ index: Int) -> Float {
    let bits = bits(index)
    let sum = (bits & 0xffff) &+ (bits >> 16 & 0xffff) &+ (bits >> 32 & 0xffff) &+ bits >> 48
    // Mean 4 · 65535 ÷ 2; standard deviation √(4 · (2³² − 1) ÷ 12).
    return Float(Int32(truncatingIfNeeded: sum) &- 131_070) * (1 / 37_837.227)
  }
}
