// How K and V are stored, and their conversion to f32 lanes: by instruction where there is one, else by integer
// arithmetic on whole vectors, so that no conversion calls a library.

import CKernelSupport

/// An element type of K and V.
protocol StoredElement {
  /// Bytes of one element.
  static var size: Int { get }
  /// Whether whole cache lines are converted by pairs of vectors: one load gives the even elements of two vectors, then
  /// the odd ones, in half the instructions. q and o are kept in that order meanwhile (`splitPairs`).
  static var isPaired: Bool { get }
  /// For how many query rows each block converts a strip anew; for more it is converted once, to memory.
  static var mostRowsUnwidened: Int { get }
  /// The same for K alone.
  static var mostRowsWithKeysUnwidened: Int { get }
  /// Whether K and V of a tile are looked through before anything is computed: what is to be there in time is then the
  /// whole next tile.
  static var isScanned: Bool { get }
  /// `lanes` gives the stored numbers times this power of two, for q and the weights to make good (``Rescaling``).
  static var laneScale: Float { get }
  /// The `width` elements from `p` on, as f32; any alignment.
  static func lanes(_ p: UnsafeRawPointer) -> Lanes
  /// One vector of a cache line; of a paired type, the even or the odd elements of the two vectors that `part` is one of.
  static func lanes(ofLine line: UnsafeRawPointer, part: Int) -> Lanes
  #if KERNEL_AVX512
    /// The 8 elements from `p` on, as f32, then 8 zeros.
    static func halfLanes(_ p: UnsafeRawPointer) -> Lanes
  #endif
}

extension StoredElement {
  @_transparent static var isPaired: Bool { false }
  @_transparent static var mostRowsUnwidened: Int { .max }
  @_transparent static var mostRowsWithKeysUnwidened: Int { mostRowsUnwidened }
  @_transparent static var isScanned: Bool { false }
  @_transparent static var laneScale: Float { 1 }

  @_transparent static func lanes(ofLine line: UnsafeRawPointer, part: Int) -> Lanes {
    lanes(line + part &* width &* size)
  }
}

enum Float32Element: StoredElement {
  @_transparent static var size: Int { 4 }

  @_transparent static func lanes(_ p: UnsafeRawPointer) -> Lanes {
    p.loadUnaligned(as: Lanes.self)
  }

  #if KERNEL_AVX512
    @_transparent static func halfLanes(_ p: UnsafeRawPointer) -> Lanes {
      Lanes(lowHalf: p.loadUnaligned(as: SIMD8<Float>.self), highHalf: .zero)
    }
  #endif
}

enum Float16Element: StoredElement {
  @_transparent static var size: Int { 2 }
  #if KERNEL_AVX512
    @_transparent static var mostRowsUnwidened: Int { 4 }
  #elseif !arch(arm64)
    @_transparent static var mostRowsUnwidened: Int { 2 }
  #endif
  #if KERNEL_AVX2
    // Up to four rows are one block of scores, but two blocks of values.
    @_transparent static var mostRowsWithKeysUnwidened: Int { 4 }
  #endif

  #if KERNEL_AVX512 || KERNEL_AVX2 || arch(arm64)
    @_transparent static func lanes(_ p: UnsafeRawPointer) -> Lanes {
      #if KERNEL_AVX512
        let half = p.loadUnaligned(as: SIMD16<Float16>.self)
      #elseif KERNEL_AVX2
        let half = p.loadUnaligned(as: SIMD8<Float16>.self)
      #else
        let half = p.loadUnaligned(as: SIMD4<Float16>.self)
      #endif
      // One instruction in the end; the vector initialisers are calls.
      var wide = Lanes.zero
      for i in 0..<Lanes.scalarCount { wide[i] = Float(half[i]) }
      return wide
    }
  #else
    @_transparent static var isPaired: Bool { true }

    @_transparent static func lanes(_ p: UnsafeRawPointer) -> Lanes {
      float(FiniteFloat16Element.lanes(p))
    }

    @_transparent static func lanes(ofLine line: UnsafeRawPointer, part: Int) -> Lanes {
      float(FiniteFloat16Element.lanes(ofLine: line, part: part))
    }

    /// - Parameter moved: as ``FiniteFloat16Element`` gives them
    @_transparent private static func float(_ moved: Lanes) -> Lanes {
      // The exponent's bias goes from 15 to 127 by a multiplication, which sets subnormals right as well.
      let scaled = moved * 0x1p112
      let bits = unsafeBitCast(scaled, to: LaneBits.self)
      // Infinities and NaN have the largest exponent in both formats. Compared as floats, because integer comparisons of
      // vectors become scalar code.
      let magnitude = unsafeBitCast(bits & 0x7FFF_FFFF, to: Lanes.self)
      let exponent = LaneBits.zero.replacing(with: 0x7F80_0000, where: magnitude .>= 0x1p16)
      return unsafeBitCast(bits | exponent, to: Lanes.self)
    }
  #endif

  #if KERNEL_AVX512
    @_transparent static func halfLanes(_ p: UnsafeRawPointer) -> Lanes {
      let half = p.loadUnaligned(as: SIMD8<Float16>.self)
      var wide = SIMD8<Float>.zero
      for i in 0..<8 { wide[i] = Float(half[i]) }
      return Lanes(lowHalf: wide, highHalf: .zero)
    }
  #endif
}

#if !(KERNEL_AVX512 || KERNEL_AVX2 || arch(arm64))
  /// f16 without infinities and NaN, whose bits need only be moved: what is left is a factor.
  enum FiniteFloat16Element: StoredElement {
    @_transparent static var size: Int { 2 }
    @_transparent static var isPaired: Bool { true }
    @_transparent static var isScanned: Bool { true }
    @_transparent static var laneScale: Float { 0x1p-112 }

    @_transparent static func lanes(_ p: UnsafeRawPointer) -> Lanes {
      let stored = upperHalves(p.loadUnaligned(as: HalfWidthLanes.self))
      return moved(unsafeBitCast(stored, to: SIMD4<Int32>.self) &>> 3)
    }

    @_transparent static func lanes(ofLine line: UnsafeRawPointer, part: Int) -> Lanes {
      let pair = line + (part & ~1) &* width &* 2
      #if arch(x86_64)
        let stored = pair.loadUnaligned(as: SIMD8<Int16>.self)
        return moved(part & 1 == 0 ? lean_even_times_8192(stored) : lean_odd_times_8192(stored))
      #else
        // What the even element of a pair leaves in the lower half of the odd one goes with the mask.
        let stored = pair.loadUnaligned(as: SIMD4<Int32>.self)
        return moved((part & 1 == 0 ? stored &<< 16 : stored) &>> 3)
      #endif
    }

    /// Exponent and mantissa are where an f32 has them; the exponent's bias stays 15 where f32 has 127.
    /// - Parameter stored: the stored bits as a number with a sign, times 2¹³
    @_transparent private static func moved(_ stored: SIMD4<Int32>) -> Lanes {
      // The sign is spread over four bits, three of which go.
      unsafeBitCast(unsafeBitCast(stored, to: LaneBits.self) & 0x8FFF_E000, to: Lanes.self)
    }

    /// Whether a tile is fit for it, found in one pass that takes far less than a full conversion.
    static func holdsAll(of tile: lean_tile) -> Bool {
      guard let k = tile.k, let v = tile.v else { return false }
      let count = Int(tile.tokens) &* Int(tile.d)
      return areFinite(k, count) && areFinite(v, count)
    }

    /// - Parameter count: a multiple of 8
    private static func areFinite(_ elements: UnsafeRawPointer, _ count: Int) -> Bool {
      // Four at a time, so that none waits for the one before.
      var (a, b, c, d) = (Eight.zero, Eight.zero, Eight.zero, Eight.zero)
      let end = elements + count &* size
      var next = elements
      while next + 64 <= end {
        a = larger(a, magnitudes(next))
        b = larger(b, magnitudes(next + 16))
        c = larger(c, magnitudes(next + 32))
        d = larger(d, magnitudes(next + 48))
        next += 64
      }
      while next < end {
        a = larger(a, magnitudes(next))
        next += 16
      }
      let largest = larger(larger(a, b), larger(c, d))
      for i in 0..<Eight.scalarCount where largest[i] >= leastNotFinite { return false }
      return true
    }

    /// The largest exponent, as bits without a sign.
    private static let leastNotFinite: Int16 = 0x7C00

    private typealias Eight = SIMD8<Int16>

    @_transparent private static func magnitudes(_ p: UnsafeRawPointer) -> Eight {
      p.loadUnaligned(as: Eight.self) & 0x7FFF
    }

    /// Lane by lane: one instruction in the end.
    @_transparent private static func larger(_ a: Eight, _ b: Eight) -> Eight {
      var most = a
      for i in 0..<Eight.scalarCount { most[i] = a[i] > b[i] ? a[i] : b[i] }
      return most
    }
  }
#endif

/// Where lanes of K and V come scaled by ``StoredElement/laneScale``: the powers of two that make good for it. q and
/// scores share the factor, so that no product leaves the range of f32.
enum Rescaling<Element: StoredElement> {
  @_transparent static var isNeeded: Bool { Element.laneScale != 1 }
  @_transparent static var query: Float { isNeeded ? 0x1p48 : 1 }
  @_transparent static var score: Float { 1 / Element.laneScale / query }
  @_transparent static var weight: Float { 1 / Element.laneScale }
}

/// A bf16 is the upper half of an f32.
enum BFloat16Element: StoredElement {
  @_transparent static var size: Int { 2 }
  @_transparent static var isPaired: Bool { true }
  #if KERNEL_AVX2
    @_transparent static var mostRowsUnwidened: Int { 4 }
  #elseif !KERNEL_AVX512
    @_transparent static var mostRowsUnwidened: Int { 2 }
  #endif

  @_transparent static func lanes(_ p: UnsafeRawPointer) -> Lanes {
    unsafeBitCast(upperHalves(p.loadUnaligned(as: HalfWidthLanes.self)), to: Lanes.self)
  }

  @_transparent static func lanes(ofLine line: UnsafeRawPointer, part: Int) -> Lanes {
    unsafeBitCast(upperHalves(ofPair: line, part: part), to: Lanes.self)
  }

  #if KERNEL_AVX512
    @_transparent static func halfLanes(_ p: UnsafeRawPointer) -> Lanes {
      let stored = p.loadUnaligned(as: SIMD8<UInt16>.self)
      var wide = SIMD8<UInt32>.zero
      for i in 0..<8 { wide[i] = UInt32(stored[i]) }
      return Lanes(lowHalf: unsafeBitCast(wide &<< 16, to: SIMD8<Float>.self), highHalf: .zero)
    }
  #endif
}

/// Each as the upper half of 32 bits.
@_transparent
private func upperHalves(_ stored: HalfWidthLanes) -> LaneBits {
  var wide = LaneBits.zero
  for i in 0..<LaneBits.scalarCount { wide[i] = UInt32(stored[i]) }
  return wide &<< 16
}

/// The even elements (of an even part) or the odd ones of two vectors of a line, each as the upper half of 32 bits.
@_transparent
private func upperHalves(ofPair line: UnsafeRawPointer, part: Int) -> LaneBits {
  // Little endian: of two elements the even one is in the lower half.
  let pairs = (line + (part & ~1) &* width &* 2).loadUnaligned(as: LaneBits.self)
  return part & 1 == 0 ? pairs &<< 16 : pairs & 0xFFFF_0000
}
