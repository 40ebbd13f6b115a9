import CKernelSupport
import Foundation
import Testing

/// NaN and infinities go where IEEE arithmetic sends them, and nowhere else.
struct SpecialValueTests {
  /// A mix of full and partial strips, and of row blocks.
  static let shapes: [(rows: Int, d: Int, tokens: Int)] = [(1, 16, 5), (3, 24, 40), (8, 64, 33), (15, 8, 300)]

  func eachCase(_ body: (TileKernel, TileCase) -> Void) {
    for kernel in TileKernel.usable {
      for element in Element.allCases {
        for (rows, d, tokens) in Self.shapes {
          body(kernel, TileCase(element: element, rows: rows, d: d, tiles: [tokens], seed: 3))
        }
      }
    }
  }

  @Test("A NaN in q makes its own row NaN, with m finite or −∞")
  func nanInQuery() {
    eachCase { kernel, tileCase in
      var tileCase = tileCase
      let row = tileCase.rows / 2
      tileCase.q[row * tileCase.d + 3] = .nan
      let state = tileCase.run(kernel)
      for r in 0..<tileCase.rows {
        let o = state.o[r * tileCase.d..<(r + 1) * tileCase.d]
        #expect(!state.m[r].isNaN, "\(kernel): \(tileCase), row \(r)")
        #expect(state.l[r].isNaN == (r == row), "\(kernel): \(tileCase), row \(r)")
        #expect(o.allSatisfy { $0.isNaN == (r == row) }, "\(kernel): \(tileCase), row \(r)")
      }
    }
  }

  @Test("A NaN in K makes every row NaN and leaves m at the largest of the other scores")
  func nanInKey() {
    eachCase { kernel, tileCase in
      let clean = tileCase.run(kernel)
      var tileCase = tileCase
      let token = tileCase.tokens - 1
      tileCase.k[token * tileCase.d + 5] = .nan
      let state = tileCase.run(kernel)
      for r in 0..<tileCase.rows {
        #expect(state.m[r] <= clean.m[r], "\(kernel): \(tileCase), row \(r)")
        #expect(state.l[r].isNaN, "\(kernel): \(tileCase), row \(r)")
      }
      #expect(state.o.allSatisfy { $0.isNaN }, "\(kernel): \(tileCase)")
    }
  }

  @Test("A NaN stays when a later tile is clean, also when every other score was −∞")
  func nanStays() {
    for kernel in TileKernel.usable {
      var tileCase = TileCase(element: .f32, rows: 2, d: 8, tiles: [3, 4], seed: 4)
      tileCase.q = tileCase.q.map { abs($0) + 0.1 }
      for i in 0..<16 { tileCase.k[i] = -.infinity }
      tileCase.k[16] = .nan
      let state = tileCase.run(kernel)
      #expect(state.m.allSatisfy { $0.isFinite }, "\(kernel)")
      #expect(state.l.allSatisfy { $0.isNaN } && state.o.allSatisfy { $0.isNaN }, "\(kernel)")
    }
  }

  @Test("A NaN in V makes its column NaN, in every row, and no other")
  func nanInValue() {
    eachCase { kernel, tileCase in
      var tileCase = tileCase
      let column = tileCase.d - 2
      tileCase.v[(tileCase.tokens - 1) * tileCase.d + column] = .nan
      let state = tileCase.run(kernel)
      #expect(state.l.allSatisfy { $0.isFinite } && state.m.allSatisfy { $0.isFinite }, "\(kernel): \(tileCase)")
      for (index, value) in state.o.enumerated() {
        #expect(value.isNaN == (index % tileCase.d == column), "\(kernel): \(tileCase), o \(index)")
      }
    }
  }

  @Test("Scores that are all −∞ leave the state as it was, empty or not")
  func allMinusInfinity() {
    eachCase { kernel, tileCase in
      var tileCase = tileCase
      let (d, tokens) = (tileCase.d, tileCase.tokens)
      tileCase.q = tileCase.q.map { abs($0) + 0.1 }
      let clean = tileCase.run(kernel)
      tileCase.k += [Float](repeating: -.infinity, count: 20 * d)
      tileCase.v += [Float](repeating: 1, count: 20 * d)
      tileCase.tiles = [tokens, 20]
      let state = tileCase.run(kernel)
      #expect(state.m == clean.m && state.l == clean.l && state.o == clean.o, "\(kernel): \(tileCase)")

      tileCase.k = [Float](repeating: -.infinity, count: tokens * d)
      tileCase.v.removeLast(20 * d)
      tileCase.tiles = [tokens]
      let empty = tileCase.run(kernel)
      #expect(empty.m.allSatisfy { $0 == -.infinity }, "\(kernel): \(tileCase)")
      #expect(empty.l.allSatisfy { $0 == 0 } && empty.o.allSatisfy { $0 == 0 }, "\(kernel): \(tileCase)")
    }
  }

  @Test("Some scores of −∞ weigh nothing")
  func someMinusInfinity() {
    eachCase { kernel, tileCase in
      var tileCase = tileCase
      tileCase.q = tileCase.q.map { abs($0) + 0.1 }
      for token in stride(from: 0, to: tileCase.tokens, by: 3) {
        for i in 0..<tileCase.d { tileCase.k[token * tileCase.d + i] = -.infinity }
      }
      let complaint = Reference(tileCase).complaint(about: tileCase.run(kernel))
      #expect(complaint == nil, "\(kernel): \(tileCase)")
    }
  }

  @Test("A score of +∞ makes the row NaN, as subtracting the maximum does")
  func plusInfinity() {
    eachCase { kernel, tileCase in
      var tileCase = tileCase
      tileCase.q = tileCase.q.map { abs($0) + 0.1 }
      tileCase.k[0] = .infinity
      let state = tileCase.run(kernel)
      #expect(state.m.allSatisfy { $0 == .infinity }, "\(kernel): \(tileCase)")
      #expect(state.l.allSatisfy { $0.isNaN } && state.o.allSatisfy { $0.isNaN }, "\(kernel): \(tileCase)")
    }
  }

  @Test("Scores far below the maximum weigh exactly nothing")
  func underflow() {
    for kernel in TileKernel.usable {
      var tileCase = TileCase(element: .f32, rows: 1, d: 8, tiles: [17], seed: 8)
      tileCase.q = [1, 0, 0, 0, 0, 0, 0, 0]
      for token in 0..<17 { tileCase.k[token * 8] = token == 9 ? 1000 : -Float(token) * 1e30 }
      let state = tileCase.run(kernel)
      #expect(state.m == [1000] && state.l == [1], "\(kernel)")
      #expect(state.o == Array(tileCase.v[72..<80]), "\(kernel)")
    }
  }
}
