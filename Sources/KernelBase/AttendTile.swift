// The tile kernel: one KV tile is folded into (m, l, o) of a group of query rows by online softmax.

import CKernelSupport

/// Folds a tile into its state: s = q · k, m′ = max(m, max s), p = exp(s − m′), α = exp(m − m′), l′ = α l + Σ p,
/// o′ = α o + Σ p v, the latter by blocks of tokens (see `lean_tile`).
///
/// Arithmetic is f32, but for what is done once a row and tile; K and V are read once, and converted once for a block of rows. A NaN in q or K makes l and o of
/// that row NaN and leaves m without; a NaN in V makes its column NaN; scores that are all −∞ add nothing. The result
/// depends on the input and the instruction set only. Ranges are not checked: see `lean_tile`.
public func attendTile(_ tile: UnsafePointer<lean_tile>) {
  attend(tile.pointee, Unwatched())
}

/// The same, to the bit, and adds what each phase took to the tile's `phase_ticks`.
public func attendTileTimed(_ tile: UnsafePointer<lean_tile>) {
  guard let ticks = tile.pointee.phase_ticks else { return attendTile(tile) }
  attend(tile.pointee, PhaseTimer(ticks))
}

@_transparent
private func attend<Watch: PhaseWatch>(_ tile: lean_tile, _ watch: Watch) {
  switch Int(tile.element) {
  #if !(KERNEL_AVX512 || KERNEL_AVX2 || arch(arm64))
    // More rows convert a strip once, to memory, and can afford the whole conversion.
    case Int(LEAN_F16)
    where Int(tile.rows) <= Float16Element.mostRowsUnwidened && FiniteFloat16Element.holdsAll(of: tile):
      attend(FiniteFloat16Element.self, tile, watch)
  #endif
  case Int(LEAN_F16): attend(Float16Element.self, tile, watch)
  case Int(LEAN_BF16): attend(BFloat16Element.self, tile, watch)
  default: attend(Float32Element.self, tile, watch)
  }
}

/// The head dimensions of most models have code of their own, which need not count columns.
@_transparent
private func attend<Element: StoredElement, Watch: PhaseWatch>(
  _ element: Element.Type, _ tile: lean_tile, _ watch: Watch
) {
  switch tile.d {
  case 64: attend(element, HeadDim<64>.self, tile, watch)
  case 128: attend(element, HeadDim<128>.self, tile, watch)
  default: attend(element, HeadDim<0>.self, tile, watch)
  }
}

/// A tile is worked off in spans that scratch has room for.
@inline(never)
private func attend<Element: StoredElement, let size: Int, Watch: PhaseWatch>(
  _ element: Element.Type, _ headDim: HeadDim<size>.Type, _ tile: lean_tile, _ watch: Watch
) {
  guard var span = SpanWork(tile) else { return }
  if tile.tokens > 0, let k = tile.k, let v = tile.v { attend(element, headDim, &span, tile, k: k, v: v, watch) }
  if tile.ends_block != 0 { span.endBlock(element) }
}

@_transparent
private func attend<Element: StoredElement, let size: Int, Watch: PhaseWatch>(
  _ element: Element.Type, _ headDim: HeadDim<size>.Type, _ span: inout SpanWork, _ tile: lean_tile,
  k: UnsafeRawPointer, v: UnsafeRawPointer, _ watch: Watch
) {
  if Element.isPaired { span.pair(queryScale: Rescaling<Element>.query) }
  let tokens = Int(tile.tokens)
  let rowBytes = span.d &* Element.size
  var first = 0
  while first < tokens {
    let count = min(Int(LEAN_SPAN_TOKENS), tokens &- first)
    let spanK = k + first &* rowBytes
    let next = first &+ count < tokens ? spanK + count &* rowBytes : tile.next_k ?? spanK
    attendSpan(element, headDim, span, k: spanK, v: v + first &* rowBytes, tokens: count, next: next, watch)
    first &+= count
    if first < tokens { span.endBlock(element) }
  }
}

/// What all spans of a tile have in common: the group's state, and scratch.
private struct SpanWork {
  let rows: Int
  let d: Int
  /// [rows][d]
  private(set) var q: UnsafePointer<Float>
  /// [rows]
  let m: UnsafeMutablePointer<Float>
  let totals: Totals
  let prefetchStrips: Int
  let prefetchesIntoL1: Bool
  let prefetchesOtherHalf: Bool
  /// [rows][scoreStride]
  let scores: UnsafeMutablePointer<Float>
  /// A strip of K or V as f32.
  let room: UnsafeMutablePointer<Float>
  /// A strip of K or V as it is.
  let lastRows: UnsafeMutableRawPointer
  /// [rows][d]
  private let paired: UnsafeMutablePointer<Float>

  @_transparent var scoreStride: Int { Int(LEAN_SPAN_TOKENS) }

  @_transparent
  init?(_ tile: lean_tile) {
    guard let q = tile.q, let m = tile.m, let totals = Totals(tile), let scratch = tile.scratch else { return nil }
    (self.q, self.m, self.totals) = (q, m, totals)
    rows = Int(tile.rows)
    d = Int(tile.d)
    prefetchStrips = Int(tile.prefetch_strips)
    prefetchesIntoL1 = tile.prefetch_into == Int32(LEAN_INTO_L1)
    prefetchesOtherHalf = tile.prefetch_other_half != 0
    scores = scratch
    room = scores + Int(LEAN_MAX_ROWS) &* Int(LEAN_SPAN_TOKENS)
    lastRows = UnsafeMutableRawPointer(room + streams &* Int(LEAN_MAX_DIM))
    paired = room + 2 &* streams &* Int(LEAN_MAX_DIM)
  }

  /// Goes on with a copy of q, scaled and in the order of a paired type.
  mutating func pair(queryScale: Float) {
    splitPairs(q, rows: rows, d: d, to: paired)
    if queryScale != 1 { scale(paired, by: queryScale, count: rows &* d) }
    q = UnsafePointer(paired)
  }

  @_transparent
  func endBlock<Element: StoredElement>(_: Element.Type) {
    if Element.isPaired { joinPairs(totals.block, rows: rows, d: d, to: totals.block) }
    totals.endBlock(count: rows &* d)
  }
}

/// Scores of all rows, their softmax, then the values.
@_transparent
private func attendSpan<Element: StoredElement, let size: Int, Watch: PhaseWatch>(
  _ element: Element.Type, _ headDim: HeadDim<size>.Type, _ span: SpanWork, k: UnsafeRawPointer, v: UnsafeRawPointer,
  tokens: Int, next: UnsafeRawPointer, _ watch: Watch
) {
  var watch = watch
  let (rows, d, scores, stride) = (span.rows, span.d, span.scores, span.scoreStride)
  let rowBytes = d &* Element.size
  let full = tokens / streams &* streams
  let distance = Element.isScanned ? tokens / streams : span.prefetchStrips
  // What is read after K and after V; of a scanned tile the next one's, which lies as far ahead of V as of K.
  let (afterK, afterV) = Element.isScanned ? (next, v + (next - k)) : (v, next)
  let isNear = Element.isScanned || span.prefetchesIntoL1
  let asksOther = !Element.isScanned && span.prefetchesOtherHalf

  watch.begin()
  let keys = SpanRows(
    k, tokens: tokens, rowBytes: rowBytes, following: afterK, distance: distance, isNear: isNear,
    other: asksOther ? v : nil)
  scoreSpan(
    element, headDim, q: span.q, rows: rows, d: d, k: keys, room: span.room, scores: scores, scoreStride: stride)
  if full < tokens {
    let last = lastStrip(k + full &* rowBytes, tokens: tokens &- full, rowBytes: rowBytes, copy: span.lastRows)
    scoreSpan(
      element, headDim, q: span.q, rows: rows, d: d, k: last, room: span.room, scores: scores + full,
      scoreStride: stride)
  }

  watch.end(.scores)
  let folded = (tokens &+ (foldedTokens &- 1)) / foldedTokens &* foldedTokens
  for r in 0..<rows { for padding in tokens..<folded { scores[r &* stride &+ padding] = -.infinity } }
  foldScores(scores, rows: rows, stride: stride, count: folded, m: span.m, totals: span.totals, d: d)

  watch.end(.softmax)
  let values = SpanRows(
    v, tokens: tokens, rowBytes: rowBytes, following: afterV, distance: distance, isNear: isNear,
    other: asksOther ? next : nil)
  addSpan(
    element, headDim, weights: scores, weightStride: stride, rows: rows, d: d, v: values, room: span.room,
    o: span.totals.block)
  if full < tokens {
    let last = lastStrip(v + full &* rowBytes, tokens: tokens &- full, rowBytes: rowBytes, copy: span.lastRows)
    addSpan(
      element, headDim, weights: scores + full, weightStride: stride, rows: rows, d: d, v: last, room: span.room,
      o: span.totals.block)
  }
  watch.end(.values)
}

/// The tokens that are left, copied and filled up to one strip with zeros: nothing beyond the last token is read.
private func lastStrip(
  _ rows: UnsafeRawPointer, tokens: Int, rowBytes: Int, copy: UnsafeMutableRawPointer
) -> SpanRows {
  let bytes = tokens &* rowBytes
  copy.copyMemory(from: rows, byteCount: bytes)
  (copy + bytes).initializeMemory(as: UInt8.self, repeating: 0, count: streams &* rowBytes &- bytes)
  return SpanRows(copy, tokens: streams, rowBytes: rowBytes)
}
