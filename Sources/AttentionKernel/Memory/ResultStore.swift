import AttentionCore

/// The normalised results of a problem.
///
/// `@unchecked Sendable`: each output has one writer; they are read when all have ended.
final class ResultStore: @unchecked Sendable {
  private let problem: AttentionProblem
  private let region: MemoryRegion

  init(_ problem: AttentionProblem) throws(KernelFailure) {
    self.problem = problem
    region = try MemoryRegion(bytes: Self.bytes(problem), for: "the result")
  }

  static func bytes(_ problem: AttentionProblem) -> Int {
    problem.rows * (problem.headDim + 1) * MemoryLayout<Float>.size
  }

  private var floats: UnsafeMutablePointer<Float> { region.base.assumingMemoryBound(to: Float.self) }
  private var lse: UnsafeMutablePointer<Float> { floats + problem.rows * problem.headDim }

  /// `[groupSize, headDim]`
  func output(_ output: Int) -> UnsafeMutablePointer<Float> {
    floats + output * problem.groupSize * problem.headDim
  }

  /// `[groupSize]`
  func logSumExp(_ output: Int) -> UnsafeMutablePointer<Float> { lse + output * problem.groupSize }

  func record(_ index: Int) -> OutputRecord {
    let rows = problem.groupSize
    return OutputRecord(
      output: Array(UnsafeBufferPointer(start: output(index), count: rows * problem.headDim)),
      logSumExp: Array(UnsafeBufferPointer(start: logSumExp(index), count: rows)))
  }

  /// All outputs, `[rows, headDim]`.
  var allOutputs: [Float] { Array(UnsafeBufferPointer(start: floats, count: problem.rows * problem.headDim)) }
  /// All rows, `[rows]`.
  var allLogSumExps: [Float] { Array(UnsafeBufferPointer(start: lse, count: problem.rows)) }
}
