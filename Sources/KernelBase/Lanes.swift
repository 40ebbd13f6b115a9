// The vector that the kernel computes with, and the few operations on it that differ between instruction sets.

import CKernelSupport

#if KERNEL_AVX512 || KERNEL_AVX2
  import _Builtin_intrinsics.intel
#endif

#if KERNEL_AVX512
  typealias Lanes = SIMD16<Float>
  typealias LaneBits = SIMD16<UInt32>
  typealias HalfWidthLanes = SIMD16<UInt16>
  public let kernelName = "avx512"
#elseif KERNEL_AVX2
  typealias Lanes = SIMD8<Float>
  typealias LaneBits = SIMD8<UInt32>
  typealias HalfWidthLanes = SIMD8<UInt16>
  public let kernelName = "avx2"
#else
  typealias Lanes = SIMD4<Float>
  typealias LaneBits = SIMD4<UInt32>
  typealias HalfWidthLanes = SIMD4<UInt16>
  #if arch(arm64)
    public let kernelName = "neon"
  #else
    public let kernelName = "scalar"
  #endif
#endif

/// Floats in a vector: 16, 8 or 4.
@_transparent var width: Int { Lanes.scalarCount }

/// a · b + c; one rounding where the instruction set has a fused operation.
@_transparent
func multiplyAdd(_ a: Lanes, _ b: Lanes, _ c: Lanes) -> Lanes {
  #if KERNEL_AVX512
    _mm512_fmadd_ps(a, b, c)
  #elseif KERNEL_AVX2
    _mm256_fmadd_ps(a, b, c)
  #elseif arch(arm64)
    lean_multiply_add(a, b, c)
  #else
    a * b + c
  #endif
}

/// The larger of each pair; a NaN in `b` is dropped, so that a maximum that starts without NaN stays without.
@_transparent
func larger(_ a: Lanes, _ b: Lanes) -> Lanes {
  a.replacing(with: b, where: b .> a)
}

/// So many vectors of zeros, for the compiler to keep in registers.
///
/// `InlineArray(repeating:)` does the same, but in a function of its own where a module is one object a file: an array
/// whose address has left stays in memory, and every sum is stored as often as something is added to it.
@_transparent
func zeros<let count: Int>() -> InlineArray<count, Lanes> { InlineArray { _ in .zero } }

@_transparent
func loadLanes(_ p: UnsafePointer<Float>) -> Lanes {
  UnsafeRawPointer(p).loadUnaligned(as: Lanes.self)
}

@_transparent
func storeLanes(_ lanes: Lanes, _ p: UnsafeMutablePointer<Float>) {
  UnsafeMutableRawPointer(p).storeBytes(of: lanes, as: Lanes.self)
}

#if KERNEL_AVX512
  @_transparent
  func larger(_ a: SIMD8<Float>, _ b: SIMD8<Float>) -> SIMD8<Float> {
    a.replacing(with: b, where: b .> a)
  }
#endif

#if KERNEL_AVX512 || KERNEL_AVX2
  @_transparent
  func larger(_ a: SIMD4<Float>, _ b: SIMD4<Float>) -> SIMD4<Float> {
    a.replacing(with: b, where: b .> a)
  }
#endif
