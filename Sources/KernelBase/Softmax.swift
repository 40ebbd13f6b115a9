// One span's scores become weights, and m and l of its row move on.

/// Folds the scores of one row into (m, l) and replaces them by their weights exp(s − m′).
///
/// m′ = max(m, largest s); l′ = α l + Σ exp(s − m′). NaN scores do not count for m′ and make l′ NaN. While every score
/// was −∞, m′ is −∞ and all weights are 0: nothing is subtracted from it.
///
/// - Parameter scores: `count` scores, a multiple of `width`; what is no token holds −∞
/// - Returns: α = exp(m − m′)
@inline(never)
func foldScores(
  _ scores: UnsafeMutablePointer<Float>, _ count: Int, m: UnsafeMutablePointer<Float>, l: UnsafeMutablePointer<Float>
) -> Float {
  var largest = Lanes(repeating: m.pointee)
  var i = 0
  while i < count {
    largest = larger(largest, loadLanes(scores + i))
    i &+= width
  }
  let newM = largestLane(largest)
  let base = newM == -.infinity ? 0 : newM
  let subtrahend = Lanes(repeating: base)
  var sum = Lanes.zero
  i = 0
  while i < count {
    let weight = exponential(loadLanes(scores + i) - subtrahend)
    storeLanes(weight, scores + i)
    sum += weight
    i &+= width
  }
  let alpha = exponential(m.pointee - base)
  m.pointee = newM
  l.pointee = alpha * l.pointee + sumOfLanes(sum)
  return alpha
}
