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

extension AttentionProblem {
  /// Keys and values that are stored once: as many as outputs, each of one (request, KV head), in that order.
  public var sources: Int { outputs }
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
