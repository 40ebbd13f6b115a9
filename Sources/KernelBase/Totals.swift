// Sums over all keys of a segment, which may be millions: each f32 goes with what rounding has left off it.

import CKernelSupport

/// l and o of a group's rows.
struct Totals {
  /// [rows]
  private let l: UnsafeMutablePointer<Float>
  private let lRest: UnsafeMutablePointer<Float>
  /// [rows][d]
  private let o: UnsafeMutablePointer<Float>
  private let oRest: UnsafeMutablePointer<Float>
  /// What values are added to until it ends, [rows][d], columns in the order of the element type.
  let block: UnsafeMutablePointer<Float>

  @_transparent
  init?(_ tile: lean_tile) {
    guard let l = tile.l, let lRest = tile.l_rest, let o = tile.o, let oRest = tile.o_rest, let block = tile.block
    else { return nil }
    self.init(l: l, lRest: lRest, o: o, oRest: oRest, block: block)
  }

  @_transparent
  private init(
    l: UnsafeMutablePointer<Float>, lRest: UnsafeMutablePointer<Float>, o: UnsafeMutablePointer<Float>,
    oRest: UnsafeMutablePointer<Float>, block: UnsafeMutablePointer<Float>
  ) {
    (self.l, self.lRest, self.o, self.oRest, self.block) = (l, lRest, o, oRest, block)
  }

  /// Those of the rows after the first `rows`.
  @_transparent
  func dropFirst(_ rows: Int, d: Int) -> Totals {
    Totals(
      l: l + rows, lRest: lRest + rows, o: o + rows &* d, oRest: oRest + rows &* d, block: block + rows &* d)
  }

  @_transparent
  func addToL(_ row: Int, _ added: Float) {
    (l[row], lRest[row]) = split(Double(l[row]) + Double(lRest[row]) + Double(added))
  }

  /// Adds the block to o, together with what was left off before, and empties it: `count` numbers, a multiple of 8.
  @inline(never)
  func endBlock(count: Int) {
    var i = 0
    while i &+ width <= count {
      let sum = loadLanes(o + i)
      let added = loadLanes(block + i) + loadLanes(oRest + i)
      let total = sum + added
      // Exact, whichever of the two is larger (Knuth).
      let part = total - sum
      let rest = (sum - (total - part)) + (added - part)
      storeLanes(total, o + i)
      // Nothing is left off infinities and NaN, and they must not turn into each other.
      storeLanes(Lanes.zero.replacing(with: rest, where: total - total .== 0), oRest + i)
      storeLanes(.zero, block + i)
      i &+= width
    }
    while i < count {
      (o[i], oRest[i]) = split(Double(o[i]) + Double(oRest[i]) + Double(block[i]))
      block[i] = 0
      i &+= 1
    }
  }

  /// Counts the first row from another m. In double, as the weight is: where every tile raises m a little, its rounding
  /// would add up.
  @inline(never)
  func rescale(by alpha: Double, d: Int) {
    (l[0], lRest[0]) = split((Double(l[0]) + Double(lRest[0])) * alpha)
    for column in 0..<d {
      (o[column], oRest[column]) = split((Double(o[column]) + Double(oRest[column])) * alpha)
      block[column] = Float(Double(block[column]) * alpha)
    }
  }
}

/// The nearest f32, and what is left.
@_transparent
private func split(_ sum: Double) -> (Float, rest: Float) {
  let nearest = Float(sum)
  return (nearest, nearest - nearest == 0 ? Float(sum - Double(nearest)) : 0)
}
