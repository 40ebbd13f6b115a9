import CKernelSupport
import Foundation
import Synchronization
import TestSupport
import Testing

struct ExponentialTests {
  @Test("exp is exact at 0, below −87.33, at −∞ and at NaN")
  func exactPlaces() {
    for kernel in TileKernel.usable {
      #expect(kernel.exponential(0) == 1, "\(kernel)")
      for x: Float in [-87.34, -100, -1e10, -.greatestFiniteMagnitude, -.infinity] {
        #expect(kernel.exponential(x) == 0, "\(kernel): exp(\(x))")
      }
      // A payload in the low bits must not leak into the exponent.
      for nan in [Float.nan, -.nan, Float(bitPattern: 0x7FC0_0001), Float(bitPattern: 0x7FFF_FFFF)] {
        #expect(kernel.exponential(nan).isNaN, "\(kernel): NaN \(nan.bitPattern)")
      }
    }
  }

  @Test("exp is within 2 units in the last place from −87.33 to 88")
  func accuracy() {
    for kernel in TileKernel.usable {
      var x: Float = -87.32
      while x < 88 {
        let exact = Foundation.exp(Double(x))
        let error = abs(Double(kernel.exponential(x)) - exact) / (Double(Float(exact).ulp))
        if !(error <= 2) { Issue.record("\(kernel): exp(\(x)) is wrong by \(error) ulp") }
        x += 0.003_17
      }
    }
  }
}

struct MachineTests {
  @Test("A machine with AVX-512 has AVX2 too")
  func instructionSets() {
    #expect(lean_supports_avx2() || !lean_supports_avx512())
  }

  @Test("Ticks and nanoseconds move forwards")
  func clocks() {
    let (ticks, nanoseconds) = (lean_ticks(), lean_nanoseconds())
    for _ in 0..<1000 { lean_pause() }
    #expect(lean_ticks() >= ticks)
    #expect(lean_nanoseconds() >= nanoseconds)
  }

  @Test("A plain read sums every byte, of any number at any address, and none beside them") func plainRead() {
    let room = 1600
    var random = SeededRandom(seed: 3)
    // The bytes outside count as well, if they are read.
    let memory = (0..<room).map { _ in UInt8.random(in: 0...255, using: &random) }
    for bytes in [0, 1, 2, 7, 8, 15, 16, 31, 32, 48, 63, 64, 65, 80, 128, 200, 255, 256, 257, 384, 1000, 1023, 1280] {
      for offset in [0, 1, 2, 4, 16, 33, 63, 64, 100] {
        var expected: UInt64 = 0
        for word in stride(from: 0, to: bytes, by: 8) {
          for place in word..<min(word + 8, bytes) {
            expected &+= UInt64(memory[offset + place]) << UInt64(8 * (place - word))
          }
        }
        for (ahead, cache) in [(0, LEAN_INTO_L2), (4096, LEAN_INTO_L1), (1024, LEAN_INTO_L2)] {
          let sum = memory.withUnsafeBytes { lean_read_all($0.baseAddress! + offset, bytes, ahead, Int32(cache)) }
          #expect(sum == expected, "\(bytes) bytes at \(offset)")
        }
      }
    }
  }

  @Test("A thread can be kept on a processor that it may use, and on no other")
  func pinning() {
    var numbers = [Int32](repeating: -1, count: 4096)
    let count = Int(lean_usable_processors(&numbers, 4096))
    let usable = numbers.prefix(count)
    let results = Mutex<[Bool]>([])
    // Pins a thread of its own: the test's thread belongs to a pool.
    let thread = Thread {
      let attempts = [usable.first ?? 0, -1, 1 << 20].map { lean_pin_to_processor($0) }
      results.withLock { $0 = attempts }
    }
    thread.start()
    while !thread.isFinished { usleep(100) }
    #expect(results.withLock { $0 } == [count > 0, false, false])
    #expect(numbers.prefix(count).allSatisfy { $0 >= 0 })
    #expect(lean_usable_processors(nil, 0) == Int32(count))
  }
}
