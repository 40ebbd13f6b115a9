// The shapes in which strips are worked off. All numbers are known to the compiler, so that a block's sums stay in
// registers.

/// A block of `rows` query rows that is worked on with `count` accumulators or weights, and whether it asks for rows ahead
/// (1 or 0).
enum Block<let rows: Int, let count: Int, let asks: Int> {}

/// So many query rows, for what needs no accumulators of its own choice.
enum RowCount<let rows: Int> {}

/// A head dimension; 0 is any that the compiler does not know.
enum HeadDim<let size: Int> {}

/// Vectors that a cache line of K or V becomes.
@_transparent
func vectorsPerLine<Element: StoredElement>(_: Element.Type) -> Int { 64 / (width &* Element.size) }

/// Loops over a line go by pairs, so that the compiler knows whether a vector is the first or the second of its pair.
@_transparent
func pairsPerLine<Element: StoredElement>(_ element: Element.Type) -> Int { max(1, vectorsPerLine(element) / 2) }
@_transparent
func vectorsPerPair<Element: StoredElement>(_ element: Element.Type) -> Int { min(2, vectorsPerLine(element)) }

/// Converts a strip to f32, `[streams, d]`, once for any number of query rows; columns in the order of the type.
@_transparent
func widened<Element: StoredElement>(
  _: Element.Type, _ strip: Strip, _ d: Int, in room: UnsafeMutablePointer<Float>
) -> Strip {
  let lineWidth = vectorsPerLine(Element.self) &* width
  var i = 0
  while i &+ lineWidth <= d {
    if !strip.asking.isNothing { strip.ask(i &* Element.size) }
    for s in 0..<streams {
      let line = strip.address(s, i &* Element.size)
      for pair in 0..<pairsPerLine(Element.self) {
        for member in 0..<vectorsPerPair(Element.self) {
          let part = pair &* vectorsPerPair(Element.self) &+ member
          storeLanes(Element.lanes(ofLine: line, part: part), room + (s &* d &+ i &+ part &* width))
        }
      }
    }
    i &+= lineWidth
  }
  while i &+ width <= d {
    for s in 0..<streams { storeLanes(Element.lanes(strip.address(s, i &* Element.size)), room + (s &* d &+ i)) }
    i &+= width
  }
  #if KERNEL_AVX512
    if i < d {
      for s in 0..<streams {
        let eight = Element.halfLanes(strip.address(s, i &* Element.size)).lowHalf
        UnsafeMutableRawPointer(room + (s &* d &+ i)).storeBytes(of: eight, as: SIMD8<Float>.self)
      }
    }
  #endif
  return Strip(rows: UnsafeRawPointer(room), stride: d &* Float32Element.size)
}
