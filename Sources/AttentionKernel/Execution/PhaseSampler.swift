/// Times the phases of some of a worker's tiles: one in ``interval``.
///
/// `@unchecked Sendable`: one writer at a time; read when the run has ended.
final class PhaseSampler: @unchecked Sendable {
  /// The worker's first tile to be timed, from 1; another one in each run, so that each has its turn.
  private(set) var first = 1
  /// What scores, softmax and values took, in ticks.
  let ticks: UnsafeMutablePointer<UInt64>
  private let region: MemoryRegion

  static let interval = 32
  static let phases = 3

  init() throws(KernelFailure) {
    region = try MemoryRegion(bytes: Self.phases * MemoryLayout<UInt64>.size, for: "phases")
    ticks = region.base.bindMemory(to: UInt64.self, capacity: Self.phases)
  }

  /// Moves on to the next run.
  func startNext() {
    first = first % Self.interval + 1
    ticks.update(repeating: 0, count: Self.phases)
  }
}
