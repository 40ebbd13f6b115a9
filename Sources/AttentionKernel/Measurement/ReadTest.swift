import AttentionCore
import CKernelSupport

/// A plain read of K and V, to say how fast this machine's memory is: the same bytes that attention reads, pieces of K and V
/// in turn, each worker an equal, contiguous share.
final class ReadTest: Sendable {
  struct Piece: Sendable {
    var source: Int
    var bytes: Range<Int>
  }

  let pieces: [Piece]
  private let job: TimedJob

  /// At most of K, and as many of V; less where there would be too few for all workers.
  private static let mostPieceBytes = 256 << 10
  private static let leastPieceBytes = 4096

  init(_ problem: AttentionProblem, threads: Int) throws(KernelFailure) {
    let wanted = problem.kvBytes / 2 / (8 * threads) / 64 * 64
    let pieceBytes = max(Self.leastPieceBytes, min(Self.mostPieceBytes, wanted))
    var pieces: [Piece] = []
    for source in 0..<problem.outputs {
      let bytes = problem.context(ofOutput: source) * problem.headDim * problem.elementType.size
      for first in stride(from: 0, to: bytes, by: pieceBytes) {
        pieces.append(Piece(source: source, bytes: first..<min(first + pieceBytes, bytes)))
      }
    }
    self.pieces = pieces
    job = try TimedJob(threads: threads)
  }

  /// Bytes of some pieces.
  func bytes(of part: Range<Int>) -> Int { pieces[part].reduce(0) { $0 + 2 * $1.bytes.count } }

  /// - Parameter ahead: how lines are asked for ahead of their use; its distance in KiB.
  func run(
    _ part: Range<Int>, on pool: WorkerPool, workers: Int, memory: KVMemory, ahead: ReadAhead
  ) -> TickInterval {
    let (distance, cache) = (Int(ahead.distance) << 10, Int32(ahead.cache.rawValue))
    let sums = SharedResults<UInt64>(count: workers)
    return job.run(on: pool, workers: workers) { [pieces] worker in
      var sum: UInt64 = 0
      for index in part.share(worker, of: workers) {
        let piece = pieces[index]
        let offset = piece.bytes.lowerBound
        sum &+= lean_read_all(memory.keys(ofSource: piece.source) + offset, piece.bytes.count, distance, cache)
        sum &+= lean_read_all(memory.values(ofSource: piece.source) + offset, piece.bytes.count, distance, cache)
      }
      sums[worker] = sum
    }
  }
}
