import CKernelSupport
import Synchronization

/// How rows of K and V, or the lines of a plain read, are asked for ahead of their use. No result depends on it.
public struct ReadAhead: Sendable, Hashable {
  /// A level of a core's own caches.
  public enum Cache: UInt8, Sendable, Hashable {
    case first = 1
    case second = 2
  }

  /// Strips of four rows, one a stream; 0 where nothing is asked for ahead. Of plain reads: KiB.
  public var distance: UInt8
  /// Where to.
  public var cache: Cache
  /// Whether the rows of V are asked for while those of K are read, and the next K's meanwhile V's.
  public var asksOtherHalf: Bool

  public init(distance: UInt8, cache: Cache, asksOtherHalf: Bool = false) {
    (self.distance, self.cache, self.asksOtherHalf) = (distance, cache, asksOtherHalf)
  }

  public static let nothing = ReadAhead(distance: 0, cache: .second)
  /// Before anything is tried.
  static let untried = ReadAhead(distance: 4, cache: .second)

  func set(on tile: inout lean_tile) {
    tile.prefetch_strips = Int32(distance)
    tile.prefetch_into = Int32(cache.rawValue)
    tile.prefetch_other_half = asksOtherHalf ? 1 : 0
  }
}

/// All of it in one word, so that workers may look at it while it is changed.
extension ReadAhead: AtomicRepresentable {
  public typealias AtomicRepresentation = UInt32.AtomicRepresentation

  public static func encodeAtomicRepresentation(_ value: consuming ReadAhead) -> AtomicRepresentation {
    let word = UInt32(value.distance) | UInt32(value.cache.rawValue) << 8 | (value.asksOtherHalf ? 1 << 16 : 0)
    return UInt32.encodeAtomicRepresentation(word)
  }

  public static func decodeAtomicRepresentation(_ storage: consuming AtomicRepresentation) -> ReadAhead {
    let word = UInt32.decodeAtomicRepresentation(storage)
    return ReadAhead(
      distance: UInt8(truncatingIfNeeded: word),
      cache: Cache(rawValue: UInt8(truncatingIfNeeded: word >> 8)) ?? .second,
      asksOtherHalf: word >> 16 != 0)
  }
}
