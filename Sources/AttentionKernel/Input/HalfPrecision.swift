// Conversions of the two 16-bit types. In integers, because on baseline x86-64 `Float16` converts by a library call.

/// A binary16's value, exact.
@inline(__always)
func floatFromF16(_ half: UInt16) -> Float {
  let magnitude = UInt32(half & 0x7fff) << 13
  // Exponents move by 127 − 15; the multiplication also makes subnormals right.
  var value = (Float(bitPattern: magnitude) * 0x1p112).bitPattern
  if magnitude >= 0x7c00 << 13 { value = magnitude | 0x7f80_0000 }
  return Float(bitPattern: value | UInt32(half & 0x8000) << 16)
}

/// A bfloat16's value, exact.
@inline(__always)
func floatFromBF16(_ half: UInt16) -> Float { Float(bitPattern: UInt32(half) << 16) }

/// The nearest binary16, ties to even.
@inline(__always)
func f16FromFloat(_ value: Float) -> UInt16 {
  let bits = value.bitPattern
  let sign = UInt16(truncatingIfNeeded: bits >> 16) & 0x8000
  let magnitude = bits & 0x7fff_ffff
  if magnitude >= 0x4780_0000 {
    // 65536 and above, infinities, NaN.
    return sign | (magnitude > 0x7f80_0000 ? 0x7e00 : 0x7c00)
  }
  if magnitude < 0x3880_0000 {
    // Below 2⁻¹⁴: adding ½ puts the last bit of a subnormal binary16 at the last bit of the sum, which is rounded there.
    let rounded = (Float(bitPattern: magnitude) + 0.5).bitPattern &- (0.5 as Float).bitPattern
    return sign | UInt16(truncatingIfNeeded: rounded)
  }
  // From 65520 on the carry runs into the exponent of infinity, as it should.
  let rounded = magnitude &- 0x3800_0000 &+ 0xfff &+ (magnitude >> 13 & 1)
  return sign | UInt16(truncatingIfNeeded: rounded >> 13)
}

/// The nearest bfloat16, ties to even.
@inline(__always)
func bf16FromFloat(_ value: Float) -> UInt16 {
  let bits = value.bitPattern
  if bits & 0x7fff_ffff > 0x7f80_0000 { return UInt16(truncatingIfNeeded: bits >> 16) | 0x40 }
  return UInt16(truncatingIfNeeded: (bits &+ 0x7fff &+ (bits >> 16 & 1)) >> 16)
}
