// The order in which a span's keys and values are read, and what is asked for ahead of it.

import CKernelSupport

/// K and V are read as this many streams at a time: a span's tokens are cut into as many equal runs, and a strip takes
/// the next token of each. Hardware prefetchers follow every stream by itself, and while they start anew on one, at a page
/// of its own, the others go on.
@_transparent var streams: Int { 4 }

/// One token of each stream, in K or in V.
struct Strip {
  /// The first stream's row.
  var rows: UnsafeRawPointer
  /// Bytes from one stream's row to the next one's.
  var stride: Int
  /// What is to be asked for while these rows are read.
  var asking = Asking.nothing

  /// Where a stream's row has its byte `offset`.
  @_transparent
  func address(_ stream: Int, _ offset: Int) -> UnsafeRawPointer { rows + (stream &* stride &+ offset) }

  /// The streams after the first `count`.
  @_transparent
  func dropFirst(_ count: Int) -> Strip { Strip(rows: rows + count &* stride, stride: stride, asking: asking) }

  /// Asks for the cache lines at byte `offset` of the rows ahead, and of the other half's.
  ///
  /// Without branches, which would cost the sums of the loop around it their registers: what is not wanted is asked for
  /// where the row itself lies, which comes next anyway.
  @_transparent
  func ask(_ offset: Int, tokens: Int = streams) {
    for s in 0..<tokens {
      let line = address(s, offset)
      lean_prefetch_l1(line + asking.near)
      lean_prefetch_l2(line + asking.far)
      lean_prefetch_l2(line + asking.other)
    }
  }
}

/// From each row of a strip to those that are asked for while it is read, in bytes; 0 where none is.
struct Asking {
  /// The rows that are read some strips later, into the first level of caches.
  var near: Int
  /// The same, into the second.
  var far: Int
  /// Rows of the half that is read next: of V beside K, of the next K beside V.
  var other: Int

  static var nothing: Asking { Asking(near: 0, far: 0, other: 0) }

  @_transparent var isNothing: Bool { near == 0 && far == 0 && other == 0 }
}

/// The rows of K or V that make up a span, as strips.
struct SpanRows {
  private let start: UnsafeRawPointer
  private let rowBytes: Int
  /// Full strips, which is how many rows a stream has.
  let count: Int
  private let asking: Asking
  private let isNear: Bool
  /// The same for the last strips, whose rows ahead are those of the next span.
  private let lastAhead: Int
  private let firstOfLast: Int

  /// Rows for which nothing is asked ahead.
  @_transparent
  init(_ start: UnsafeRawPointer, tokens: Int, rowBytes: Int) {
    self.init(start, tokens: tokens, rowBytes: rowBytes, following: start, distance: 0, isNear: false, other: nil)
  }

  /// - Parameters:
  ///   - following: the rows that are read after these
  ///   - distance: how many strips ahead of its use a row is asked for; 0 for never
  ///   - isNear: whether into the first level of caches
  ///   - other: the other half's rows that are read next, to be asked for meanwhile
  @_transparent
  init(
    _ start: UnsafeRawPointer, tokens: Int, rowBytes: Int, following: UnsafeRawPointer, distance: Int, isNear: Bool,
    other: UnsafeRawPointer?
  ) {
    self.start = start
    self.rowBytes = rowBytes
    count = tokens / streams
    let ahead = distance &* rowBytes
    asking = Asking(near: isNear ? ahead : 0, far: isNear ? 0 : ahead, other: other.map { $0 - start } ?? 0)
    self.isNear = isNear
    lastAhead = distance == 0 ? 0 : (following - start) &+ (distance &- count) &* rowBytes
    firstOfLast = count &- distance
  }

  @_transparent
  func strip(_ index: Int) -> Strip {
    var asking = asking
    if index >= firstOfLast {
      asking.near = isNear ? lastAhead : 0
      asking.far = isNear ? 0 : lastAhead
    }
    return Strip(rows: start + index &* rowBytes, stride: count &* rowBytes, asking: asking)
  }
}
