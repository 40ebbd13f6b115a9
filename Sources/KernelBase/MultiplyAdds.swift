// The most that a core's arithmetic comes to with these vectors, which no kernel gets above.

/// Multiplies and adds within registers, and does nothing else.
///
/// - Parameters:
///   - rounds: how many times twelve vectors are
///   - result: takes a number, so that the work is not left out
/// - Returns: the floating-point operations that this took, a multiplication and an addition for each lane
@inline(never)
public func multiplyAdds(rounds: Int, result: UnsafeMutablePointer<Float>) -> Int {
  // More than a core has in flight at a time, so that none waits for its predecessor; fewer than there are registers.
  let chains = 12
  var totals: InlineArray<12, Lanes> = zeros()
  for i in 0..<chains { totals[i] = Lanes(repeating: Float(i)) }
  // Stays far from what arithmetic could be slow on.
  let (factor, addend) = (Lanes(repeating: 0.999), Lanes(repeating: 0.001))
  for _ in 0..<rounds {
    for i in 0..<chains { totals[i] = multiplyAdd(totals[i], factor, addend) }
  }
  var sum = Lanes.zero
  for i in 0..<chains { sum += totals[i] }
  result.pointee = sums(sum, .zero, .zero, .zero)[0]
  return rounds &* chains &* width &* 2
}
