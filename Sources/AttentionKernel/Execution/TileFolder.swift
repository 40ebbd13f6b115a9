import AttentionCore
import CKernelSupport
import Synchronization

/// Folds one KV tile at a time into a partial; every run goes through here, so that all have the same bits.
///
/// `@unchecked Sendable`: queries are written once; the scratch of a worker is used by that worker.
final class TileFolder: @unchecked Sendable {
  let problem: AttentionProblem
  private let headDim: Int
  /// Of a key, or a value.
  let rowBytes: Int
  private let attend: TileKernel
  private let attendTimed: TileKernel
  /// How rows of K and V are asked for ahead of their use. Changes how fast a tile is, not what comes of it.
  let readAhead = Atomic<ReadAhead>(.untried)
  private let element: Int32
  /// Scaled by 1 ÷ √headDim, `[rows, headDim]`.
  private let queries: UnsafeMutablePointer<Float>
  private let scratch: UnsafeMutableRawPointer
  /// A slot a worker.
  private let totals: RunningTotals
  /// The tiles of a block, whose values are one sum.
  private let blockTiles: Int
  private let regions: [MemoryRegion]

  private static let scratchBytes = (Int(LEAN_SCRATCH_FLOATS) * 4).roundedUp(toMultipleOf: 4096)

  init(_ input: AttentionInput, workers: Int, instructionSet: InstructionSet) throws(KernelFailure) {
    problem = input.problem
    headDim = problem.headDim
    rowBytes = problem.headDim * problem.elementType.size
    attend = instructionSet.attend
    attendTimed = instructionSet.attendTimed
    element =
      switch input.problem.elementType {
      case .f32: Int32(LEAN_F32)
      case .f16: Int32(LEAN_F16)
      case .bf16: Int32(LEAN_BF16)
      }
    let queryRegion = try MemoryRegion(bytes: input.queries.count * MemoryLayout<Float>.size, for: "the queries")
    let scratchRegion = try MemoryRegion(bytes: workers * Self.scratchBytes, for: "scratch")
    totals = try RunningTotals(
      slots: workers, rows: input.problem.groupSize, headDim: input.problem.headDim, onPages: true)
    blockTiles = Self.blockTiles(tileTokens: input.problem.tileTokens)
    queries = queryRegion.base.bindMemory(to: Float.self, capacity: input.queries.count)
    scratch = scratchRegion.base
    regions = [queryRegion, scratchRegion]
    let scale = 1 / Float(input.problem.headDim).squareRoot()
    input.queries.withUnsafeBufferPointer { given in
      for index in given.indices { queries[index] = given[index] * scale }
    }
  }

  /// As many whole tiles as the kernel may add up in one go; one, where a tile is longer.
  static func blockTiles(tileTokens: Int) -> Int { max(1, Int(LEAN_SPAN_TOKENS) / tileTokens) }

  /// Where the totals of a segment are that is folded piece by piece, by one worker or another.
  struct Place {
    var totals: RunningTotals
    var slot: Int
  }

  /// Prepares to fold a segment's tiles into a slot, for all rows of an output.
  /// - Parameters:
  ///   - tiles: all of the segment.
  ///   - worker: whose scratch to use.
  ///   - place: of the totals that have been begun; without, the segment begins here and is the worker's from its first
  ///     tile to its last.
  ///   - context: the keys of the source, where not all of them count.
  func segment(
    ofSource source: Int, tiles: Ordinals, from memory: KVMemory, rows: Range<Int>, into slot: Int,
    of store: PartialStore, worker: Int, totals place: Place? = nil, context: Int? = nil
  ) -> SegmentFolder {
    let d = headDim
    var tile = lean_tile()
    tile.d = Int32(d)
    tile.element = element
    readAhead.load(ordering: .relaxed).set(on: &tile)
    let rests = place.map { $0.totals.pointers($0.slot) } ?? totals.cleared(worker)
    tile.scratch = (scratch + worker * Self.scratchBytes).assumingMemoryBound(to: Float.self)
    return SegmentFolder(
      attend: attend, attendTimed: attendTimed, tile: tile, rowBytes: rowBytes,
      keys: memory.keys(ofSource: source),
      values: memory.values(ofSource: source), queries: queries + rows.lowerBound * d, rows: rows.count,
      m: store.m(slot), l: store.l(slot), o: store.o(slot), lRest: rests.l, oRest: rests.o, block: rests.block,
      tiles: tiles, tileTokens: problem.tileTokens, context: context ?? problem.context(ofOutput: source),
      blockTiles: blockTiles)
  }
}

/// Folds the tiles of one segment, in order. Plain pointers only: nothing is counted or looked up for a tile.
struct SegmentFolder: BitwiseCopyable {
  fileprivate let attend: TileKernel
  fileprivate let attendTimed: TileKernel
  fileprivate var tile: lean_tile
  fileprivate let rowBytes: Int
  fileprivate let keys: UnsafeRawPointer
  fileprivate let values: UnsafeRawPointer
  fileprivate let queries: UnsafePointer<Float>
  fileprivate let rows: Int
  let m: UnsafeMutablePointer<Float>
  let l: UnsafeMutablePointer<Float>
  fileprivate let o: UnsafeMutablePointer<Float>
  fileprivate let lRest: UnsafeMutablePointer<Float>
  fileprivate let oRest: UnsafeMutablePointer<Float>
  fileprivate let block: UnsafeMutablePointer<Float>
  fileprivate let tiles: Ordinals
  fileprivate let tileTokens: Int
  /// The keys of the source.
  fileprivate let context: Int
  fileprivate let blockTiles: Int

  /// Where a key lies.
  @inline(__always)
  func address(ofKey key: Int) -> UnsafeRawPointer { keys + key &* rowBytes }

  /// Folds the n-th of its tiles.
  /// - Parameter next: the keys that will be read after its last one; only a hint.
  @inline(__always)
  mutating func fold(_ number: Int, next: UnsafeRawPointer? = nil) {
    fold(number, next: next, attend)
  }

  /// The same, and adds what each phase took.
  mutating func fold(_ number: Int, next: UnsafeRawPointer?, phaseTicks: UnsafeMutablePointer<UInt64>) {
    tile.phase_ticks = phaseTicks
    fold(number, next: next, attendTimed)
  }

  @inline(__always)
  private mutating func fold(_ number: Int, next: UnsafeRawPointer?, _ attend: TileKernel) {
    let d = Int(tile.d)
    let first = (tiles.first &+ number &* tiles.stride) &* tileTokens
    let k = address(ofKey: first)
    tile.k = k
    tile.v = values + first &* rowBytes
    tile.tokens = Int32(truncatingIfNeeded: min(tileTokens, context &- first))
    // By the tile's place in its segment alone, so that the bits are the same however a run goes.
    let isLast = number == tiles.count &- 1
    tile.ends_block = isLast || (number &+ 1) % blockTiles == 0 ? 1 : 0
    let next = isLast ? next : k + tiles.stride &* tileTokens &* rowBytes
    var row = 0
    while row < rows {
      let count = min(Int(LEAN_MAX_ROWS), rows &- row)
      tile.rows = Int32(truncatingIfNeeded: count)
      tile.q = queries + row &* d
      tile.m = m + row
      tile.l = l + row
      tile.o = o + row &* d
      tile.l_rest = lRest + row
      tile.o_rest = oRest + row &* d
      tile.block = block + row &* d
      row &+= count
      // A larger group comes back to the same keys.
      tile.next_k = row < rows ? k : next
      attend(&tile)
    }
  }
}
