/// Tiles of a source as a planner deals them: `count` of them from `first` on, every `stride`-th.
public struct Ordinals: Sendable, Hashable, BitwiseCopyable, RandomAccessCollection {
  public var first: Int
  public var count: Int
  public var stride: Int

  public init(first: Int, count: Int, stride: Int = 1) {
    self.first = first
    self.count = count
    self.stride = stride
  }

  public init(_ range: Range<Int>) { self.init(first: range.lowerBound, count: range.count) }

  public var startIndex: Int { 0 }
  public var endIndex: Int { count }

  /// The n-th of them.
  public subscript(_ index: Int) -> Int { first + index * stride }

  /// The last of them; `first` where there are none.
  public var last: Int { count == 0 ? first : first + (count - 1) * stride }

  /// Which of them a tile is.
  public func firstIndex(of tile: Int) -> Int? {
    let (index, rest) = (tile - first).quotientAndRemainder(dividingBy: stride)
    return rest == 0 && indices.contains(index) ? index : nil
  }

  public func contains(_ tile: Int) -> Bool { firstIndex(of: tile) != nil }

  public var areConsecutive: Bool { stride == 1 || count <= 1 }

  /// From the first to the last, those that are left out between them included.
  public var hull: Range<Int> { first..<(count == 0 ? first : last + 1) }
}

/// One piece of work.
public enum Work: Sendable, Hashable {
  /// Folds tiles of a source, in order, into an accumulator.
  case attend(source: Int, Ordinals, into: Int)
  /// ⊕: folds an accumulator into another, for the rows that both have; `from` stays as it is.
  case merge(from: Int, into: Int)
  /// O ÷ l and m + log l of some rows: they are complete.
  case finish(accumulator: Int, rows: RowSet)
}

/// A piece of work and what it waits for.
///
/// Packed: a problem may have millions.
public struct Item: Sendable, Hashable {
  private enum Kind: Int32, Sendable { case attend, merge, finish }

  private var kind: Kind
  private var operands: (Int32, Int32)
  private var rest: (Int32, Int32, Int32)
  private var firstEdge: Int32
  private var edgeCount: Int32

  /// - Parameter after: into ``Schedule/edges``: items outside its CTA that have to have ended.
  public init(_ work: Work, after: Range<Int> = 0..<0) {
    firstEdge = Int32(truncatingIfNeeded: after.lowerBound)
    edgeCount = Int32(truncatingIfNeeded: after.count)
    switch work {
    case .attend(let source, let ordinals, let into):
      kind = .attend
      operands = (Int32(truncatingIfNeeded: source), Int32(truncatingIfNeeded: into))
      rest = (
        Int32(truncatingIfNeeded: ordinals.first), Int32(truncatingIfNeeded: ordinals.count),
        Int32(truncatingIfNeeded: ordinals.stride)
      )
    case .merge(let from, let into):
      kind = .merge
      operands = (Int32(truncatingIfNeeded: from), Int32(truncatingIfNeeded: into))
      rest = (0, 0, 0)
    case .finish(let accumulator, let rows):
      kind = .finish
      operands = (Int32(truncatingIfNeeded: accumulator), Int32(truncatingIfNeeded: rows.kvHead))
      rest = (
        Int32(truncatingIfNeeded: rows.requests.lowerBound), Int32(truncatingIfNeeded: rows.requests.upperBound), 0
      )
    }
  }

  public var work: Work {
    switch kind {
    case .attend:
      .attend(
        source: Int(operands.0), Ordinals(first: Int(rest.0), count: Int(rest.1), stride: Int(rest.2)),
        into: Int(operands.1))
    case .merge: .merge(from: Int(operands.0), into: Int(operands.1))
    case .finish:
      .finish(
        accumulator: Int(operands.0),
        rows: RowSet(requests: Int(rest.0)..<Int(rest.1), kvHead: Int(operands.1)))
    }
  }

  /// Into ``Schedule/edges``: items outside its CTA that have to have ended before it begins.
  public var after: Range<Int> { Int(firstEdge)..<Int(firstEdge) + Int(edgeCount) }

  public static func == (one: Item, other: Item) -> Bool { one.work == other.work && one.after == other.after }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(work)
    hasher.combine(after)
  }
}
