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

  /// Makes as many copies as wanted, or as free memory allows; the input's own memory is one of them.
  /// - Throws: a failure of kind `memory` where the system refuses.
  init(
    _ input: AttentionInput, on pool: WorkerPool, wantedBytes: Int
  ) throws(KernelFailure) {
    let layout = KVLayout(packed: input.problem)
    let pageBytes = 4096
    let tensorBytes = layout.byteCount.roundedUp(toMultipleOf: pageBytes)
    let copyBytes = 2 * tensorBytes
    let wanted = (wantedBytes - 1) / input.problem.kvBytes
    // A fifth of the free memory stays free.
    let count = max(0, min(wanted, freeMemory() / 5 * 4 / copyBytes))
    isCold = (count + 1) * input.problem.kvBytes >= wantedBytes
    guard count > 0 else {
      copies = [input.memory]
      return
    }
    let region = try MemoryRegion(bytes: count * copyBytes, for: "\(numbered(count, "copy", "copies")) of K and V")
    let base = UnsafeMutableAddress(region.base)
    let problem = input.problem
    pool.forEach(count * problem.outputs) { index in
      let (copy, source) = index.quotientAndRemainder(dividingBy: problem.outputs)
      let bytes = problem.context(ofOutput: source) * problem.headDim * problem.elementType.size
      let target = base.pointer + copy * copyBytes + layout.offset(ofSource: source)
      target.copyMemory(from: input.memory.keys(ofSource: source), byteCount: bytes)
      (target + tensorBytes).copyMemory(from: input.memory.values(ofSource: source), byteCount: bytes)
    }
    copies =
      [input.memory]
      + (0..<count).map { copy in
        let keys = UnsafeRawPointer(region.base + copy * copyBytes)
        return KVMemory(keys: keys, values: keys + tensorBytes, layout: layout, owners: [region])
      }
  }
}

/// An address for threads that write to parts of it that do not overlap.
struct UnsafeMutableAddress: @unchecked Sendable {
  let pointer: UnsafeMutableRawPointer
  init(_ pointer: UnsafeMutableRawPointer) { self.pointer = pointer }
}
