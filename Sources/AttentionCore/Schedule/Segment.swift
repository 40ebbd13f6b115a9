/// Tiles of one KV source that one CTA folds into an accumulator without a break: an attend item, as views and lists show it.
///
/// Packed: a problem may have millions.
public struct Segment: Sendable, Hashable {
  private var packedSource: Int32
  private var first: Int32
  private var count: Int32
  private var stride: Int32
  private var firstRow: Int32
  private var rowCount: Int32
  /// What becomes of the partial at its end.
  public internal(set) var role: Role = .completes

  /// What becomes of the partial at a segment's end.
  public enum Role: UInt8, Sendable, Hashable {
    /// Its CTA completes the output with it: nobody else has keys of it.
    case completes
    /// Its CTA keeps it, and others are merged into it there.
    case gathers
    /// It is published: merged or finished outside its CTA.
    case publishes
  }

  /// - Parameters:
  ///   - source: the KV source that is read. Today one source is the keys and values of one (request, KV head), numbered
  ///     like outputs.
  ///   - tiles: KV tiles of the source.
  ///   - rows: the query rows that share the pass over the keys, in (request, query head) order.
  public init(source: Int, tiles: Ordinals, rows: Range<Int>) {
    packedSource = Int32(truncatingIfNeeded: source)
    (first, count) = (Int32(truncatingIfNeeded: tiles.first), Int32(truncatingIfNeeded: tiles.count))
    stride = Int32(truncatingIfNeeded: tiles.stride)
    (firstRow, rowCount) = (Int32(truncatingIfNeeded: rows.lowerBound), Int32(truncatingIfNeeded: rows.count))
  }

  public var source: Int { Int(packedSource) }
  /// KV tiles of the source, in the order in which they are folded.
  public var tiles: Ordinals { Ordinals(first: Int(first), count: Int(count), stride: Int(stride)) }
  /// The query rows that share the pass over the keys, in (request, query head) order.
  public var rows: Range<Int> { Int(firstRow)..<Int(firstRow) + Int(rowCount) }
}

/// A list of items that one unit runs from beginning to end.
///
/// Packed: a problem may have millions.
public struct CTA: Sendable, Hashable {
  /// Its place in its phase's grid: the order in which a free unit takes it.
  public var position: Int
  private var itemBounds: Bounds
  private var segmentBounds: Bounds

  private struct Bounds: Hashable {
    var lower: Int32
    var upper: Int32

    init(_ range: Range<Int>) {
      lower = Int32(truncatingIfNeeded: range.lowerBound)
      upper = Int32(truncatingIfNeeded: range.upperBound)
    }

    var range: Range<Int> { Int(lower)..<Int(upper) }
  }

  public init(position: Int, items: Range<Int>, segments: Range<Int>) {
    self.position = position
    itemBounds = Bounds(items)
    segmentBounds = Bounds(segments)
  }

  /// As indices into ``Schedule/items``.
  public var items: Range<Int> {
    get { itemBounds.range }
    set { itemBounds = Bounds(newValue) }
  }
  /// Its segments, as indices into ``Schedule/segments``.
  public var segments: Range<Int> {
    get { segmentBounds.range }
    set { segmentBounds = Bounds(newValue) }
  }
}

/// CTAs that are there at the same time. A phase begins when all before it have ended.
public struct Phase: Sendable, Hashable {
  /// As indices into ``Schedule/ctas``: those with work.
  public var ctas: Range<Int>
  /// All of its items, those of its CTAs first, then those in no CTA: each of these is run by the unit that ended the last
  /// item that it waited for.
  public var items: Range<Int>
  public var dispatch: Dispatch
  /// CTAs of the grid, those without work included.
  public var gridSize: Int
}

/// How CTAs reach units.
public enum Dispatch: String, Sendable, Hashable {
  /// A free unit takes the next CTA.
  case grid
  /// CTA n stays on unit n mod units. All are there at the same time; a unit that holds several runs the highest first,
  /// because a host waits for higher ones only.
  case resident
}

/// Where partials are merged: a word for captions; what waits for what is in the items.
public enum Reduction: String, Sendable, Hashable {
  /// Nowhere: each output has one segment.
  case none
  /// In a phase of its own, after the last split of all outputs.
  case pass
  /// By the CTA that holds the output's first tile, in the same kernel.
  case host
  /// By the unit whose share of an output ends last.
  case lastArriver
}

/// One ⊕, as views and lists show it.
public struct Merge: Sendable, Hashable {
  /// The output tile that both belong to.
  public var destination: Int
  /// The segment whose partial the accumulator starts from.
  public var host: Int
  /// The segment whose partial is folded in.
  public var source: Int
  /// The ⊕'s place among those of its output, from 0.
  public var order: Int
  /// Into ``Schedule/items``.
  public var item: Int

  public init(destination: Int, host: Int, source: Int, order: Int, item: Int) {
    self.destination = destination
    self.host = host
    self.source = source
    self.order = order
    self.item = item
  }
}
