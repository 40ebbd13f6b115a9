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
    func compute<Element: StoredElement>(_ element: Element.Type) -> Reference {
      attend(element, rows: rows, keys: keys)
    }
    return compute(input.problem.elementType.stored)
  }

  private func attend<Element: StoredElement>(
    _: Element.Type, rows: Range<Int>, keys: [Range<Int>]
  ) -> Reference {
    let d = input.problem.headDim
    let vectors = d / 8
    let source = rows.lowerBound / input.problem.groupSize
    let scale = 1 / Double(d).squareRoot()
    var queries = [SIMD8<Double>](repeating: .zero, count: rows.count * vectors)
    for index in 0..<rows.count * d {
      queries[index / 8][index % 8] = Double(input.queries[rows.lowerBound * d + index]) * scale
    }
    var block = [SIMD8<Double>](repeating: .zero, count: Self.blockKeys * vectors)
    var weights = [Double](repeating: 0, count: rows.count * Self.blockKeys)
    var output = [SIMD8<Double>](repeating: .zero, count: rows.count * vectors)
    var largest = [Double](repeating: -.infinity, count: rows.count)
    var sums = [Double](repeating: 0, count: rows.count)

    for span in keys {
      for first in stride(from: span.lowerBound, to: span.upperBound, by: Self.blockKeys) {
        let count = min(Self.blockKeys, span.upperBound - first)
        load(Element.self, input.memory.keys(ofSource: source), first: first, count: count, into: &block)
        for row in 0..<rows.count {
          for key in 0..<count {
            var sum = SIMD8<Double>.zero
            for j in 0..<vectors { sum += queries[row &* vectors &+ j] * block[key &* vectors &+ j] }
            weights[row &* Self.blockKeys &+ key] = sum.sum()
          }
          let rescale = softmax(&weights, row * Self.blockKeys, count, largest: &largest[row], sum: &sums[row])
          if rescale != 1 {
            for j in row * vectors..<(row + 1) * vectors { output[j] *= rescale }
          }
        }
        load(Element.self, input.memory.values(ofSource: source), first: first, count: count, into: &block)
        for row in 0..<rows.count {
          for key in 0..<count {
            let weight = weights[row &* Self.blockKeys &+ key]
            for j in 0..<vectors { output[row &* vectors &+ j] += weight * block[key &* vectors &+ j] }
          }
        }
      }
    }
    return Reference(
      output: (0..<rows.count * d).map { output[$0 / 8][$0 % 8] / sums[$0 / d] },
      logSumExp: rows.indices.map { largest[$0 - rows.lowerBound] + naturalLogarithm(sums[$0 - rows.lowerBound]) })
  }

  /// Turns a block's scores into weights e^(score − largest); keys that all score −∞ weigh 0.
  /// - Returns: the factor for what was summed before.
  private func softmax(
    _ scores: inout [Double], _ first: Int, _ count: Int, largest: inout Double, sum: inout Double
  ) -> Double {
    var maximum = largest
    for index in first..<first + count where scores[index] > maximum { maximum = scores[index] }
    let rescale = largest == maximum ? 1 : exponential(largest - maximum)
    var total = sum * rescale
    for index in first..<first + count {
      let score = scores[index]
      let weight = score == -.infinity ? 0 : exponential(score - maximum)
      scores[index] = weight
      total += weight
    }
    largest = maximum
    sum = total
    return rescale
  }

  /// Converts `count` rows of K or V.
  private func load<Element: StoredElement>(
    _: Element.Type, _ source: UnsafeRawPointer, first: Int, count: Int, into block: inout [SIMD8<Double>]
  ) {
    let d = input.problem.headDim
    let size = MemoryLayout<Element.Storage>.stride
    let start = source + first * d * size
    for vector in 0..<count &* d / 8 {
      var values = SIMD8<Double>.zero
      for lane in 0..<8 {
        let stored = start.loadUnaligned(
          fromByteOffset: (vector &* 8 &+ lane) &* size, as: Element.Storage.self)
        values[lane] = Double(Element.value(stored))
      }
      block[vector] = values
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
