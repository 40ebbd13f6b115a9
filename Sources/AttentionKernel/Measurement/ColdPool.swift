import AttentionCore

/// How much memory the copies of K and V for cold runs take together.
public enum ColdCopies: Sendable, Hashable {
  /// Twice the last-level cache: nothing stays cached from one turn to the next, and the copies are there at once.
  case quick
  /// At least 700 MB as well, so that memory's slower parts (page tables, rows of DRAM) show too.
  case thorough

  var bytes: Int {
    // Where the cache is not known, 64 MB are larger than most.
    let least = max(64_000_000, 2 * lastLevelCacheBytes())
    return self == .quick ? least : max(700_000_000, least)
  }
}

/// Copies of K and V, used in turn, so that each run finds its own in memory and not in a cache.
final class ColdPool: Sendable {
  let copies: [KVMemory]
  /// Whether together they are large enough that the last-level cache keeps nothing from one turn to the next.
  let isCold: Bool

  /// K and V that take less are in a core's own cache wherever they are computed. They get as many copies as a quick look
  /// takes, and not millions of them; where that is less than was wanted, their runs are not called cold.
  private static let leastBytes = 128 << 10
  private static let mostSmallCopies = 4096

  /// Makes as many copies as wanted, or as there is memory for; the input's own memory is one of them. They lie one right
  /// after the other, so that they take what they are counted as.
  /// - Parameter allocate: gives memory of so many bytes; `nil` where the system refuses.
  init(
    _ input: AttentionInput, on pool: WorkerPool, wantedBytes: Int,
    allocate: (Int) -> MemoryRegion? = { try? MemoryRegion(bytes: $0, for: "copies of K and V") }
  ) {
    let layout = KVLayout(packed: input.problem)
    let tensorBytes = layout.byteCount
    let copyBytes = 2 * tensorBytes
    let isSmall = copyBytes < Self.leastBytes
    let mostBytes = isSmall ? min(wantedBytes, ColdCopies.quick.bytes) : wantedBytes
    // A fifth of the free memory stays free.
    var count = max(0, min((mostBytes - 1) / copyBytes, freeMemory() / 5 * 4 / copyBytes))
    if isSmall { count = min(count, Self.mostSmallCopies) }
    var region: MemoryRegion?
    while count > 0 {
      region = allocate(count * copyBytes)
      if region != nil { break }
      // Limits that nobody told of: with fewer it goes on.
      count /= 2
    }
    isCold = (count + 1) * copyBytes >= wantedBytes
    guard let region else {
      copies = [input.memory]
      return
    }
    let base = UnsafeMutableAddress(region.base)
    let problem = input.problem
    pool.forEach(count * problem.outputs) { index in
      let (copy, source) = index.quotientAndRemainder(dividingBy: problem.outputs)
      let bytes = problem.context(ofOutput: source) * problem.headDim * problem.elementType.size
      let target = base.pointer + copy * copyBytes + layout.offset(ofSource: source)
      target.copyMemory(from: input.memory.keys(ofSource: source), byteCount: bytes)
      (target + tensorBytes).copyMemory(from: input.memory.values(ofSource: source), byteCount: bytes)
    }
    let owners = [region]
    copies =
      [input.memory]
      + (0..<count).map { copy in
        let keys = UnsafeRawPointer(region.base + copy * copyBytes)
        return KVMemory(keys: keys, values: keys + tensorBytes, layout: layout, owners: owners)
      }
  }
}

/// An address for threads that write to parts of it that do not overlap.
struct UnsafeMutableAddress: @unchecked Sendable {
  let pointer: UnsafeMutableRawPointer
  init(_ pointer: UnsafeMutableRawPointer) { self.pointer = pointer }
}
