// o = α o + Σ p v: blocks of rows × columns with one accumulator each, over all tokens of a strip.

import CKernelSupport

/// Shape of a value block: `rows` rows × `columns` vectors of columns.
enum ValueShape<let rows: Int, let columns: Int, let count: Int> {}

/// What stays the same for all blocks of one strip of tokens.
struct ValueStrip {
  /// [rows][weightStride], from the strip's first token on.
  var weights: UnsafePointer<Float>
  var weightStride: Int
  /// [tokens] rows of V, `stride` bytes apart.
  var v: UnsafeRawPointer
  var stride: Int
  var tokens: Int
  /// As many bytes as the strip's V, to be prefetched.
  var ahead: UnsafeRawPointer
  /// α of each row.
  var alpha: UnsafePointer<Float>
  /// [rows][d]
  var o: UnsafeMutablePointer<Float>
  var d: Int
  var rows: Int
}

/// Adds the strip's weighted values to o for all rows and columns.
func addValues<Element: StoredElement>(_ element: Element.Type, _ strip: ValueStrip) {
  var row = 0
  while row < strip.rows {
    let left = strip.rows &- row
    #if KERNEL_AVX512
      if left >= 8 {
        addColumns(element, ValueShape<8, 2, 16>.self, strip, row)
        row &+= 8
        continue
      }
    #endif
    if left >= 4 {
      #if KERNEL_AVX512
        addColumns(element, ValueShape<4, 4, 16>.self, strip, row)
      #else
        addColumns(element, ValueShape<4, 2, 8>.self, strip, row)
      #endif
      row &+= 4
    } else if left >= 2 {
      #if KERNEL_AVX512
        addColumns(element, ValueShape<2, 8, 16>.self, strip, row)
      #else
        addColumns(element, ValueShape<2, 4, 8>.self, strip, row)
      #endif
      row &+= 2
    } else {
      addColumns(element, ValueShape<1, 8, 8>.self, strip, row)
      row &+= 1
    }
  }
}

/// All columns for one block of rows: by whole blocks, then one vector at a time.
@_transparent
private func addColumns<Element: StoredElement, let rows: Int, let columns: Int, let count: Int>(
  _ element: Element.Type, _ shape: ValueShape<rows, columns, count>.Type, _ strip: ValueStrip, _ row: Int
) {
  var column = 0
  while column &+ columns &* width <= strip.d {
    addBlock(element, shape, strip, row, column)
    column &+= columns &* width
  }
  while column &+ width <= strip.d {
    addBlock(element, ValueShape<rows, 1, rows>.self, strip, row, column)
    column &+= width
  }
  #if KERNEL_AVX512
    if column < strip.d { addHalfBlock(element, ValueShape<rows, 1, rows>.self, strip, row, column) }
  #endif
}

@inline(never)
private func addBlock<Element: StoredElement, let rows: Int, let columns: Int, let count: Int>(
  _: Element.Type, _: ValueShape<rows, columns, count>.Type, _ strip: ValueStrip, _ row: Int, _ column: Int
) {
  let vectorBytes = width &* Element.size
  let blockBytes = columns &* vectorBytes
  let stride = strip.stride
  var ahead = strip.ahead + column &* Element.size &* strip.tokens
  let weightStride = strip.weightStride
  var v = strip.v + column &* Element.size
  var weights = strip.weights + row &* weightStride
  let end = weights + strip.tokens
  var sums = InlineArray<count, Lanes>(repeating: .zero)
  while weights < end {
    var byte = 0
    while byte < blockBytes {
      lean_prefetch(ahead + byte)
      lean_prefetch(v + (byte &+ secondChanceDistance))
      byte &+= 64
    }
    ahead += blockBytes
    for c in 0..<columns {
      let value = Element.lanes(v + c &* vectorBytes)
      for r in 0..<rows {
        let weight = Lanes(repeating: weights[r &* weightStride])
        sums[r &* columns &+ c] = multiplyAdd(weight, value, sums[r &* columns &+ c])
      }
    }
    v += stride
    weights += 1
  }
  for r in 0..<rows {
    let alpha = Lanes(repeating: strip.alpha[row &+ r])
    let o = strip.o + ((row &+ r) &* strip.d &+ column)
    for c in 0..<columns {
      storeLanes(multiplyAdd(loadLanes(o + c &* width), alpha, sums[r &* columns &+ c]), o + c &* width)
    }
  }
}

#if KERNEL_AVX512
  /// The last 8 columns where d is no multiple of 16.
  @inline(never)
  private func addHalfBlock<Element: StoredElement, let rows: Int>(
    _: Element.Type, _: ValueShape<rows, 1, rows>.Type, _ strip: ValueStrip, _ row: Int, _ column: Int
  ) {
    let weightStride = strip.weightStride
    var v = strip.v + column &* Element.size
    var sums = InlineArray<rows, Lanes>(repeating: .zero)
    for t in 0..<strip.tokens {
      let value = Element.halfLanes(v)
      for r in 0..<rows {
        let weight = Lanes(repeating: strip.weights[(row &+ r) &* weightStride &+ t])
        sums[r] = multiplyAdd(weight, value, sums[r])
      }
      v += strip.stride
    }
    for r in 0..<rows {
      let alpha = Lanes(repeating: strip.alpha[row &+ r])
      let o = UnsafeMutableRawPointer(strip.o + ((row &+ r) &* strip.d &+ column))
      let sum = multiplyAdd(Float32Element.halfLanes(o), alpha, sums[r])
      o.storeBytes(of: sum.lowHalf, as: SIMD8<Float>.self)
    }
  }
#endif
