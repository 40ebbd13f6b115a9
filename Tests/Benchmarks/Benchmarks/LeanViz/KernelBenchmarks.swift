import Benchmark
import CKernelSupport
import KernelBase

#if arch(x86_64)
  import KernelV3
  import KernelV4
#endif

/// A tile of 128 tokens, d 128, from the core's own cache: the arithmetic of each instruction set, type and group.
func kernelBenchmarks() {
  for kernel in TileKernel.usable {
    for (name, element, size) in [("f32", LEAN_F32, 4), ("f16", LEAN_F16, 2), ("bf16", LEAN_BF16, 2)] {
      for group in [1, 2, 4, 8, 16] {
        Benchmark("kernel \(kernel.name) \(name) \(group):1", configuration: .init(scalingFactor: .kilo)) { benchmark in
          let tile = BenchmarkTile(element: Int32(element), size: size, rows: group)
          benchmark.startMeasurement()
          for _ in benchmark.scaledIterations { tile.attend(kernel.attend) }
          benchmark.stopMeasurement()
        }
      }
    }
  }
}

private struct TileKernel: Sendable {
  var name: String
  var attend: @Sendable (UnsafePointer<lean_tile>) -> Void

  /// Those that this machine runs.
  static var usable: [TileKernel] {
    var kernels = [TileKernel(name: KernelBase.kernelName) { KernelBase.attendTile($0) }]
    #if arch(x86_64)
      if lean_supports_avx2() { kernels.append(TileKernel(name: KernelV3.kernelName) { KernelV3.attendTile($0) }) }
      if lean_supports_avx512() { kernels.append(TileKernel(name: KernelV4.kernelName) { KernelV4.attendTile($0) }) }
    #endif
    return kernels
  }
}

/// A tile with all the memory it needs.
private final class BenchmarkTile {
  private static let tokens = 128
  private static let headDim = 128
  private let rows: Int
  private let memory: UnsafeMutableRawPointer
  private var tile = lean_tile()

  init(element: Int32, size: Int, rows: Int) {
    self.rows = rows
    let kvBytes = Self.tokens * Self.headDim * size
    let floats = 4 * rows * Self.headDim + 3 * rows + Int(LEAN_SCRATCH_FLOATS)
    memory = .allocate(byteCount: 2 * kvBytes + 4 * floats + 1024, alignment: 4096)
    // Ones and the like of every type: nothing that arithmetic is slow on.
    memory.initializeMemory(as: UInt16.self, repeating: 0x3C00, count: kvBytes)
    var next = memory + 2 * kvBytes
    func take(_ count: Int) -> UnsafeMutablePointer<Float> {
      defer { next += (4 * count + 63) / 64 * 64 }
      return next.initializeMemory(as: Float.self, repeating: 0.01, count: count)
    }
    tile.k = UnsafeRawPointer(memory)
    tile.v = UnsafeRawPointer(memory + kvBytes)
    tile.next_k = tile.k
    tile.scratch = take(Int(LEAN_SCRATCH_FLOATS))
    tile.q = UnsafePointer(take(rows * Self.headDim))
    tile.o = take(rows * Self.headDim)
    tile.m = take(rows)
    tile.l = take(rows)
    tile.l_rest = take(rows)
    tile.o_rest = take(rows * Self.headDim)
    tile.block = take(rows * Self.headDim)
    tile.ends_block = 1
    tile.tokens = Int32(Self.tokens)
    tile.d = Int32(Self.headDim)
    tile.rows = Int32(rows)
    tile.element = element
    tile.prefetch_strips = 1
    tile.prefetch_into = Int32(LEAN_INTO_L1)
  }

  deinit { memory.deallocate() }

  func attend(_ kernel: (UnsafePointer<lean_tile>) -> Void) { kernel(&tile) }
}
