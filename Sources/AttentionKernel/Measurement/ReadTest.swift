import AttentionCore
import CKernelSupport

/// A plain read of K and V, to say how fast this machine's memory is: the same bytes that attention reads, each worker an
/// equal, contiguous share.
final class ReadTest: Sendable {
  private struct Piece: Sendable {
    var source: Int
    var bytes: Range<Int>
  }

  private let pieces: [Piece]
  private let job: TimedJob

  /// K and V alternate by so much.
  private static let pieceBytes = 256 << 10

  init(_ problem: AttentionProblem, threads: Int) throws(KernelFailure) {
    var pieces: [Piece] = []
    for source in 0..<problem.outputs {
      // Whole cache lines: of a source's last line nothing is read that may not be.
      let bytes = problem.context(ofOutput: source) * problem.headDim * problem.elementType.size / 64 * 64
      for first in stride(from: 0, to: bytes, by: Self.pieceBytes) {
        pieces.append(Piece(source: source, bytes: first..<min(first + Self.pieceBytes, bytes)))
      }
    }
    self.pieces = pieces
    job = try TimedJob(threads: threads)
  }

  /// Bytes that one run reads.
  var bytes: Int { pieces.reduce(0) { $0 + 2 * $1.bytes.count } }

  func run(on pool: WorkerPool, workers: Int, memory: KVMemory) -> TickInterval {
    let sums = SharedResults<UInt64>(count: workers)
    return job.run(on: pool, workers: workers) { [pieces] worker in
      var sum: UInt64 = 0
      for index in pieces.count * worker / workers..<pieces.count * (worker + 1) / workers {
        let piece = pieces[index]
        let offset = piece.bytes.lowerBound
        sum &+= lean_read_all(memory.keys(ofSource: piece.source) + offset, piece.bytes.count)
        sum &+= lean_read_all(memory.values(ofSource: piece.source) + offset, piece.bytes.count)
      }
      sums[worker] = sum
    }
  }
}
