// One span's scores become weights, and m and l of its row move on.

/// Scores are folded by so many: two vectors at a time, since a weight takes far longer than it occupies the core.
@_transparent var foldedTokens: Int { 2 &* width }

/// Folds the scores of one row into (m, l) and replaces them by their weights exp(s − m′).
///
/// m′ = max(m, largest s); l′ = α l + Σ exp(s − m′). NaN scores do not count for m′ and make l′ NaN. While every score
/// was −∞, m′ is −∞ and all weights are 0: nothing is subtracted from it.
///
/// - Parameter scores: `count` scores, a multiple of `foldedTokens`; what is no token holds −∞
/// - Returns: α = exp(m − m′)
@inline(never)
func foldScores(
  _ scores: UnsafeMutablePointer<Float>, _ count: Int, m: UnsafeMutablePointer<Float>, l: UnsafeMutablePointer<Float>
) -> Float {
  var largest = Lanes(repeating: m.pointee)
  var otherLargest = largest
  var i = 0
  while i < count {
    largest = larger(largest, loadLanes(scores + i))
    otherLargest = larger(otherLargest, loadLanes(scores + (i &+ width)))
    i &+= foldedTokens
  }
  let newM = largestLane(larger(largest, otherLargest))
  let base = newM == -.infinity ? 0 : newM
  let subtrahend = Lanes(repeating: base)
  var sum = Lanes.zero
  var otherSum = Lanes.zero
  i = 0
  while i < count {
    let weight = exponential(loadLanes(scores + i) - subtrahend)
    let otherWeight = exponential(loadLanes(scores + (i &+ width)) - subtrahend)
    storeLanes(weight, scores + i)
    storeLanes(otherWeight, scores + (i &+ width))
    sum += weight
    otherSum += otherWeight
    i &+= foldedTokens
  }
  let alpha = exponential(m.pointee - base)
  m.pointee = newM
  l.pointee = alpha * l.pointee + sumOfLanes(sum + otherSum)
  return alpha
}

/// α o, of `count` columns, a multiple of 8.
@_transparent
func scale(_ o: UnsafeMutablePointer<Float>, by alpha: Float, count: Int) {
  for column in 0..<count { o[column] *= alpha }
}
