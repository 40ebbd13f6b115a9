// One span's scores become weights, and m and l of their rows move on.

/// Scores are folded by so many: two vectors at a time, since a weight takes far longer than it occupies the core.
@_transparent var foldedTokens: Int { 2 &* width }

/// Folds the scores of all rows into their (m, l), and o, where m grows: m′ = max(m, largest s);
/// α = exp(m − m′); l′ = α l + Σ exp(s − m′); o′ = α o. Scores are replaced by their weights exp(s − m′).
///
/// NaN scores do not count for m′ and make l′ NaN. While every score of a row was −∞, m′ is −∞ and all weights are 0:
/// nothing is subtracted from it.
///
/// - Parameters:
///   - scores: [rows][stride], of which `count` are folded, a multiple of `foldedTokens`; what is no token holds −∞
///   - m: [rows]
///   - totals: of these rows
@_transparent
func foldScores(
  _ scores: UnsafeMutablePointer<Float>, rows: Int, stride: Int, count: Int, m: UnsafeMutablePointer<Float>,
  totals: Totals, d: Int
) {
  var row = 0
  while row &+ 4 <= rows {
    foldBlock(RowCount<4>.self, scores + row &* stride, stride, count, m + row, totals.dropFirst(row, d: d), d)
    row &+= 4
  }
  while row < rows {
    foldBlock(RowCount<1>.self, scores + row &* stride, stride, count, m + row, totals.dropFirst(row, d: d), d)
    row &+= 1
  }
}

/// One block of one to four rows: what is done once a row, and would leave the core waiting for itself, is done for all.
@inline(never)
private func foldBlock<let rows: Int>(
  _: RowCount<rows>.Type, _ scores: UnsafeMutablePointer<Float>, _ stride: Int, _ count: Int,
  _ m: UnsafeMutablePointer<Float>, _ totals: Totals, _ d: Int
) {
  var largest: InlineArray<4, Lanes> = zeros()
  var oldM = SIMD4<Float>.zero
  for r in 0..<rows {
    largest[r] = largestScores(scores + r &* stride, count)
    oldM[r] = m[r]
  }
  let newM = larger(oldM, largestLanes(largest[0], largest[1], largest[2], largest[3]))
  let base = newM.replacing(with: 0, where: newM .== -.infinity)
  var sum: InlineArray<4, Lanes> = zeros()
  for r in 0..<rows { sum[r] = weigh(scores + r &* stride, count, base: base[r]) }
  let added = sums(sum[0], sum[1], sum[2], sum[3])
  for r in 0..<rows {
    // Seldom: among n keys in any order about log n times. There is nothing yet to rescale at −∞.
    if newM[r] != oldM[r], oldM[r] != -.infinity {
      totals.dropFirst(r, d: d).rescale(by: decay(Double(oldM[r]) - Double(newM[r])), d: d)
    }
    m[r] = newM[r]
    totals.addToL(r, added[r])
  }
}

@_transparent
private func largestScores(_ scores: UnsafeMutablePointer<Float>, _ count: Int) -> Lanes {
  // From here on NaN are dropped.
  var largest = Lanes(repeating: -.infinity)
  var otherLargest = largest
  var i = 0
  while i < count {
    largest = larger(largest, loadLanes(scores + i))
    otherLargest = larger(otherLargest, loadLanes(scores + (i &+ width)))
    i &+= foldedTokens
  }
  return larger(largest, otherLargest)
}

/// Replaces scores by weights.
/// - Returns: their sum, in parts
@_transparent
private func weigh(_ scores: UnsafeMutablePointer<Float>, _ count: Int, base: Float) -> Lanes {
  let subtrahend = Lanes(repeating: base)
  var sum = Lanes.zero
  var otherSum = Lanes.zero
  var i = 0
  while i < count {
    let weight = exponential(loadLanes(scores + i) - subtrahend)
    let otherWeight = exponential(loadLanes(scores + (i &+ width)) - subtrahend)
    storeLanes(weight, scores + i)
    storeLanes(otherWeight, scores + (i &+ width))
    sum += weight
    otherSum += otherWeight
    i &+= foldedTokens
  }
  return sum + otherSum
}

/// α o, of `count` columns, a multiple of 8.
@_transparent
func scale(_ o: UnsafeMutablePointer<Float>, by alpha: Float, count: Int) {
  for column in 0..<count { o[column] *= alpha }
}
