// The order that q and o are kept in while K and V are converted by pairs of vectors: of every two vectors first the even
// elements, then the odd ones.

/// Puts rows of q or o into that order. Columns that are no whole cache line of K stay.
@inline(never)
func splitPairs(_ source: UnsafePointer<Float>, rows: Int, d: Int, to target: UnsafeMutablePointer<Float>) {
  forPairs(source, rows: rows, d: d, target) { first, second in
    var (even, odd) = (Lanes.zero, Lanes.zero)
    for k in 0..<(width / 2) {
      even[k] = first[2 &* k]
      odd[k] = first[2 &* k &+ 1]
      even[width / 2 &+ k] = second[2 &* k]
      odd[width / 2 &+ k] = second[2 &* k &+ 1]
    }
    return (even, odd)
  }
}

/// The way back.
@inline(never)
func joinPairs(_ source: UnsafePointer<Float>, rows: Int, d: Int, to target: UnsafeMutablePointer<Float>) {
  forPairs(source, rows: rows, d: d, target) { even, odd in
    var (first, second) = (Lanes.zero, Lanes.zero)
    for k in 0..<(width / 2) {
      first[2 &* k] = even[k]
      first[2 &* k &+ 1] = odd[k]
      second[2 &* k] = even[width / 2 &+ k]
      second[2 &* k &+ 1] = odd[width / 2 &+ k]
    }
    return (first, second)
  }
}

@_transparent
private func forPairs(
  _ source: UnsafePointer<Float>, rows: Int, d: Int, _ target: UnsafeMutablePointer<Float>,
  _ shuffle: (Lanes, Lanes) -> (Lanes, Lanes)
) {
  // Columns that are whole cache lines of two-byte elements.
  let paired = d & ~31
  for r in 0..<rows {
    let (source, target) = (source + r &* d, target + r &* d)
    var i = 0
    while i < paired {
      let (a, b) = shuffle(loadLanes(source + i), loadLanes(source + (i &+ width)))
      storeLanes(a, target + i)
      storeLanes(b, target + (i &+ width))
      i &+= 2 &* width
    }
    while i < d {
      target[i] = source[i]
      i &+= 1
    }
  }
}
