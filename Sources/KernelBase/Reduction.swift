// From vectors of partial sums to one vector of sums.

#if KERNEL_AVX512 || KERNEL_AVX2
  import _Builtin_intrinsics.intel
#endif

/// The lane sums of `width` vectors as one vector: lane i is the sum of vector `first + i`.
///
/// Two rounds of interleaving and adding bring four vectors into one whose every 128-bit part holds a share of all four
/// sums; then the parts are added. Literal shuffles of 16 lanes compile to hundreds of instructions, intrinsics to these.
@_transparent
func transposedSum<let count: Int>(_ a: borrowing InlineArray<count, Lanes>, _ first: Int) -> Lanes {
  #if KERNEL_AVX512
    let s0 = sumsOfFour(a[first], a[first &+ 1], a[first &+ 2], a[first &+ 3])
    let s1 = sumsOfFour(a[first &+ 4], a[first &+ 5], a[first &+ 6], a[first &+ 7])
    let s2 = sumsOfFour(a[first &+ 8], a[first &+ 9], a[first &+ 10], a[first &+ 11])
    let s3 = sumsOfFour(a[first &+ 12], a[first &+ 13], a[first &+ 14], a[first &+ 15])
    return addedParts(addedParts(s0, s1), addedParts(s2, s3))
  #elseif KERNEL_AVX2
    let s0 = sumsOfFour(a[first], a[first &+ 1], a[first &+ 2], a[first &+ 3])
    let s1 = sumsOfFour(a[first &+ 4], a[first &+ 5], a[first &+ 6], a[first &+ 7])
    return Lanes(lowHalf: s0.lowHalf + s0.highHalf, highHalf: s1.lowHalf + s1.highHalf)
  #else
    return sumsOfFour(a[first], a[first &+ 1], a[first &+ 2], a[first &+ 3])
  #endif
}

/// In each 128-bit part: that part's share of the sums of a, b, c and d.
@_transparent
func sumsOfFour(_ a: Lanes, _ b: Lanes, _ c: Lanes, _ d: Lanes) -> Lanes {
  #if KERNEL_AVX512
    let ab = unsafeBitCast(_mm512_unpacklo_ps(a, b) + _mm512_unpackhi_ps(a, b), to: SIMD8<Double>.self)
    let cd = unsafeBitCast(_mm512_unpacklo_ps(c, d) + _mm512_unpackhi_ps(c, d), to: SIMD8<Double>.self)
    return unsafeBitCast(_mm512_unpacklo_pd(ab, cd), to: Lanes.self)
      + unsafeBitCast(_mm512_unpackhi_pd(ab, cd), to: Lanes.self)
  #elseif KERNEL_AVX2
    let ab = unsafeBitCast(_mm256_unpacklo_ps(a, b) + _mm256_unpackhi_ps(a, b), to: SIMD4<Double>.self)
    let cd = unsafeBitCast(_mm256_unpacklo_ps(c, d) + _mm256_unpackhi_ps(c, d), to: SIMD4<Double>.self)
    return unsafeBitCast(_mm256_unpacklo_pd(ab, cd), to: Lanes.self)
      + unsafeBitCast(_mm256_unpackhi_pd(ab, cd), to: Lanes.self)
  #else
    let ab = Lanes(a[0], b[0], a[1], b[1]) + Lanes(a[2], b[2], a[3], b[3])
    let cd = Lanes(c[0], d[0], c[1], d[1]) + Lanes(c[2], d[2], c[3], d[3])
    return Lanes(lowHalf: ab.lowHalf, highHalf: cd.lowHalf) + Lanes(lowHalf: ab.highHalf, highHalf: cd.highHalf)
  #endif
}

#if KERNEL_AVX512
  /// 128-bit parts (a0 + a1, a2 + a3, b0 + b1, b2 + b3).
  @_transparent
  func addedParts(_ a: Lanes, _ b: Lanes) -> Lanes {
    let even = SIMD16<Int32>(0, 1, 2, 3, 8, 9, 10, 11, 16, 17, 18, 19, 24, 25, 26, 27)
    let odd = SIMD16<Int32>(4, 5, 6, 7, 12, 13, 14, 15, 20, 21, 22, 23, 28, 29, 30, 31)
    let evenBits = unsafeBitCast(even, to: SIMD8<Int64>.self)
    let oddBits = unsafeBitCast(odd, to: SIMD8<Int64>.self)
    return _mm512_permutex2var_ps(a, evenBits, b) + _mm512_permutex2var_ps(a, oddBits, b)
  }
#endif
