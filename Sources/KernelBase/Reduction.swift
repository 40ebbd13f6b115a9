// From vectors of partial sums to sums.

import CKernelSupport

#if KERNEL_AVX512 || KERNEL_AVX2
  import _Builtin_intrinsics.intel
#endif

/// The lane sums of four vectors.
///
/// Two rounds of interleaving and adding leave in every 128-bit part its share of all four sums; then the parts are added.
/// Literal shuffles of 16 lanes compile to hundreds of instructions, intrinsics to these.
@_transparent
func sums(_ a: Lanes, _ b: Lanes, _ c: Lanes, _ d: Lanes) -> SIMD4<Float> {
  #if KERNEL_AVX512
    let ab = unsafeBitCast(_mm512_unpacklo_ps(a, b) + _mm512_unpackhi_ps(a, b), to: SIMD8<Double>.self)
    let cd = unsafeBitCast(_mm512_unpacklo_ps(c, d) + _mm512_unpackhi_ps(c, d), to: SIMD8<Double>.self)
    let parts =
      unsafeBitCast(_mm512_unpacklo_pd(ab, cd), to: Lanes.self)
      + unsafeBitCast(_mm512_unpackhi_pd(ab, cd), to: Lanes.self)
    let halves = parts.lowHalf + parts.highHalf
    return halves.lowHalf + halves.highHalf
  #elseif KERNEL_AVX2
    let ab = unsafeBitCast(_mm256_unpacklo_ps(a, b) + _mm256_unpackhi_ps(a, b), to: SIMD4<Double>.self)
    let cd = unsafeBitCast(_mm256_unpacklo_ps(c, d) + _mm256_unpackhi_ps(c, d), to: SIMD4<Double>.self)
    let parts =
      unsafeBitCast(_mm256_unpacklo_pd(ab, cd), to: Lanes.self)
      + unsafeBitCast(_mm256_unpackhi_pd(ab, cd), to: Lanes.self)
    return parts.lowHalf + parts.highHalf
  #else
    let (a, b, c, d) = (lean_kept(a), lean_kept(b), lean_kept(c), lean_kept(d))
    let ab = Lanes(a[0], b[0], a[1], b[1]) + Lanes(a[2], b[2], a[3], b[3])
    let cd = Lanes(c[0], d[0], c[1], d[1]) + Lanes(c[2], d[2], c[3], d[3])
    return Lanes(lowHalf: ab.lowHalf, highHalf: cd.lowHalf) + Lanes(lowHalf: ab.highHalf, highHalf: cd.highHalf)
  #endif
}
