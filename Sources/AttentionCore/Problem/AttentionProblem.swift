/// One decode step: for each request one new token, whose query heads attend to all keys and values of the request.
///
/// Shapes: q `[requests, queryHeads, headDim]`; K and V `[requests, kvHeads, context, headDim]`.
public struct AttentionProblem: Sendable, Hashable {
  /// Keys (and values) of each request, in tokens.
  public let contexts: [Int]
  public let queryHeads: Int
  public let kvHeads: Int
  /// Entries of a query, key or value.
  public let headDim: Int
  public let elementType: ElementType
  /// Consecutive keys and values in one KV tile; the last tile of a request may be shorter.
  public let tileTokens: Int

  public init(
    contexts: [Int], queryHeads: Int, kvHeads: Int, headDim: Int, elementType: ElementType, tileTokens: Int
  ) throws(ProblemError) {
    let limits = ProblemLimits.self
    guard !contexts.isEmpty else { throw ProblemError(.context, "no context length given") }
    for length in contexts where !limits.context.contains(length) {
      throw ProblemError(.context, "\(length) is not from 1 to \(limits.context.upperBound)")
    }
    try limits.check(queryHeads, .heads, 1...limits.rows)
    try limits.check(kvHeads, .kvHeads, 1...limits.rows)
    let (rows, overflow) = contexts.count.multipliedReportingOverflow(by: queryHeads)
    guard !overflow, rows <= limits.rows else {
      throw ProblemError(.heads, "\(contexts.count) requests × \(queryHeads) heads is more than \(limits.rows)")
    }
    guard queryHeads % kvHeads == 0 else {
      throw ProblemError(
        .kvHeads,
        "\(numbered(queryHeads, "query head")) \(queryHeads == 1 ? "is" : "are") not a multiple of "
          + numbered(kvHeads, "KV head"))
    }
    try limits.check(headDim, .headDim, limits.headDim)
    guard headDim % 8 == 0 else { throw ProblemError(.headDim, "\(headDim) is not a multiple of 8") }
    try limits.check(tileTokens, .tile, limits.tileTokens)
    self.contexts = contexts
    self.queryHeads = queryHeads
    self.kvHeads = kvHeads
    self.headDim = headDim
    self.elementType = elementType
    self.tileTokens = tileTokens
  }
}

extension AttentionProblem {
  public var requests: Int { contexts.count }
  /// Query heads that share the keys and values of one KV head.
  public var groupSize: Int { queryHeads / kvHeads }

  /// Floating-point operations of QKᵀ and PV for a byte of K and V: two products of 2 · headDim operations a key and query
  /// head, over the bytes of a key and a value.
  public var intensity: Double { Double(4 * headDim * groupSize) / Double(2 * headDim * elementType.size) }
  /// Output tiles, one a (request, KV head), in that order.
  public var outputs: Int { requests * kvHeads }
  /// Query rows, one a (request, query head), in that order; the rows of an output are consecutive.
  public var rows: Int { requests * queryHeads }

  public func request(ofOutput output: Int) -> Int { output / kvHeads }
  public func kvHead(ofOutput output: Int) -> Int { output % kvHeads }
  public func context(ofOutput output: Int) -> Int { contexts[output / kvHeads] }
  public func rows(ofOutput output: Int) -> Range<Int> { output * groupSize..<(output + 1) * groupSize }

  /// KV tiles of a request under each of its KV heads: ⌈context ÷ tile⌉.
  public func tiles(ofRequest request: Int) -> Int { (contexts[request] - 1) / tileTokens + 1 }
  public func tiles(ofOutput output: Int) -> Int { tiles(ofRequest: output / kvHeads) }
  public var totalTiles: Int { (0..<requests).reduce(0) { $0 + tiles(ofRequest: $1) } * kvHeads }

  /// The keys of tile `tile` of an output.
  public func keys(ofTile tile: Int, output: Int) -> Range<Int> {
    tile * tileTokens..<min((tile + 1) * tileTokens, context(ofOutput: output))
  }

  /// Bytes of K and V that one decode step reads: Σ context · kvHeads · 2 · headDim · size.
  public var kvBytes: Int { contexts.reduce(0, +) * kvHeads * 2 * headDim * elementType.size }

  /// The tile that flash-attention's split kernel takes for a head dimension, in tokens.
  ///
  /// Source: Dao-AILab/flash-attention, `csrc/flash_attn/flash_api.cpp` (kBlockN of the split kernel).
  public static func defaultTileTokens(headDim: Int) -> Int { headDim <= 64 ? 256 : headDim <= 128 ? 128 : 64 }
}
