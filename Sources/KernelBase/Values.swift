// o += Σ p v: strips of tokens × blocks of rows. A block's weights stay in registers while its columns pass by, so that
// V is read line after line.

/// Adds a span's weighted values to o, for all rows and columns.
///
/// - Parameters:
///   - weights: [rows][weightStride]; a strip's stand together, strip after strip
///   - room: for a strip's values as f32
///   - o: [rows][d]
@inline(never)
func addSpan<Element: StoredElement, let size: Int>(
  _ element: Element.Type, _: HeadDim<size>.Type, weights: UnsafePointer<Float>, weightStride: Int, rows: Int, d: Int,
  v: SpanRows, room: UnsafeMutablePointer<Float>, o: UnsafeMutablePointer<Float>
) {
  let d = size == 0 ? d : size
  for index in 0..<v.count {
    let weights = weights + index &* streams
    if rows > Element.mostRowsUnwidened {
      let strip = widened(element, v.strip(index), d, in: room)
      addStrip(Float32Element.self, weights, weightStride, rows, d, strip, o)
    } else {
      addStrip(element, weights, weightStride, rows, d, v.strip(index), o)
    }
  }
}

/// One strip for all rows. The first block of rows brings the values, the others find them in the nearest cache.
@_transparent
private func addStrip<Element: StoredElement>(
  _ element: Element.Type, _ weights: UnsafePointer<Float>, _ weightStride: Int, _ rows: Int, _ d: Int,
  _ strip: Strip, _ o: UnsafeMutablePointer<Float>
) {
  var row = 0
  if !strip.asking.isNothing {
    #if KERNEL_AVX512
      if rows >= 4 {
        addBlock(element, Block<4, 16, 1>.self, weights, weightStride, d, strip, o)
        row = 4
      }
    #endif
    #if KERNEL_AVX2
      if rows >= 3, rows != 4 {
        addBlock(element, Block<3, 12, 1>.self, weights, weightStride, d, strip, o)
        row = 3
      }
    #endif
    if row == 0, rows >= 2 {
      addBlock(element, Block<2, 8, 1>.self, weights, weightStride, d, strip, o)
      row = 2
    }
    if row == 0 {
      addBlock(element, Block<1, 4, 1>.self, weights, weightStride, d, strip, o)
      row = 1
    }
  }
  #if KERNEL_AVX512
    while row &+ 4 <= rows {
      addBlock(element, Block<4, 16, 0>.self, weights + row &* weightStride, weightStride, d, strip, o + row &* d)
      row &+= 4
    }
  #endif
  #if KERNEL_AVX2
    // Four are two and two: one row alone uses its loads worst.
    while row &+ 3 <= rows, row &+ 4 != rows {
      addBlock(element, Block<3, 12, 0>.self, weights + row &* weightStride, weightStride, d, strip, o + row &* d)
      row &+= 3
    }
  #endif
  while row &+ 2 <= rows {
    addBlock(element, Block<2, 8, 0>.self, weights + row &* weightStride, weightStride, d, strip, o + row &* d)
    row &+= 2
  }
  if row < rows {
    addBlock(element, Block<1, 4, 0>.self, weights + row &* weightStride, weightStride, d, strip, o + row &* d)
  }
}

/// One strip for one block of rows.
@_transparent
private func addBlock<Element: StoredElement, let rows: Int, let count: Int, let asks: Int>(
  _ element: Element.Type, _: Block<rows, count, asks>.Type, _ weights: UnsafePointer<Float>, _ weightStride: Int,
  _ d: Int, _ strip: Strip, _ o: UnsafeMutablePointer<Float>
) {
  let lineWidth = vectorsPerLine(element) &* width
  var weight: InlineArray<count, Lanes> = zeros()
  for r in 0..<rows {
    for s in 0..<streams {
      let one = weights[r &* weightStride &+ s]
      weight[r &* streams &+ s] = Lanes(repeating: Rescaling<Element>.isNeeded ? one * Rescaling<Element>.weight : one)
    }
  }
  var i = 0
  while i &+ lineWidth <= d {
    if asks != 0 { strip.ask(i &* Element.size) }
    for pair in 0..<pairsPerLine(element) {
      for member in 0..<vectorsPerPair(element) {
        let part = pair &* vectorsPerPair(element) &+ member
        let column = i &+ part &* width
        var sums: InlineArray<rows, Lanes> = zeros()
        for r in 0..<rows { sums[r] = loadLanes(o + (r &* d &+ column)) }
        for s in 0..<streams {
          let value = Element.lanes(ofLine: strip.address(s, i &* Element.size), part: part)
          for r in 0..<rows { sums[r] = multiplyAdd(weight[r &* streams &+ s], value, sums[r]) }
        }
        for r in 0..<rows { storeLanes(sums[r], o + (r &* d &+ column)) }
      }
    }
    i &+= lineWidth
  }
  while i &+ width <= d {
    for r in 0..<rows {
      let place = o + (r &* d &+ i)
      var sum = loadLanes(place)
      for s in 0..<streams {
        sum = multiplyAdd(weight[r &* streams &+ s], Element.lanes(strip.address(s, i &* Element.size)), sum)
      }
      storeLanes(sum, place)
    }
    i &+= width
  }
  #if KERNEL_AVX512
    if i < d {
      for r in 0..<rows {
        let place = UnsafeMutableRawPointer(o + (r &* d &+ i))
        var sum = Float32Element.halfLanes(place)
        for s in 0..<streams {
          sum = multiplyAdd(weight[r &* streams &+ s], Element.halfLanes(strip.address(s, i &* Element.size)), sum)
        }
        place.storeBytes(of: sum.lowHalf, as: SIMD8<Float>.self)
      }
    }
  #endif
}
