import CKernelSupport
import Foundation
import KernelBase
import TestSupport

#if arch(x86_64)
  import KernelV3
  import KernelV4
#endif

/// A compiled tile kernel that this machine can run.
struct TileKernel: Sendable, CustomStringConvertible {
  let description: String
  let attend: @Sendable (UnsafePointer<lean_tile>) -> Void
  let exponential: @Sendable (Float) -> Float

  static let usable: [TileKernel] = {
    var kernels = [
      TileKernel(
        description: KernelBase.kernelName, attend: { KernelBase.attendTile($0) },
        exponential: { KernelBase.exponential($0) })
    ]
    #if arch(x86_64)
      if lean_supports_avx2() {
        kernels.append(
          TileKernel(
            description: KernelV3.kernelName, attend: { KernelV3.attendTile($0) },
            exponential: { KernelV3.exponential($0) }))
      }
      if lean_supports_avx512() {
        kernels.append(
          TileKernel(
            description: KernelV4.kernelName, attend: { KernelV4.attendTile($0) },
            exponential: { KernelV4.exponential($0) }))
      }
    #endif
    return kernels
  }()
}

/// The element types under test.
enum Element: Int32, Sendable, CaseIterable {
  case f32 = 0
  case f16 = 1
  case bf16 = 2

  var size: Int { self == .f32 ? 4 : 2 }

  /// The bits that store `value`, rounded to nearest even.
  func bits(_ value: Float) -> UInt32 {
    switch self {
    case .f32: return value.bitPattern
    case .f16: return UInt32(Float16(value).bitPattern)
    case .bf16:
      if value.isNaN { return 0x7FC0 }
      return (value.bitPattern &+ 0x7FFF &+ ((value.bitPattern >> 16) & 1)) >> 16
    }
  }

  func value(_ bits: UInt32) -> Float {
    switch self {
    case .f32: return Float(bitPattern: bits)
    case .f16: return Float(Float16(bitPattern: UInt16(truncatingIfNeeded: bits)))
    case .bf16: return Float(bitPattern: bits << 16)
    }
  }

  /// What is left of `value` after storing it.
  func rounded(_ value: Float) -> Float { self.value(bits(value)) }

  func store(_ values: [Float], _ place: UnsafeMutableRawPointer) {
    for (index, value) in values.enumerated() {
      if self == .f32 {
        place.storeBytes(of: bits(value), toByteOffset: index * 4, as: UInt32.self)
      } else {
        place.storeBytes(of: UInt16(truncatingIfNeeded: bits(value)), toByteOffset: index * 2, as: UInt16.self)
      }
    }
  }
}

/// (m, l, o) of every row, and what the kernel keeps beside it.
struct State {
  var m: [Float]
  var l: [Float]
  var o: [Float]
  var lRest: [Float]
  var oRest: [Float]
  var block: [Float]

  init(rows: Int, d: Int) {
    m = [Float](repeating: -.infinity, count: rows)
    l = [Float](repeating: 0, count: rows)
    o = [Float](repeating: 0, count: rows * d)
    lRest = l
    oRest = o
    block = o
  }

  typealias Pointer = UnsafeMutablePointer<Float>?

  mutating func withPointers(_ use: (Pointer, Pointer, Pointer, Pointer, Pointer, Pointer) -> Void) {
    m.withUnsafeMutableBufferPointer { m in
      l.withUnsafeMutableBufferPointer { l in
        o.withUnsafeMutableBufferPointer { o in
          lRest.withUnsafeMutableBufferPointer { lRest in
            oRest.withUnsafeMutableBufferPointer { oRest in
              block.withUnsafeMutableBufferPointer { block in
                use(
                  m.baseAddress, l.baseAddress, o.baseAddress, lRest.baseAddress, oRest.baseAddress, block.baseAddress)
              }
            }
          }
        }
      }
    }
  }

  /// o ÷ l, [rows][d].
  var output: [Float] {
    let d = o.count / l.count
    return o.indices.map { o[$0] / l[$0 / d] }
  }

  /// m + ln l.
  var lse: [Float] { zip(m, l).map { $0 + Foundation.log($1) } }
}

/// Inputs of one group of query rows, K and V already rounded to the element type, and how the tokens are tiled.
struct TileCase: CustomStringConvertible {
  var element: Element
  var rows: Int
  var d: Int
  /// Tokens of each tile.
  var tiles: [Int]
  var seed: UInt64
  /// [rows][d], scaled.
  var q: [Float]
  /// [tokens][d]
  var k: [Float]
  var v: [Float]

  var tokens: Int { tiles.reduce(0, +) }
  var description: String { "\(element), \(rows) rows, d \(d), tiles \(tiles), seed \(seed)" }

  /// Random inputs; scores have a standard deviation of `sharpness`.
  init(element: Element, rows: Int, d: Int, tiles: [Int], seed: UInt64, sharpness: Float = 1) {
    (self.element, self.rows, self.d, self.tiles, self.seed) = (element, rows, d, tiles, seed)
    var random = SeededRandom(seed: seed)
    // Uniform with a standard deviation of 1; `Float.random` takes most of a test's time.
    let uniform = { (count: Int) in
      (0..<count).map { _ in (Float(random.next() >> 40) * 0x1p-23 - 1) * 1.732_05 }
    }
    let tokens = tiles.reduce(0, +)
    let scale = sharpness / Float(d).squareRoot()
    q = uniform(rows * d).map { $0 * scale }
    k = uniform(tokens * d).map { element.rounded($0) }
    v = uniform(tokens * d).map { element.rounded($0) }
  }

  /// Folds all tiles, in order, with a kernel.
  func run(_ kernel: TileKernel, asking: Asking = Asking()) -> State {
    let bytes = max(k.count, v.count, 1) * element.size
    let keys = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64)
    let values = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64)
    defer {
      keys.deallocate()
      values.deallocate()
    }
    element.store(k, keys)
    element.store(v, values)
    var state = State(rows: rows, d: d)
    var first = 0
    var blockTokens = 0
    for (index, tokens) in tiles.enumerated() {
      let offset = first * d * element.size
      blockTokens += tokens
      // Blocks as long as they may be.
      let next = index + 1 < tiles.count ? tiles[index + 1] : .max / 2
      let endsBlock = blockTokens + next > Int(LEAN_SPAN_TOKENS)
      if endsBlock { blockTokens = 0 }
      fold(
        kernel, into: &state, keys: keys + offset, values: values + offset, tokens: tokens,
        asking: asking, endsBlock: endsBlock)
      first += tokens
    }
    return state
  }

  /// Folds `tokens` rows of K and V, stored at `keys` and `values`.
  func fold(
    _ kernel: TileKernel, into state: inout State, keys: UnsafeRawPointer, values: UnsafeRawPointer, tokens: Int,
    asking: Asking = Asking(), endsBlock: Bool = true
  ) {
    let scratch = UnsafeMutableRawPointer.allocate(byteCount: Int(LEAN_SCRATCH_FLOATS) * 4, alignment: 64)
    defer { scratch.deallocate() }
    // Garbage in scratch must not matter.
    memset(scratch, 0xFF, Int(LEAN_SCRATCH_FLOATS) * 4)
    q.withUnsafeBufferPointer { q in
      state.withPointers { m, l, o, lRest, oRest, block in
        var tile = lean_tile()
        tile.q = q.baseAddress
        tile.k = keys
        tile.v = values
        tile.tokens = Int32(tokens)
        tile.d = Int32(d)
        tile.rows = Int32(rows)
        tile.element = element.rawValue
        tile.prefetch_strips = Int32(asking.strips)
        tile.prefetch_into = Int32(asking.cache)
        tile.prefetch_other_half = asking.otherHalf ? 1 : 0
        tile.ends_block = endsBlock ? 1 : 0
        (tile.m, tile.l, tile.o) = (m, l, o)
        (tile.l_rest, tile.o_rest, tile.block) = (lRest, oRest, block)
        tile.scratch = scratch.assumingMemoryBound(to: Float.self)
        kernel.attend(&tile)
      }
    }
  }
}

/// Output and lse in double precision, by the plain formula: scores, their maximum, exp, sums.
struct Reference {
  /// [rows][d]
  var output: [Double]
  var lse: [Double]

  init(_ tileCase: TileCase) {
    let (d, tokens) = (tileCase.d, tileCase.tokens)
    output = []
    lse = []
    for row in 0..<tileCase.rows {
      var scores = [Double](repeating: 0, count: tokens)
      for token in 0..<tokens {
        scores[token] = dot(tileCase.q[row * d..<(row + 1) * d], tileCase.k[token * d..<(token + 1) * d])
      }
      let largest = scores.max() ?? -.infinity
      var l = 0.0
      var o = [Double](repeating: 0, count: d)
      for token in 0..<tokens {
        let weight = Foundation.exp(scores[token] - largest)
        l += weight
        add(weight, tileCase.v[token * d..<(token + 1) * d], to: &o)
      }
      output += o.map { $0 / l }
      lse.append(largest + Foundation.log(l))
    }
  }

  /// Why `state` is wrong, or nil: max|Δ| ≤ 2e-5 · max(1, max|ref|) and |Δ lse| ≤ 1e-4 · max(1, |lse|).
  func complaint(about state: State) -> String? {
    let tolerance = 2e-5 * max(1, output.map(abs).max() ?? 0)
    for (index, value) in state.output.enumerated() where !(abs(Double(value) - output[index]) <= tolerance) {
      return "output \(index) is \(value), should be \(output[index]) ± \(tolerance)"
    }
    for (row, value) in state.lse.enumerated() where !(abs(Double(value) - lse[row]) <= 1e-4 * max(1, abs(lse[row]))) {
      return "lse \(row) is \(value), should be \(lse[row])"
    }
    return nil
  }
}

// By pointers, because these two are most of the time of a test that is not optimised.

private func dot(_ a: ArraySlice<Float>, _ b: ArraySlice<Float>) -> Double {
  a.withUnsafeBufferPointer { a in
    b.withUnsafeBufferPointer { b in
      guard let p = a.baseAddress, let q = b.baseAddress else { return 0 }
      var sum = 0.0
      var i = 0
      while i < a.count {
        sum += Double(p[i]) * Double(q[i])
        i += 1
      }
      return sum
    }
  }
}

private func add(_ weight: Double, _ values: ArraySlice<Float>, to sums: inout [Double]) {
  values.withUnsafeBufferPointer { values in
    sums.withUnsafeMutableBufferPointer { sums in
      guard let value = values.baseAddress, let sum = sums.baseAddress else { return }
      var i = 0
      while i < values.count {
        sum[i] += weight * Double(value[i])
        i += 1
      }
    }
  }
}

/// How a kernel is to ask for rows ahead of their use.
struct Asking {
  var strips = 1
  var cache = LEAN_INTO_L1
  var otherHalf = false
}
