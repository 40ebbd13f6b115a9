import CKernelSupport
import Foundation
import Testing

/// Bytes between two pages that no one may touch.
final class GuardedBytes {
  private let mapping: UnsafeMutableRawPointer
  private let length: Int
  /// Readable pages.
  let start: UnsafeMutableRawPointer
  let end: UnsafeMutableRawPointer

  init?(atLeast bytes: Int) {
    let page = Int(getpagesize())
    let inner = (bytes + page - 1) / page * page
    length = inner + 2 * page
    guard
      let mapping = mmap(nil, length, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), mapping != MAP_FAILED,
      mprotect(mapping + page, inner, PROT_READ | PROT_WRITE) == 0
    else { return nil }
    self.mapping = mapping
    start = mapping + page
    end = start + inner
  }

  deinit { munmap(mapping, length) }
}

struct BoundsTests {
  @Test("Nothing before the first or beyond the last token is read", arguments: Element.allCases)
  func readsOnlyTheTokens(element: Element) throws {
    let capacity = 300 * 512 * 4
    let keys = try #require(GuardedBytes(atLeast: capacity))
    let values = try #require(GuardedBytes(atLeast: capacity))
    for kernel in TileKernel.usable {
      for (d, rows) in [(8, 1), (24, 7), (64, 16), (40, 2), (512, 3)] {
        for tokens in [1, 2, 3, 8, 15, 16, 17, 31, 37, 65, 300] where tokens * d <= 20_000 {
          let tileCase = TileCase(element: element, rows: rows, d: d, tiles: [tokens], seed: 21)
          let expected = tileCase.run(kernel)
          let bytes = tokens * d * element.size
          for atEnd in [true, false] {
            let k = atEnd ? keys.end - bytes : keys.start
            let v = atEnd ? values.end - bytes : values.start
            element.store(tileCase.k, k)
            element.store(tileCase.v, v)
            var state = State(rows: rows, d: d)
            // A read outside ends the process.
            tileCase.fold(kernel, into: &state, keys: k, values: v, tokens: tokens)
            #expect(
              state.m == expected.m && state.l == expected.l && state.o == expected.o,
              "\(kernel): \(tileCase), at the \(atEnd ? "end" : "start") of a mapping")
          }
        }
      }
    }
  }

  @Test("Nothing beyond m, l, o and scratch is written")
  func writesOnlyItsState() {
    for kernel in TileKernel.usable {
      for (rows, d, tokens) in [(1, 8, 300), (16, 512, 40), (5, 24, 17), (16, 8, 700), (3, 40, 1)] {
        let tileCase = TileCase(element: .f32, rows: rows, d: d, tiles: [tokens], seed: 22)
        let expected = tileCase.run(kernel)
        let sizes = [rows, rows, rows * d, rows, rows * d, rows * d, Int(LEAN_SCRATCH_FLOATS)]
        let margin = 64
        let canary: Float = 123.5
        let buffers = sizes.map {
          UnsafeMutableBufferPointer<Float>.allocate(capacity: $0 + 2 * margin)
        }
        defer { buffers.forEach { $0.deallocate() } }
        buffers.forEach { $0.initialize(repeating: canary) }
        for r in 0..<rows { buffers[0][margin + r] = -.infinity }
        for index in 1...5 {
          for i in 0..<sizes[index] { buffers[index][margin + i] = 0 }
        }
        let inner = buffers.map { $0.baseAddress.map { $0 + margin } }
        tileCase.q.withUnsafeBufferPointer { q in
          tileCase.k.withUnsafeBytes { k in
            tileCase.v.withUnsafeBytes { v in
              var tile = lean_tile(
                q: q.baseAddress, k: k.baseAddress, v: v.baseAddress, next_k: nil, tokens: Int32(tokens), d: Int32(d),
                rows: Int32(rows), element: Element.f32.rawValue, prefetch_strips: 1,
                prefetch_into: Int32(LEAN_INTO_L1),
                prefetch_other_half: 1, ends_block: 1, m: inner[0],
                l: inner[1], o: inner[2], l_rest: inner[3], o_rest: inner[4], block: inner[5], scratch: inner[6],
                phase_ticks: nil)
              kernel.attend(&tile)
            }
          }
        }
        for (buffer, size) in zip(buffers, sizes) {
          let outside = Array(buffer[..<margin]) + Array(buffer[(margin + size)...])
          #expect(outside.allSatisfy { $0 == canary }, "\(kernel): \(tileCase), a buffer of \(size) floats")
        }
        #expect(Array(buffers[2][margin..<margin + rows * d]) == expected.o, "\(kernel): \(tileCase)")
      }
    }
  }
}
