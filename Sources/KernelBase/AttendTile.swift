// The tile kernel: one KV tile is folded into (m, l, o) of a group of query rows by online softmax.

import CKernelSupport

/// Folds a tile into its state: s = q · k, m′ = max(m, max s), p = exp(s − m′), α = exp(m − m′), l′ = α l + Σ p,
/// o′ = α o + Σ p v.
///
/// All arithmetic is f32; K and V are read and converted once for a block of rows. A NaN in q or K makes l and o of that
/// row NaN and leaves m without; a NaN in V makes its column NaN; scores that are all −∞ add nothing. The result depends
/// on the input and the instruction set only. Ranges are not checked: see `lean_tile`.
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
  case Int(LEAN_F16): attend(Float16Element.self, tile, watch)
  case Int(LEAN_BF16): attend(BFloat16Element.self, tile, watch)
  default: attend(Float32Element.self, tile, watch)
  }
}

/// A tile is worked off in spans: scores of all rows, their softmax, then the values.
@inline(never)
private func attend<Element: StoredElement, Watch: PhaseWatch>(
  _ element: Element.Type, _ tile: lean_tile, _ watch: Watch
) {
  let tokens = Int(tile.tokens)
  let d = Int(tile.d)
  let rowBytes = d &* Element.size
  guard tokens > 0, let q = tile.q, let k = tile.k, let v = tile.v, let m = tile.m, let l = tile.l, let o = tile.o,
    let scratch = tile.scratch
  else { return }
  let rows = Int(tile.rows)
  let spanTokens = tokensPerSpan(rowBytes: rowBytes)
  var first = 0
  while first < tokens {
    let count = min(spanTokens, tokens &- first)
    let spanK = k + first &* rowBytes
    let next = first &+ count < tokens ? spanK + count &* rowBytes : tile.next_k ?? spanK
    attendSpan(
      element, q: q, rows: rows, d: d, k: spanK, v: v + first &* rowBytes, tokens: count, next: next, m: m,
      l: l, o: o, scratch: scratch, watch: watch)
    first &+= count
  }
}

/// As many tokens as 64 KB of K hold: long enough that the change from K to V and back costs little, short enough that
/// scores and the lines prefetched for V stay in the nearest caches.
@_transparent
private func tokensPerSpan(rowBytes: Int) -> Int {
  let fitting = (65536 / rowBytes) & ~15
  return max(32, min(Int(LEAN_SPAN_TOKENS), fitting))
}

/// As many tokens as 16 KB of V hold, so that the strip stays in the first cache level for all blocks of rows. So far
/// ahead of its use, counted along K, then V, then the next K, every line is prefetched.
@_transparent
private func tokensPerValueStrip(rowBytes: Int) -> Int {
  max(tokensPerStrip, (16384 / rowBytes) & ~15)
}

@_transparent
private func attendSpan<Element: StoredElement, Watch: PhaseWatch>(
  _ element: Element.Type, q: UnsafePointer<Float>, rows: Int, d: Int, k: UnsafeRawPointer, v: UnsafeRawPointer,
  tokens: Int, next: UnsafeRawPointer, m: UnsafeMutablePointer<Float>,
  l: UnsafeMutablePointer<Float>, o: UnsafeMutablePointer<Float>, scratch: UnsafeMutablePointer<Float>, watch: Watch
) {
  var watch = watch
  let rowBytes = d &* Element.size
  let scores = scratch
  let scoreStride = Int(LEAN_SPAN_TOKENS)
  let alpha = scores + Int(LEAN_MAX_ROWS) &* scoreStride
  let lastKeys = UnsafeMutableRawPointer(alpha + Int(LEAN_MAX_ROWS))
  let valueTokens = tokensPerValueStrip(rowBytes: rowBytes)

  watch.begin()
  var token = 0
  while token &+ tokensPerStrip <= tokens {
    let strip = k + token &* rowBytes
    let later = token &+ valueTokens
    let ahead = later < tokens ? k + later &* rowBytes : v + (later &- tokens) &* rowBytes
    scoreStrip(
      element, q: q, rows: rows, d: d, k: strip, stride: rowBytes, ahead: ahead, scores: scores + token,
      scoreStride: scoreStride)
    token &+= tokensPerStrip
  }
  if token < tokens {
    // A strip that is not full is scored from a copy, padded with zeros: nothing beyond the last key is read.
    let bytes = (tokens &- token) &* rowBytes
    lastKeys.copyMemory(from: k + token &* rowBytes, byteCount: bytes)
    (lastKeys + bytes).initializeMemory(as: UInt8.self, repeating: 0, count: tokensPerStrip &* rowBytes &- bytes)
    scoreStrip(
      element, q: q, rows: rows, d: d, k: lastKeys, stride: rowBytes, ahead: lastKeys, scores: scores + token,
      scoreStride: scoreStride)
    for r in 0..<rows {
      for padding in tokens..<(token &+ tokensPerStrip) { scores[r &* scoreStride &+ padding] = -.infinity }
    }
    token &+= tokensPerStrip
  }

  watch.end(.scores)
  for r in 0..<rows { alpha[r] = foldScores(scores + r &* scoreStride, token, m: m + r, l: l + r) }

  watch.end(.softmax)
  var strip = ValueStrip(
    weights: UnsafePointer(scores), weightStride: scoreStride, v: v, stride: rowBytes, tokens: 0, ahead: v,
    alpha: UnsafePointer(alpha), o: o, d: d, rows: rows)
  var first = 0
  while first < tokens {
    strip.tokens = min(valueTokens, tokens &- first)
    let later = first &+ valueTokens
    strip.ahead = later < tokens ? v + later &* rowBytes : next + (later &- tokens) &* rowBytes
    addValues(element, strip)
    strip.weights += strip.tokens
    strip.v += strip.tokens &* rowBytes
    first &+= strip.tokens
    // α counts once.
    for r in 0..<rows { alpha[r] = 1 }
  }
  watch.end(.values)
}
