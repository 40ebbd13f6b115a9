import AttentionCore

/// Room for many partials of one problem: the accumulators of the outputs and the slots that others merge from.
///
/// `@unchecked Sendable`: a slot has one writer at a time; the executor orders writers and readers.
final class PartialStore: @unchecked Sendable {
  let rows: Int
  let headDim: Int
  private let accumulators: Int
  /// Floats from one slot to the next. m, l and O of a slot each begin on a cache line of their own.
  private let stride: Int
  private let lOffset: Int
  private let oOffset: Int
  private let region: MemoryRegion
  /// What rounding has left off the l and O of each accumulator, `[accumulators, rows + rows · headDim]`.
  private let rests: MemoryRegion

  /// - Parameter accumulators: how many slots, the first ones, others are merged into.
  init(slots: Int, accumulators: Int = 0, rows: Int, headDim: Int) throws(KernelFailure) {
    self.rows = rows
    self.headDim = headDim
    self.accumulators = accumulators
    lOffset = rows.roundedUp(toMultipleOf: 16)
    oOffset = 2 * lOffset
    stride = Self.floatsPerSlot(rows: rows, headDim: headDim)
    region = try MemoryRegion(bytes: slots * stride * MemoryLayout<Float>.size, for: numbered(slots, "partial"))
    rests = try MemoryRegion(
      bytes: accumulators * Self.restFloats(rows: rows, headDim: headDim) * MemoryLayout<Float>.size,
      for: numbered(slots, "partial"))
  }

  private static func floatsPerSlot(rows: Int, headDim: Int) -> Int {
    2 * rows.roundedUp(toMultipleOf: 16) + (rows * headDim).roundedUp(toMultipleOf: 16)
  }

  private static func restFloats(rows: Int, headDim: Int) -> Int {
    (rows * (headDim + 1)).roundedUp(toMultipleOf: 16)
  }

  static func bytes(slots: Int, accumulators: Int = 0, rows: Int, headDim: Int) -> Int {
    (slots * floatsPerSlot(rows: rows, headDim: headDim) + accumulators * restFloats(rows: rows, headDim: headDim))
      * MemoryLayout<Float>.size
  }

  private func floats(_ slot: Int) -> UnsafeMutablePointer<Float> {
    (region.base + slot * stride * MemoryLayout<Float>.size).assumingMemoryBound(to: Float.self)
  }

  /// `[rows]`
  func m(_ slot: Int) -> UnsafeMutablePointer<Float> { floats(slot) }
  /// `[rows]`
  func l(_ slot: Int) -> UnsafeMutablePointer<Float> { floats(slot) + lOffset }
  /// `[rows, headDim]`
  func o(_ slot: Int) -> UnsafeMutablePointer<Float> { floats(slot) + oOffset }

  /// `[rows]`, then `[rows, headDim]`
  private func rest(_ accumulator: Int) -> UnsafeMutablePointer<Float> {
    rests.base.assumingMemoryBound(to: Float.self)
      + accumulator * Self.restFloats(rows: rows, headDim: headDim)
  }

  /// Makes a slot the partial over no keys.
  func clear(_ slot: Int) {
    m(slot).update(repeating: -.infinity, count: rows)
    l(slot).update(repeating: 0, count: rows)
    o(slot).update(repeating: 0, count: rows * headDim)
  }

  /// To be called before the first of an accumulator's merges; nothing for one that has none.
  func beginMerging(into accumulator: Int) {
    guard accumulator < accumulators else { return }
    rest(accumulator).update(repeating: 0, count: rows * (headDim + 1))
  }

  /// Folds slot `source` into slot `accumulator` (⊕): the operations of ``Partial/merge(_:rest:)``, in place.
  /// - Parameter weights: called with each row and the weights used for it.
  @inline(__always)
  func merge(_ source: Int, into accumulator: Int, weights use: (Int, MergeWeights) -> Void) {
    let (m, l, o) = (m(accumulator), l(accumulator), o(accumulator))
    let (otherM, otherL, otherO) = (self.m(source), self.l(source), self.o(source))
    let lRest = rest(accumulator)
    let oRest = lRest + rows
    for row in 0..<rows {
      let factors = MergeFactors(m[row], otherM[row])
      m[row] = factors.m
      factors.combine(l + row, rest: lRest + row, with: otherL + row, count: 1)
      factors.combine(
        o + row * headDim, rest: oRest + row * headDim, with: otherO + row * headDim, count: headDim)
      use(row, factors.weights)
    }
  }

  /// Normalises a slot: O ÷ l to `output` `[rows, headDim]`, m + log l to `logSumExp` `[rows]`.
  func finish(_ slot: Int, output: UnsafeMutablePointer<Float>, logSumExp: UnsafeMutablePointer<Float>) {
    let (m, l, o) = (m(slot), l(slot), o(slot))
    for row in 0..<rows {
      let sum = l[row]
      for j in row * headDim..<(row + 1) * headDim { output[j] = o[j] / sum }
      logSumExp[row] = m[row] + naturalLogarithm(sum)
    }
  }

  func partial(_ slot: Int) -> Partial {
    Partial(
      m: Array(UnsafeBufferPointer(start: m(slot), count: rows)),
      l: Array(UnsafeBufferPointer(start: l(slot), count: rows)),
      o: Array(UnsafeBufferPointer(start: o(slot), count: rows * headDim)))
  }

  func copy(_ slot: Int, to other: PartialStore, slot target: Int) {
    other.floats(target).update(from: floats(slot), count: stride)
  }
}
