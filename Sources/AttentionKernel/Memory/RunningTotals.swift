import AttentionCore

/// What the tile kernel keeps beside (m, l, O) from tile to tile of a segment, until the segment has ended.
///
/// `@unchecked Sendable`: a slot is used by one thread at a time.
final class RunningTotals: @unchecked Sendable {
  /// Floats from one slot to the next. What each slot has begins on cache lines of its own.
  private let stride: Int
  /// Of a slot.
  private let floats: Int
  private let oRestOffset: Int
  private let lRestOffset: Int
  private let region: MemoryRegion

  /// A block is written line by line as values are read, whose rows begin with a page or a fraction of one. A processor
  /// that goes by the place within a page takes the next line of values for the line of the block that it has just written,
  /// and waits. So blocks begin two lines into a page.
  private static let placeInPage = 128

  /// - Parameter onPages: whether every slot's block lies so, not only the first one's; takes a page a slot and more.
  init(slots: Int, rows: Int, headDim: Int, onPages: Bool = false) throws(KernelFailure) {
    oRestOffset = (rows * headDim).roundedUp(toMultipleOf: 16)
    lRestOffset = 2 * oRestOffset
    floats = Self.floatsPerSlot(rows: rows, headDim: headDim)
    stride = onPages ? floats.roundedUp(toMultipleOf: 1024) : floats
    region = try MemoryRegion(
      bytes: Self.placeInPage + slots * stride * MemoryLayout<Float>.size, for: "the sums of \(slots) segments")
  }

  private static func floatsPerSlot(rows: Int, headDim: Int) -> Int {
    rows.roundedUp(toMultipleOf: 16) + 2 * (rows * headDim).roundedUp(toMultipleOf: 16)
  }

  static func bytes(slots: Int, rows: Int, headDim: Int) -> Int {
    placeInPage + slots * floatsPerSlot(rows: rows, headDim: headDim) * MemoryLayout<Float>.size
  }

  /// `[rows, headDim]`
  private func block(_ slot: Int) -> UnsafeMutablePointer<Float> {
    (region.base + Self.placeInPage + slot * stride * MemoryLayout<Float>.size).assumingMemoryBound(to: Float.self)
  }
  /// `[rows, headDim]`
  private func oRest(_ slot: Int) -> UnsafeMutablePointer<Float> { block(slot) + oRestOffset }
  /// `[rows]`
  private func lRest(_ slot: Int) -> UnsafeMutablePointer<Float> { block(slot) + lRestOffset }

  /// Of a slot.
  struct Pointers {
    var l, o, block: UnsafeMutablePointer<Float>
  }

  func pointers(_ slot: Int) -> Pointers { Pointers(l: lRest(slot), o: oRest(slot), block: block(slot)) }

  /// A slot that is ready for another segment.
  func cleared(_ slot: Int) -> Pointers {
    clear(slot)
    return pointers(slot)
  }

  /// Prepares a slot for another segment.
  func clear(_ slot: Int) { block(slot).update(repeating: 0, count: floats) }
}
