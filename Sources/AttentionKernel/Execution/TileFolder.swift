import AttentionCore
import CKernelSupport

/// Folds one KV tile at a time into a partial; every run goes through here, so that all have the same bits.
///
/// `@unchecked Sendable`: queries are written once; the scratch of a worker is used by that worker.
final class TileFolder: @unchecked Sendable {
  let problem: AttentionProblem
  private let attend: @Sendable (UnsafePointer<lean_tile>) -> Void
  private let element: Int32
  /// Scaled by 1 ÷ √headDim, `[rows, headDim]`.
  private let queries: UnsafeMutablePointer<Float>
  private let scratch: UnsafeMutableRawPointer
  private let regions: [MemoryRegion]

  private static let scratchBytes = (Int(LEAN_SCRATCH_FLOATS) * 4).roundedUp(toMultipleOf: 4096)

  init(_ input: AttentionInput, workers: Int, instructionSet: InstructionSet) throws(KernelFailure) {
    problem = input.problem
    attend = instructionSet.attend
    element =
      switch input.problem.elementType {
      case .f32: Int32(LEAN_F32)
      case .f16: Int32(LEAN_F16)
      case .bf16: Int32(LEAN_BF16)
      }
    let queryRegion = try MemoryRegion(bytes: input.queries.count * MemoryLayout<Float>.size, for: "the queries")
    let scratchRegion = try MemoryRegion(bytes: workers * Self.scratchBytes, for: "scratch")
    queries = queryRegion.base.bindMemory(to: Float.self, capacity: input.queries.count)
    scratch = scratchRegion.base
    regions = [queryRegion, scratchRegion]
    let scale = 1 / Float(input.problem.headDim).squareRoot()
    for (index, value) in input.queries.enumerated() { queries[index] = value * scale }
  }

  /// Folds some keys of a source into a slot, for all rows of an output.
  /// - Parameters:
  ///   - next: what will be read after it; only a hint.
  ///   - worker: whose scratch to use.
  @inline(__always)
  func fold(
    keys: Range<Int>, ofSource source: Int, from memory: KVMemory, rows: Range<Int>, into slot: Int,
    of store: PartialStore, next: UnsafeRawPointer?, worker: Int
  ) {
    let d = problem.headDim
    let offset = keys.lowerBound &* d &* problem.elementType.size
    let k = memory.keys(ofSource: source) + offset
    let (m, l, o) = (store.m(slot), store.l(slot), store.o(slot))
    var tile = lean_tile()
    tile.k = k
    tile.v = memory.values(ofSource: source) + offset
    tile.tokens = Int32(keys.count)
    tile.d = Int32(d)
    tile.element = element
    tile.scratch = (scratch + worker &* Self.scratchBytes).assumingMemoryBound(to: Float.self)
    var row = 0
    while row < rows.count {
      let count = min(Int(LEAN_MAX_ROWS), rows.count - row)
      tile.rows = Int32(count)
      tile.q = UnsafePointer(queries + (rows.lowerBound + row) * d)
      tile.m = m + row
      tile.l = l + row
      tile.o = o + row * d
      row += count
      // A larger group comes back to the same keys.
      tile.next_k = row < rows.count ? k : next
      attend(&tile)
    }
  }
}
