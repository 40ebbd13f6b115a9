import AttentionCore

/// Attention in double precision: softmax(q · k ÷ √headDim) · v over the type-rounded inputs, by online softmax in blocks.
///
/// What comes out for a row does not depend on the rows that are computed with it.
struct ReferenceAttention: Sendable {
  private let input: AttentionInput
  /// Rows of an output that share the conversion of its keys and values, at most.
  private static let mostRows = 64
  /// Outputs that a worker takes at a time where there are very many.
  private static let mostOutputs = 64

  init(_ input: AttentionInput) { self.input = input }

  /// All outputs, spread over a pool's workers.
  func all(on pool: WorkerPool) -> Reference {
    let problem = input.problem
    var logSumExp: [Double] = []
    let output = [Double](unsafeUninitializedCapacity: problem.rows * problem.headDim) { outputs, count in
      logSumExp = [Double](unsafeUninitializedCapacity: problem.rows) { sums, count in
        if let output = outputs.baseAddress, let logSumExp = sums.baseAddress {
          fill(ReferencePlace(output: output, logSumExp: logSumExp), on: pool)
        }
        count = problem.rows
      }
      count = problem.rows * problem.headDim
    }
    return Reference(output: output, logSumExp: logSumExp)
  }

  private func fill(_ place: ReferencePlace, on pool: WorkerPool) {
    let problem = input.problem
    // Few outputs are shared out by their rows.
    let parts = min(
      problem.groupSize,
      max((problem.groupSize + Self.mostRows - 1) / Self.mostRows, 2 * pool.threads / problem.outputs))
    let pieces = problem.outputs * parts
    let taken = max(1, min(Self.mostOutputs, pieces / (16 * pool.threads)))
    let next = SharedCounter()
    pool.run { _ in
      let work = ReferenceBlock(rows: (problem.groupSize + parts - 1) / parts, headDim: problem.headDim)
      defer { work.deallocate() }
      while true {
        let first = next.take() * taken
        if first >= pieces { return }
        for piece in first..<min(first + taken, pieces) {
          let (output, part) = piece.quotientAndRemainder(dividingBy: parts)
          let rows = problem.rows(ofOutput: output).share(part, of: parts)
          compute(
            rows, keys: [0..<problem.context(ofOutput: output)], with: work,
            to: place.dropFirst(rows.lowerBound, problem.headDim))
        }
      }
    }
  }

  /// Some rows of one output over some keys.
  func result(rows: Range<Int>, keys: [Range<Int>]) -> Reference {
    let d = input.problem.headDim
    var reference = Reference(
      output: Array(repeating: 0, count: rows.count * d), logSumExp: Array(repeating: 0, count: rows.count))
    let work = ReferenceBlock(rows: rows.count, headDim: d)
    defer { work.deallocate() }
    reference.output.withUnsafeMutableBufferPointer { outputs in
      reference.logSumExp.withUnsafeMutableBufferPointer { sums in
        guard let output = outputs.baseAddress, let logSumExp = sums.baseAddress else { return }
        compute(rows, keys: keys, with: work, to: ReferencePlace(output: output, logSumExp: logSumExp))
      }
    }
    return reference
  }

  private func compute(_ rows: Range<Int>, keys: [Range<Int>], with work: ReferenceBlock, to place: ReferencePlace) {
    let d = input.problem.headDim
    let source = rows.lowerBound / input.problem.groupSize
    let scale = 1 / Double(d).squareRoot()
    work.begin(rows: rows.count)
    for index in 0..<rows.count * d {
      work.queries[index] = Double(input.queries[rows.lowerBound * d + index]) * scale
    }
    let (allKeys, allValues) = (input.memory.keys(ofSource: source), input.memory.values(ofSource: source))
    for span in keys {
      for first in stride(from: span.lowerBound, to: span.upperBound, by: work.blockKeys) {
        let block = first..<min(first + work.blockKeys, span.upperBound)
        load(block, from: allKeys, into: work)
        work.score(rows.count, block.count)
        for row in 0..<rows.count { work.softmax(row, block.count) }
        load(block, from: allValues, into: work)
        work.addValues(rows.count, block.count)
      }
    }
    for row in 0..<rows.count {
      for j in row * d..<(row + 1) * d { place.output[j] = work.output[j] / work.sums[row] }
      place.logSumExp[row] = work.largest[row] + naturalLogarithm(work.sums[row])
    }
  }

  /// Converts rows of K or V.
  private func load(_ keys: Range<Int>, from start: UnsafeRawPointer, into work: ReferenceBlock) {
    let (d, type) = (input.problem.headDim, input.problem.elementType)
    for key in keys {
      let row = work.entries + (key - keys.lowerBound) * work.stride
      type.read(start + key * d * type.size, count: d) { row[$0] = Double($1) }
    }
  }
}

/// Where the results of some rows go.
///
/// `@unchecked Sendable`: each row has one writer; they are read when the workers have ended.
private struct ReferencePlace: @unchecked Sendable {
  let output: UnsafeMutablePointer<Double>
  let logSumExp: UnsafeMutablePointer<Double>

  func dropFirst(_ rows: Int, _ headDim: Int) -> ReferencePlace {
    ReferencePlace(output: output + rows * headDim, logSumExp: logSumExp + rows)
  }
}

/// The state of some rows, and the block of keys or values that is being folded in.
///
/// Pointers instead of arrays, and sums of several rows and keys at a time: these loops read every key and value once for
/// each row.
private struct ReferenceBlock {
  /// As wide as every processor's vectors, so that the sums of a step stay in registers.
  typealias Vector = SIMD2<Double>

  let blockKeys: Int
  let headDim: Int
  /// From one key or value to the next; no power of two, which would put them all into one place of the cache.
  let stride: Int
  /// `[rows, headDim]`
  let queries: UnsafeMutablePointer<Double>
  /// Keys or values, `[blockKeys, stride]`.
  let entries: UnsafeMutablePointer<Double>
  /// Scores, then weights, `[rows, blockKeys]`.
  let weights: UnsafeMutablePointer<Double>
  /// Σ weight · value, `[rows, headDim]`.
  let output: UnsafeMutablePointer<Double>
  /// `[rows]`
  let largest: UnsafeMutablePointer<Double>
  /// `[rows]`
  let sums: UnsafeMutablePointer<Double>

  init(rows: Int, headDim: Int) {
    func zeros(_ count: Int) -> UnsafeMutablePointer<Double> {
      let raw = UnsafeMutableRawPointer.allocate(byteCount: count * MemoryLayout<Double>.stride, alignment: 64)
      let pointer = raw.bindMemory(to: Double.self, capacity: count)
      pointer.initialize(repeating: 0, count: count)
      return pointer
    }
    // 128 KB at most.
    blockKeys = min(64, 16384 / headDim)
    self.headDim = headDim
    stride = headDim + 8
    queries = zeros(rows * headDim)
    entries = zeros(blockKeys * stride)
    weights = zeros(rows * blockKeys)
    output = zeros(rows * headDim)
    largest = zeros(rows)
    sums = zeros(rows)
  }

  func deallocate() {
    for pointer in [queries, entries, weights, output, largest, sums] { UnsafeMutableRawPointer(pointer).deallocate() }
  }

  func begin(rows: Int) {
    output.update(repeating: 0, count: rows * headDim)
    largest.update(repeating: -.infinity, count: rows)
    sums.update(repeating: 0, count: rows)
  }

  @inline(__always)
  private func vectors(_ pointer: UnsafeMutablePointer<Double>) -> UnsafeMutablePointer<Vector> {
    UnsafeMutableRawPointer(pointer).assumingMemoryBound(to: Vector.self)
  }

  /// Scores of `rows` rows over the first `count` keys: two rows and four keys at a time.
  func score(_ rows: Int, _ count: Int) {
    let length = headDim / 2
    for row in Swift.stride(from: 0, to: rows, by: 2) {
      // What is missing of a pair or of four is computed twice.
      let other = min(row &+ 1, rows &- 1)
      let (q, r) = (vectors(queries + row &* headDim), vectors(queries + other &* headDim))
      for key in Swift.stride(from: 0, to: count, by: 4) {
        let (key1, key2, key3) = (min(key &+ 1, count &- 1), min(key &+ 2, count &- 1), min(key &+ 3, count &- 1))
        let (k0, k1) = (vectors(entries + key &* stride), vectors(entries + key1 &* stride))
        let (k2, k3) = (vectors(entries + key2 &* stride), vectors(entries + key3 &* stride))
        var (q0, q1, q2, q3) = (Vector.zero, Vector.zero, Vector.zero, Vector.zero)
        var (r0, r1, r2, r3) = (Vector.zero, Vector.zero, Vector.zero, Vector.zero)
        for j in 0..<length {
          q0 += q[j] * k0[j]
          q1 += q[j] * k1[j]
          q2 += q[j] * k2[j]
          q3 += q[j] * k3[j]
          r0 += r[j] * k0[j]
          r1 += r[j] * k1[j]
          r2 += r[j] * k2[j]
          r3 += r[j] * k3[j]
        }
        let (mine, others) = (weights + row &* blockKeys, weights + other &* blockKeys)
        (mine[key], mine[key1], mine[key2], mine[key3]) = (q0.sum(), q1.sum(), q2.sum(), q3.sum())
        (others[key], others[key1], others[key2], others[key3]) = (r0.sum(), r1.sum(), r2.sum(), r3.sum())
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

  /// Adds the first `count` values, weighted, to `rows` rows: two rows and eight columns at a time.
  func addValues(_ rows: Int, _ count: Int) {
    var row = 0
    while row &+ 2 <= rows {
      let (weight, otherWeight) = (weights + row &* blockKeys, weights + (row &+ 1) &* blockKeys)
      for j in Swift.stride(from: 0, to: headDim, by: 8) {
        let (a, b) = (vectors(output + (row &* headDim &+ j)), vectors(output + ((row &+ 1) &* headDim &+ j)))
        var (a0, a1, a2, a3) = (a[0], a[1], a[2], a[3])
        var (b0, b1, b2, b3) = (b[0], b[1], b[2], b[3])
        for key in 0..<count {
          let value = vectors(entries + (key &* stride &+ j))
          let (w, x) = (Vector(repeating: weight[key]), Vector(repeating: otherWeight[key]))
          a0 += w * value[0]
          a1 += w * value[1]
          a2 += w * value[2]
          a3 += w * value[3]
          b0 += x * value[0]
          b1 += x * value[1]
          b2 += x * value[2]
          b3 += x * value[3]
        }
        (a[0], a[1], a[2], a[3]) = (a0, a1, a2, a3)
        (b[0], b[1], b[2], b[3]) = (b0, b1, b2, b3)
      }
      row &+= 2
    }
    if row < rows {
      let weight = weights + row &* blockKeys
      let sum = vectors(output + row &* headDim)
      for key in 0..<count {
        let value = vectors(entries + key &* stride)
        let w = Vector(repeating: weight[key])
        for j in 0..<headDim / 2 { sum[j] += w * value[j] }
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
