/// Query rows that one kernel call may serve: the query heads of one KV head's group, of consecutive requests.
public struct RowSet: Sendable, Hashable {
  private var firstRequest: Int32
  private var endRequest: Int32
  private var head: Int32

  public init(requests: Range<Int>, kvHead: Int) {
    firstRequest = Int32(truncatingIfNeeded: requests.lowerBound)
    endRequest = Int32(truncatingIfNeeded: requests.upperBound)
    head = Int32(truncatingIfNeeded: kvHead)
  }

  public var requests: Range<Int> { Int(firstRequest)..<Int(endRequest) }
  public var kvHead: Int { Int(head) }

  public func contains(_ other: RowSet) -> Bool {
    head == other.head && firstRequest <= other.firstRequest && other.endRequest <= endRequest
  }

  public func overlaps(_ other: RowSet) -> Bool {
    head == other.head && firstRequest < other.endRequest && other.firstRequest < endRequest
  }
}

extension AttentionProblem {
  public func rowSet(ofOutput output: Int) -> RowSet {
    let (request, head) = output.quotientAndRemainder(dividingBy: kvHeads)
    return RowSet(requests: request..<request + 1, kvHead: head)
  }

  public func firstOutput(of rows: RowSet) -> Int { rows.requests.lowerBound * kvHeads + rows.kvHead }

  /// The outputs whose rows these are, in order.
  public func outputs(of rows: RowSet) -> StrideTo<Int> {
    stride(
      from: rows.requests.lowerBound * kvHeads + rows.kvHead, to: rows.requests.upperBound * kvHeads + rows.kvHead,
      by: kvHeads)
  }

  /// How many rows these are.
  public func count(of rows: RowSet) -> Int { rows.requests.count * groupSize }
}

/// Keys and values that are stored once.
public struct KVSource: Sendable, Hashable {
  /// In tokens.
  public var length: Int
  public var kvHead: Int
  /// Where they lie.
  public var rank: Int
}

extension AttentionProblem {
  /// As many as outputs, each the keys and values of one (request, KV head), in that order.
  public var sources: Int { outputs }

  public func source(_ index: Int) -> KVSource {
    KVSource(length: context(ofOutput: index), kvHead: kvHead(ofOutput: index), rank: 0)
  }
}

/// Which KV tile of a source a planner's *k-th tile* is.
public enum TileIndex: Sendable, Hashable {
  /// The k-th.
  case identity

  public func tile(_ ordinal: Int, ofSource source: Int) -> Int {
    switch self {
    case .identity: ordinal
    }
  }
}
