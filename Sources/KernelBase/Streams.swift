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
  /// From each row to the one that is to be asked for meanwhile, in bytes; 0 where none is.
  var ahead: Int

  /// Where a stream's row has its byte `offset`.
  @_transparent
  func address(_ stream: Int, _ offset: Int) -> UnsafeRawPointer { rows + (stream &* stride &+ offset) }

  /// The streams after the first `count`.
  @_transparent
  func dropFirst(_ count: Int) -> Strip { Strip(rows: rows + count &* stride, stride: stride, ahead: ahead) }

  /// Asks for the cache lines at byte `offset` of the rows ahead.
  @_transparent
  func ask(_ offset: Int, tokens: Int = streams) {
    for s in 0..<tokens { lean_prefetch(address(s, offset &+ ahead)) }
  }
}

/// The rows of K or V that make up a span, as strips.
struct SpanRows {
  private let start: UnsafeRawPointer
  private let rowBytes: Int
  /// Full strips, which is how many rows a stream has.
  let count: Int
  private let ahead: Int
  /// The same for the last strips, whose rows ahead are those of the next span.
  private let lastAhead: Int
  private let firstOfLast: Int

  /// - Parameters:
  ///   - following: the rows that are read after these, only to be prefetched
  ///   - distance: how many strips ahead of its use a row is asked for; 0 for never
  @_transparent
  init(
    _ start: UnsafeRawPointer, tokens: Int, rowBytes: Int, following: UnsafeRawPointer, distance: Int
  ) {
    self.start = start
    self.rowBytes = rowBytes
    count = tokens / streams
    ahead = distance &* rowBytes
    lastAhead = distance == 0 ? 0 : (following - start) &+ (distance &- count) &* rowBytes
    firstOfLast = count &- distance
  }

  @_transparent
  func strip(_ index: Int) -> Strip {
    Strip(
      rows: start + index &* rowBytes, stride: count &* rowBytes, ahead: index < firstOfLast ? ahead : lastAhead)
  }
}
