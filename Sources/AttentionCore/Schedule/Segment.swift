/// Consecutive keys of one KV source, folded by one CTA into one partial for each of some query rows.
public struct Segment: Sendable, Hashable {
  /// The KV source that is read. Today one source is the keys and values of one (request, KV head), numbered like outputs.
  public var source: Int
  /// The keys (and values) of the source, in tokens.
  public var keys: Range<Int>
  /// The query rows that share the pass over the keys, in (request, query head) order.
  public var rows: Range<Int>

  public init(source: Int, keys: Range<Int>, rows: Range<Int>) {
    self.source = source
    self.keys = keys
    self.rows = rows
  }
}

/// A list of segments that one unit runs from beginning to end.
public struct CTA: Sendable, Hashable {
  /// Its place in the grid: the order in which a free unit takes it.
  public var position: Int
  /// Its segments, as indices into ``Schedule/segments``.
  public var segments: Range<Int>

  public init(position: Int, segments: Range<Int>) {
    self.position = position
    self.segments = segments
  }
}

/// How CTAs reach units.
public enum Dispatch: String, Sendable, Hashable {
  /// A free unit takes the next CTA.
  case grid
  /// CTA n stays on unit n mod units. All are there at the same time; a unit that holds several runs the highest first,
  /// because a host waits for higher ones only.
  case resident
}

/// Where the partials of an output are merged.
public enum Reduction: String, Sendable, Hashable {
  /// Nowhere: each output has one segment.
  case none
  /// In a second pass, after the last split of all outputs.
  case pass
  /// By the CTA that holds the output's first tile, in the same kernel.
  case host
}

/// One ⊕: the partial of `source` is folded into the accumulator of an output.
public struct Merge: Sendable, Hashable {
  /// The output tile that both belong to.
  public var destination: Int
  /// The segment whose partial the accumulator starts from.
  public var host: Int
  /// The segment whose partial is folded in.
  public var source: Int
  /// The ⊕'s place among those of its output, from 0.
  public var order: Int

  public init(destination: Int, host: Int, source: Int, order: Int) {
    self.destination = destination
    self.host = host
    self.source = source
    self.order = order
  }
}
