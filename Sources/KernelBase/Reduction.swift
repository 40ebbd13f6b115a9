// From vectors to one number each.

import CKernelSupport

#if KERNEL_AVX512 || KERNEL_AVX2
  import _Builtin_intrinsics.intel
#endif

/// The lane sums of four vectors.
@_transparent
func sums(_ a: Lanes, _ b: Lanes, _ c: Lanes, _ d: Lanes) -> SIMD4<Float> {
  let parts = sumsOfParts(a, b, c, d)
  #if KERNEL_AVX512
    let halves = parts.lowHalf + parts.highHalf
    return halves.lowHalf + halves.highHalf
  #elseif KERNEL_AVX2
    return parts.lowHalf + parts.highHalf
  #else
    return parts
  #endif
}

/// The largest lanes of four vectors that hold no NaN.
@_transparent
func largestLanes(_ a: Lanes, _ b: Lanes, _ c: Lanes, _ d: Lanes) -> SIMD4<Float> {
  let (ab, cd) = (interleaved(a, b), interleaved(c, d))
  let pairs = interleavedPairs(larger(ab.0, ab.1), larger(cd.0, cd.1))
  let parts = larger(pairs.0, pairs.1)
  #if KERNEL_AVX512
    let halves = larger(parts.lowHalf, parts.highHalf)
    return larger(halves.lowHalf, halves.highHalf)
  #elseif KERNEL_AVX2
    return larger(parts.lowHalf, parts.highHalf)
  #else
    return parts
  #endif
}

/// In every 128-bit part: its share of the lane sums of four vectors.
@_transparent
private func sumsOfParts(_ a: Lanes, _ b: Lanes, _ c: Lanes, _ d: Lanes) -> Lanes {
  let (ab, cd) = (interleaved(a, b), interleaved(c, d))
  let pairs = interleavedPairs(ab.0 + ab.1, cd.0 + cd.1)
  return pairs.0 + pairs.1
}

/// In every 128-bit part: the first two lanes of a and b in turns; then the last two.
///
/// Literal shuffles of 16 lanes compile to hundreds of instructions, intrinsics to these two.
@_transparent
private func interleaved(_ a: Lanes, _ b: Lanes) -> (Lanes, Lanes) {
  #if KERNEL_AVX512
    return (_mm512_unpacklo_ps(a, b), _mm512_unpackhi_ps(a, b))
  #elseif KERNEL_AVX2
    return (_mm256_unpacklo_ps(a, b), _mm256_unpackhi_ps(a, b))
  #else
    let (a, b) = (lean_kept(a), lean_kept(b))
    return (Lanes(a[0], b[0], a[1], b[1]), Lanes(a[2], b[2], a[3], b[3]))
  #endif
}

/// The same with pairs of lanes.
@_transparent
private func interleavedPairs(_ a: Lanes, _ b: Lanes) -> (Lanes, Lanes) {
  #if KERNEL_AVX512
    let (a, b) = (unsafeBitCast(a, to: SIMD8<Double>.self), unsafeBitCast(b, to: SIMD8<Double>.self))
    return (
      unsafeBitCast(_mm512_unpacklo_pd(a, b), to: Lanes.self), unsafeBitCast(_mm512_unpackhi_pd(a, b), to: Lanes.self)
    )
  #elseif KERNEL_AVX2
    let (a, b) = (unsafeBitCast(a, to: SIMD4<Double>.self), unsafeBitCast(b, to: SIMD4<Double>.self))
    return (
      unsafeBitCast(_mm256_unpacklo_pd(a, b), to: Lanes.self), unsafeBitCast(_mm256_unpackhi_pd(a, b), to: Lanes.self)
    )
  #else
    return (Lanes(lowHalf: a.lowHalf, highHalf: b.lowHalf), Lanes(lowHalf: a.highHalf, highHalf: b.highHalf))
  #endif
}

#if KERNEL_AVX512
  /// The lane sums of sixteen vectors, in their order: in fewer instructions than four times four, since the parts of four
  /// are added together too.
  @_transparent
  func sums<let count: Int>(ofSixteen vectors: InlineArray<count, Lanes>) -> Lanes {
    let a = sumsOfParts(vectors[0], vectors[1], vectors[2], vectors[3])
    let b = sumsOfParts(vectors[4], vectors[5], vectors[6], vectors[7])
    let c = sumsOfParts(vectors[8], vectors[9], vectors[10], vectors[11])
    let d = sumsOfParts(vectors[12], vectors[13], vectors[14], vectors[15])
    let ab = sumsOfHalves(a, b)
    let cd = sumsOfHalves(c, d)
    // Of a, b, c and d the even parts, then the odd ones.
    let even = SIMD16<Int32>(0, 1, 2, 3, 8, 9, 10, 11, 16, 17, 18, 19, 24, 25, 26, 27)
    return lean_kept_wide(
      _mm512_permutex2var_ps(ab, unsafeBitCast(even, to: SIMD8<Int64>.self), cd)
        + _mm512_permutex2var_ps(ab, unsafeBitCast(even &+ 4, to: SIMD8<Int64>.self), cd))
  }

  /// The sum of a's halves, then that of b's.
  @_transparent
  private func sumsOfHalves(_ a: Lanes, _ b: Lanes) -> Lanes {
    // Kept, because the compiler would take the shuffles of several sums for one, of many more instructions.
    let (a, b) = (lean_kept_wide(a), lean_kept_wide(b))
    return lean_kept_wide(
      Lanes(lowHalf: a.lowHalf, highHalf: b.lowHalf) + Lanes(lowHalf: a.highHalf, highHalf: b.highHalf))
  }
#endif
