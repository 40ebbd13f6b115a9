// s = q · k: strips of tokens × blocks of rows, so that every key is loaded and converted once for all rows of a block.

/// Scores of all strips of a span.
///
/// - Parameters:
///   - q: [rows][d]
///   - room: for a strip's keys as f32
///   - scores: [rows][scoreStride]; a strip's stand together, strip after strip
@inline(never)
func scoreSpan<Element: StoredElement, let size: Int>(
  _ element: Element.Type, _: HeadDim<size>.Type, q: UnsafePointer<Float>, rows: Int, d: Int, k: SpanRows,
  room: UnsafeMutablePointer<Float>, scores: UnsafeMutablePointer<Float>, scoreStride: Int
) {
  let d = size == 0 ? d : size
  for index in 0..<k.count {
    let scores = scores + index &* streams
    if rows > Element.mostRowsWithKeysUnwidened {
      let strip = widened(element, k.strip(index), d, in: room)
      scoreStrip(Float32Element.self, q, rows, d, strip, scores, scoreStride)
    } else {
      scoreStrip(element, q, rows, d, k.strip(index), scores, scoreStride)
    }
  }
}

/// One strip for all rows. The first block of rows brings the keys, the others find them in the nearest cache.
@_transparent
private func scoreStrip<Element: StoredElement>(
  _ element: Element.Type, _ q: UnsafePointer<Float>, _ rows: Int, _ d: Int, _ strip: Strip,
  _ scores: UnsafeMutablePointer<Float>, _ scoreStride: Int
) {
  var row = 0
  if !strip.asking.isNothing {
    #if KERNEL_AVX512
      if rows >= 4 {
        scoreBlock(element, Block<4, 16, 1>.self, q, d, strip, scores, scoreStride)
        row = 4
      }
    #endif
    #if KERNEL_AVX2
      if rows == 4 {
        scoreFour(element, Block<4, 8, 1>.self, q, d, strip, scores, scoreStride)
        row = 4
      } else if rows >= 3, rows != 4 {
        scoreBlock(element, Block<3, 12, 1>.self, q, d, strip, scores, scoreStride)
        row = 3
      }
    #endif
    if row == 0, rows >= 2 {
      scoreBlock(element, Block<2, 8, 1>.self, q, d, strip, scores, scoreStride)
      row = 2
    }
    if row == 0 {
      scoreBlock(element, Block<1, 8, 1>.self, q, d, strip, scores, scoreStride)
      row = 1
    }
  }
  #if KERNEL_AVX512
    while row &+ 4 <= rows {
      scoreBlock(element, Block<4, 16, 0>.self, q + row &* d, d, strip, scores + row &* scoreStride, scoreStride)
      row &+= 4
    }
  #endif
  #if KERNEL_AVX2
    // Four are one block, not three and one: one row alone uses its loads worst.
    while row &+ 3 <= rows, row &+ 4 != rows {
      scoreBlock(element, Block<3, 12, 0>.self, q + row &* d, d, strip, scores + row &* scoreStride, scoreStride)
      row &+= 3
    }
    if row &+ 4 == rows {
      scoreFour(element, Block<4, 8, 0>.self, q + row &* d, d, strip, scores + row &* scoreStride, scoreStride)
      row = rows
    }
  #endif
  while row &+ 2 <= rows {
    scoreBlock(element, Block<2, 8, 0>.self, q + row &* d, d, strip, scores + row &* scoreStride, scoreStride)
    row &+= 2
  }
  if row < rows {
    scoreBlock(element, Block<1, 8, 0>.self, q + row &* d, d, strip, scores + row &* scoreStride, scoreStride)
  }
}

#if KERNEL_AVX2
  /// One strip for four rows, half of it at a time: each key is converted once, and all sums stay in registers.
  @_transparent
  private func scoreFour<Element: StoredElement, let asks: Int>(
    _ element: Element.Type, _ block: Block<4, 8, asks>.Type, _ q: UnsafePointer<Float>, _ d: Int, _ strip: Strip,
    _ scores: UnsafeMutablePointer<Float>, _ scoreStride: Int
  ) {
    let half = streams / 2
    scoreBlock(element, block, q, d, strip, tokens: half, scores, scoreStride)
    scoreBlock(element, block, q, d, strip.dropFirst(half), tokens: half, scores + half, scoreStride)
  }
#endif

/// One strip, or the first half of it, for one block of rows.
@_transparent
private func scoreBlock<Element: StoredElement, let rows: Int, let count: Int, let asks: Int>(
  _: Element.Type, _: Block<rows, count, asks>.Type, _ q: UnsafePointer<Float>, _ d: Int, _ strip: Strip,
  tokens: Int = streams, _ scores: UnsafeMutablePointer<Float>, _ scoreStride: Int
) {
  let lineWidth = vectorsPerLine(Element.self) &* width
  // Where there are more accumulators than sums, vectors of a line take turns, so that they need not wait for each other.
  let turns = min(count / (rows &* tokens), vectorsPerLine(Element.self))
  var partial: InlineArray<count, Lanes> = zeros()
  var i = 0
  // By cache lines of K, then what is left of the row.
  while i &+ lineWidth <= d {
    if asks != 0 { strip.ask(i &* Element.size, tokens: tokens) }
    for pair in 0..<pairsPerLine(Element.self) {
      for member in 0..<vectorsPerPair(Element.self) {
        let part = pair &* vectorsPerPair(Element.self) &+ member
        let first = (turns == 1 ? 0 : member) &* rows &* tokens
        for s in 0..<tokens {
          let key = Element.lanes(ofLine: strip.address(s, i &* Element.size), part: part)
          for r in 0..<rows {
            let index = first &+ r &* tokens &+ s
            let query = loadLanes(q + (r &* d &+ i &+ part &* width))
            partial[index] = multiplyAdd(query, key, partial[index])
          }
        }
      }
    }
    i &+= lineWidth
  }
  while i &+ width <= d {
    for s in 0..<tokens {
      let key = Element.lanes(strip.address(s, i &* Element.size))
      for r in 0..<rows {
        partial[r &* tokens &+ s] = multiplyAdd(loadLanes(q + (r &* d &+ i)), key, partial[r &* tokens &+ s])
      }
    }
    i &+= width
  }
  #if KERNEL_AVX512
    if i < d {
      for s in 0..<tokens {
        let key = Element.halfLanes(strip.address(s, i &* Element.size))
        for r in 0..<rows {
          let query = Float32Element.halfLanes(q + (r &* d &+ i))
          partial[r &* tokens &+ s] = multiplyAdd(query, key, partial[r &* tokens &+ s])
        }
      }
    }
  #endif
  for turn in 1..<turns {
    for index in 0..<(rows &* tokens) { partial[index] += partial[turn &* rows &* tokens &+ index] }
  }
  #if KERNEL_AVX512
    if rows == 4, tokens == 4 {
      let all = sums(ofSixteen: partial)
      let place = UnsafeMutableRawPointer(scores)
      place.storeBytes(of: all.lowHalf.lowHalf, as: SIMD4<Float>.self)
      (place + scoreStride &* 4).storeBytes(of: all.lowHalf.highHalf, as: SIMD4<Float>.self)
      (place + scoreStride &* 8).storeBytes(of: all.highHalf.lowHalf, as: SIMD4<Float>.self)
      (place + scoreStride &* 12).storeBytes(of: all.highHalf.highHalf, as: SIMD4<Float>.self)
      return
    }
  #endif
  for group in 0..<(rows &* tokens / 4) {
    let first = 4 &* group
    var four = sums(partial[first], partial[first &+ 1], partial[first &+ 2], partial[first &+ 3])
    if Rescaling<Element>.isNeeded { four *= Rescaling<Element>.score }
    let place = UnsafeMutableRawPointer(scores + first / tokens &* scoreStride)
    if tokens == 4 {
      place.storeBytes(of: four, as: SIMD4<Float>.self)
    } else {
      place.storeBytes(of: four.lowHalf, as: SIMD2<Float>.self)
      (place + scoreStride &* 4).storeBytes(of: four.highHalf, as: SIMD2<Float>.self)
    }
  }
}
