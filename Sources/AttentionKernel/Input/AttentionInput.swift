import AttentionCore

/// A problem with its q, K and V. Nothing changes after initialisation.
public final class AttentionInput: Sendable {
  public let problem: AttentionProblem
  /// Every query row as its element type holds it, not scaled, `[requests, queryHeads, headDim]`.
  public let queries: [Float]
  let memory: KVMemory

  init(problem: AttentionProblem, queries: [Float], memory: KVMemory) {
    self.problem = problem
    self.queries = queries
    self.memory = memory
  }
}

extension AttentionInput {
  /// The key of a (request, KV head), as its type holds it, `[headDim]`.
  public func key(_ index: Int, ofSource source: Int) -> [Float] { row(index, of: memory.keys(ofSource: source)) }

  /// The value of a (request, KV head), as its type holds it, `[headDim]`.
  public func value(_ index: Int, ofSource source: Int) -> [Float] { row(index, of: memory.values(ofSource: source)) }

  private func row(_ index: Int, of source: UnsafeRawPointer) -> [Float] {
    var row: [Float] = []
    problem.elementType.read(source + index * problem.headDim * problem.elementType.size, count: problem.headDim) {
      row.append($1)
    }
    return row
  }
}
