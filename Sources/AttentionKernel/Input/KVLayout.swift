import AttentionCore

/// Where the keys (and, alike, the values) of each KV source lie: `[context, headDim]` each, rows contiguous.
struct KVLayout: Sendable {
  /// Bytes from the start to the first head of each request.
  private let requestOffsets: [Int]
  /// Bytes from one head of a request to the next.
  private let headStrides: [Int]
  private let kvHeads: Int
  /// Bytes of all sources, gaps included.
  let byteCount: Int

  /// Sources one after the other, each 64-byte aligned, with no room for keys that do not exist.
  init(packed problem: AttentionProblem) {
    let row = problem.headDim * problem.elementType.size
    var offsets: [Int] = []
    var strides: [Int] = []
    var end = 0
    for context in problem.contexts {
      let stride = (context * row).roundedUp(toMultipleOf: 64)
      offsets.append(end)
      strides.append(stride)
      end += stride * problem.kvHeads
    }
    self.init(requestOffsets: offsets, headStrides: strides, kvHeads: problem.kvHeads, byteCount: end)
  }

  /// `[requests, kvHeads, longest, headDim]`: every source has room for `longest` keys.
  init(dense problem: AttentionProblem, longest: Int) {
    let stride = longest * problem.headDim * problem.elementType.size
    self.init(
      requestOffsets: problem.contexts.indices.map { $0 * stride * problem.kvHeads },
      headStrides: problem.contexts.map { _ in stride }, kvHeads: problem.kvHeads,
      byteCount: stride * problem.outputs)
  }

  private init(requestOffsets: [Int], headStrides: [Int], kvHeads: Int, byteCount: Int) {
    self.requestOffsets = requestOffsets
    self.headStrides = headStrides
    self.kvHeads = kvHeads
    self.byteCount = byteCount
  }

  @inline(__always)
  func offset(ofSource source: Int) -> Int {
    let (request, head) = source.quotientAndRemainder(dividingBy: kvHeads)
    return requestOffsets[request] + headStrides[request] * head
  }
}

/// K and V of all sources in memory that does not change while they are read.
///
/// `@unchecked Sendable`: read only; `owners` keep the bytes alive.
struct KVMemory: @unchecked Sendable {
  let keys: UnsafeRawPointer
  let values: UnsafeRawPointer
  let layout: KVLayout
  let owners: [MemoryRegion]

  @inline(__always)
  func keys(ofSource source: Int) -> UnsafeRawPointer { keys + layout.offset(ofSource: source) }
  @inline(__always)
  func values(ofSource source: Int) -> UnsafeRawPointer { values + layout.offset(ofSource: source) }
}
