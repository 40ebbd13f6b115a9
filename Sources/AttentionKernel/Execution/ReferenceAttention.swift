import AttentionCore

/// Attention in double precision: softmax(q · k ÷ √headDim) · v over the type-rounded inputs, by online softmax in blocks.
struct ReferenceAttention: Sendable {
  private let input: AttentionInput
  private static let blockKeys = 64
  /// Rows that share the conversion of a block.
  private static let blockRows = 8

  init(_ input: AttentionInput) { self.input = input }

  /// All outputs, spread over a pool's workers.
  func all(on pool: WorkerPool) -> Reference {
    let problem = input.problem
    var blocks: [Range<Int>] = []
    for output in 0..<problem.outputs {
      let rows = problem.rows(ofOutput: output)
      for first in stride(from: rows.lowerBound, to: rows.upperBound, by: Self.blockRows) {
        blocks.append(first..<min(first + Self.blockRows, rows.upperBound))
      }
    }
    let results = SharedResults<Reference>(count: blocks.count)
    pool.forEach(blocks.count) { [blocks] index in
      let output = blocks[index].lowerBound / problem.groupSize
      results[index] = result(rows: blocks[index], keys: [0..<problem.context(ofOutput: output)])
    }
    var all = Reference(output: [], logSumExp: [])
    all.output.reserveCapacity(problem.rows * problem.headDim)
    for index in blocks.indices {
      all.output += results[index]?.output ?? []
      all.logSumExp += results[index]?.logSumExp ?? []
    }
    return all
  }

  /// Some rows of one output over some keys.
  func result(rows: Range<Int>, keys: [Range<Int>]) -> Reference {
    let d = input.problem.headDim
    let source = rows.lowerBound / input.problem.groupSize
    let work = ReferenceBlock(rows: rows.count, keys: Self.blockKeys, headDim: d)
    defer { work.deallocate() }
    let scale = 1 / Double(d).squareRoot()
    for index in 0..<rows.count * d {
      work.queries[index] = Double(input.queries[rows.lowerBound * d + index]) * scale
    }
    let rowBytes = d * input.problem.elementType.size
    for span in keys {
      for first in stride(from: span.lowerBound, to: span.upperBound, by: Self.blockKeys) {
        let count = min(Self.blockKeys, span.upperBound - first)
        load(input.memory.keys(ofSource: source) + first * rowBytes, count * d, into: work.entries)
        work.score(count)
        for row in 0..<rows.count { work.softmax(row, count) }
        load(input.memory.values(ofSource: source) + first * rowBytes, count * d, into: work.entries)
        work.addValues(count)
      }
    }
    return Reference(
      output: (0..<rows.count * d).map { work.output[$0] / work.sums[$0 / d] },
      logSumExp: (0..<rows.count).map { work.largest[$0] + naturalLogarithm(work.sums[$0]) })
  }

  /// Converts rows of K or V.
  private func load(_ start: UnsafeRawPointer, _ count: Int, into entries: UnsafeMutablePointer<Double>) {
    input.problem.elementType.read(start, count: count) { entries[$0] = Double($1) }
  }
}

/// The state of some rows, and the block of keys or values that is being folded in.
///
/// Pointers instead of arrays: these loops read every key and value once for each row.
private struct ReferenceBlock {
  typealias Vector = SIMD8<Double>

  let rows: Int
  let blockKeys: Int
  let headDim: Int
  /// `[rows, headDim]`
  let queries: UnsafeMutablePointer<Double>
  /// Keys or values, `[blockKeys, headDim]`.
  let entries: UnsafeMutablePointer<Double>
  /// Scores, then weights, `[rows, blockKeys]`.
  let weights: UnsafeMutablePointer<Double>
  /// Σ weight · value, `[rows, headDim]`.
  let output: UnsafeMutablePointer<Double>
  /// `[rows]`
  let largest: UnsafeMutablePointer<Double>
  /// `[rows]`
  let sums: UnsafeMutablePointer<Double>

  init(rows: Int, keys: Int, headDim: Int) {
    func zeros(_ count: Int) -> UnsafeMutablePointer<Double> {
      let raw = UnsafeMutableRawPointer.allocate(
        byteCount: count * MemoryLayout<Double>.stride, alignment: MemoryLayout<Vector>.alignment)
      let pointer = raw.bindMemory(to: Double.self, capacity: count)
      pointer.initialize(repeating: 0, count: count)
      return pointer
    }
    self.rows = rows
    blockKeys = keys
    self.headDim = headDim
    queries = zeros(rows * headDim)
    entries = zeros(keys * headDim)
    weights = zeros(rows * keys)
    output = zeros(rows * headDim)
    largest = zeros(rows)
    largest.update(repeating: -.infinity, count: rows)
    sums = zeros(rows)
  }

  func deallocate() {
    for pointer in [queries, entries, weights, output, largest, sums] { UnsafeMutableRawPointer(pointer).deallocate() }
  }

  private func vectors(_ pointer: UnsafeMutablePointer<Double>) -> UnsafeMutablePointer<Vector> {
    UnsafeMutableRawPointer(pointer).assumingMemoryBound(to: Vector.self)
  }

  /// Scores of all rows over the first `count` keys.
  func score(_ count: Int) {
    let length = headDim / 8
    for row in 0..<rows {
      let query = vectors(queries + row &* headDim)
      for key in 0..<count {
        let entry = vectors(entries + key &* headDim)
        var sum = Vector.zero
        for j in 0..<length { sum += query[j] * entry[j] }
        weights[row &* blockKeys &+ key] =
          ((sum[0] + sum[1]) + (sum[2] + sum[3])) + ((sum[4] + sum[5]) + (sum[6] + sum[7]))
      }
    }
  }

  /// Turns a row's scores into weights e^(score − largest), and rescales what was summed before. Keys that score −∞
  /// weigh nothing.
  func softmax(_ row: Int, _ count: Int) {
    let scores = weights + row &* blockKeys
    let before = largest[row]
    var maximum = before
    for index in 0..<count where scores[index] > maximum { maximum = scores[index] }
    let rescale = before == maximum ? 1 : exponential(before - maximum)
    var sum = sums[row] * rescale
    for index in 0..<count {
      let weight = scores[index] == -.infinity ? 0 : exponential(scores[index] - maximum)
      scores[index] = weight
      sum += weight
    }
    largest[row] = maximum
    sums[row] = sum
    if rescale != 1 {
      for j in row &* headDim..<(row &+ 1) &* headDim { output[j] *= rescale }
    }
  }

  /// Adds the first `count` values, weighted, to all rows.
  func addValues(_ count: Int) {
    let length = headDim / 8
    for row in 0..<rows {
      let sum = vectors(output + row &* headDim)
      for key in 0..<count {
        let weight = weights[row &* blockKeys &+ key]
        let entry = vectors(entries + key &* headDim)
        for j in 0..<length { sum[j] += weight * entry[j] }
      }
    }
  }
}

/// A result for each of some indices, written by any thread.
///
/// `@unchecked Sendable`: each index has one writer; they are read when the workers have ended.
final class SharedResults<Value: Sendable>: @unchecked Sendable {
  private let values: UnsafeMutableBufferPointer<Value?>

  init(count: Int) {
    values = .allocate(capacity: count)
    values.initialize(repeating: nil)
  }

  deinit {
    values.deinitialize()
    values.deallocate()
  }

  subscript(index: Int) -> Value? {
    get { values[index] }
    set { values[index] = newValue }
  }
}
