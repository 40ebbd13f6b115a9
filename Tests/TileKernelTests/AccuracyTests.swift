import CKernelSupport
import Foundation
import Testing
import TestSupport

struct AccuracyTests {
  @Test("Consecutive tiles of any size agree with double precision", arguments: Element.allCases)
  func agreesWithDoublePrecision(element: Element) {
    var random = SeededRandom(seed: UInt64(element.rawValue) + 1)
    for d in [8, 16, 24, 40, 64, 80, 96, 128, 256, 512] {
      for _ in 0..<6 {
        let rows = Int.random(in: 1...16, using: &random)
        // Keeps the reference affordable.
        let most = max(20, min(300, 120_000 / (rows * d)))
        let tiles = (0..<Int.random(in: 1...3, using: &random)).map { _ in Int.random(in: 1...most, using: &random) }
        let sharpness = ([0.1, 1, 5] as [Float]).randomElement(using: &random) ?? 1
        let tileCase = TileCase(
          element: element, rows: rows, d: d, tiles: tiles, seed: random.next(), sharpness: sharpness)
        let reference = Reference(tileCase)
        for kernel in TileKernel.usable {
          let complaint = reference.complaint(about: tileCase.run(kernel))
          #expect(complaint == nil, "\(kernel): \(tileCase), sharpness \(sharpness)")
        }
      }
    }
  }

  @Test("Every number of rows and every odd count of tokens is handled", arguments: 1...16)
  func everyRowCount(rows: Int) {
    for (index, tokens) in [1, 2, 7, 15, 16, 17, 31, 33].enumerated() {
      for element in Element.allCases {
        let d = [8, 24, 40, 16, 64, 128][(index + rows) % 6]
        let tileCase = TileCase(element: element, rows: rows, d: d, tiles: [tokens], seed: UInt64(rows * 64 + tokens))
        let reference = Reference(tileCase)
        for kernel in TileKernel.usable {
          let complaint = reference.complaint(about: tileCase.run(kernel))
          #expect(complaint == nil, "\(kernel): \(tileCase)")
        }
      }
    }
  }

  @Test("Asking for rows ahead, however far, changes no bit", arguments: Element.allCases)
  func prefetchingChangesNothing(element: Element) {
    for (rows, d, tokens) in [(1, 64, 100), (2, 128, 33), (5, 40, 64), (16, 8, 300)] {
      let tileCase = TileCase(element: element, rows: rows, d: d, tiles: [tokens, 16], seed: 7)
      for kernel in TileKernel.usable {
        let expected = tileCase.run(kernel, asking: Asking(strips: 0))
        let ways = [LEAN_INTO_L1, LEAN_INTO_L2].flatMap { cache in
          [0, 1, 2, 16, 1000].flatMap { strips in
            [false, true].map { Asking(strips: strips, cache: cache, otherHalf: $0) }
          }
        }
        for asking in ways {
          let state = tileCase.run(kernel, asking: asking)
          #expect(
            state.m == expected.m && state.l == expected.l && state.o == expected.o,
            "\(kernel): \(tileCase), \(asking)")
        }
      }
    }
  }

  @Test("A tile longer than a span of scores is exact", arguments: Element.allCases)
  func longTiles(element: Element) {
    for (d, tokens) in [(8, 3000), (16, 777), (128, 513), (512, 100)] {
      let tileCase = TileCase(element: element, rows: 2, d: d, tiles: [tokens], seed: 5)
      let reference = Reference(tileCase)
      for kernel in TileKernel.usable {
        let complaint = reference.complaint(about: tileCase.run(kernel))
        #expect(complaint == nil, "\(kernel): \(tileCase)")
      }
    }
  }

  @Test("The largest tile of the smallest head is exact")
  func largestTile() {
    let tileCase = TileCase(element: .f32, rows: 1, d: 8, tiles: [65536], seed: 6)
    let reference = Reference(tileCase)
    for kernel in TileKernel.usable {
      let complaint = reference.complaint(about: tileCase.run(kernel))
      #expect(complaint == nil, "\(kernel): \(tileCase)")
    }
  }

  @Test("How the tokens are cut into tiles changes rounding only")
  func tilingDoesNotMatter() {
    var random = SeededRandom(seed: 9)
    for _ in 0..<20 {
      let element = Element.allCases.randomElement(using: &random) ?? .f32
      let rows = Int.random(in: 1...16, using: &random)
      let d = [16, 40, 64].randomElement(using: &random) ?? 64
      let tokens = Int.random(in: 2...200, using: &random)
      let whole = TileCase(element: element, rows: rows, d: d, tiles: [tokens], seed: random.next(), sharpness: 3)
      var cut = whole
      let first = Int.random(in: 1..<tokens, using: &random)
      cut.tiles = [first, tokens - first]
      for kernel in TileKernel.usable {
        let (a, b) = (whole.run(kernel), cut.run(kernel))
        #expect(a.m == b.m, "\(kernel): \(whole) and \(cut.tiles)")
        let difference = zip(a.output, b.output).map { abs($0 - $1) }.max() ?? 0
        let lseDifference = zip(a.lse, b.lse).map { abs($0 - $1) }.max() ?? 0
        #expect(difference <= 4e-6, "\(kernel): \(whole) and \(cut.tiles)")
        #expect(lseDifference <= 1e-5, "\(kernel): \(whole) and \(cut.tiles)")
      }
    }
  }

  @Test("The same input gives the same bits, whatever lies in scratch")
  func sameBits() {
    let tileCase = TileCase(element: .f16, rows: 7, d: 72, tiles: [100, 3, 61], seed: 11)
    for kernel in TileKernel.usable {
      let (a, b) = (tileCase.run(kernel), tileCase.run(kernel))
      #expect(a.m == b.m && a.l == b.l && a.o == b.o, "\(kernel): \(tileCase)")
    }
  }

  @Test("Every f16 and every bf16 is converted exactly", arguments: [Element.f16, .bf16])
  func conversions(element: Element) {
    // One token at a time has weight 1, so o is V itself.
    for kernel in TileKernel.usable {
      for start in stride(from: 0, to: 65536, by: 512) {
        var tileCase = TileCase(element: element, rows: 1, d: 512, tiles: [1], seed: 1)
        tileCase.v = (0..<512).map { element.value(UInt32(start + $0)) }
        let state = tileCase.run(kernel)
        for (got, expected) in zip(state.o, tileCase.v) where got != expected && !(got.isNaN && expected.isNaN) {
          Issue.record("\(kernel): \(element) \(expected) became \(got)")
        }
      }
    }
  }

  @Test("An empty tile changes nothing")
  func emptyTile() {
    let tileCase = TileCase(element: .f32, rows: 3, d: 16, tiles: [20, 0], seed: 12)
    var without = tileCase
    without.tiles = [20]
    for kernel in TileKernel.usable {
      let (a, b) = (tileCase.run(kernel), without.run(kernel))
      #expect(a.m == b.m && a.l == b.l && a.o == b.o, "\(kernel)")
    }
  }
}
