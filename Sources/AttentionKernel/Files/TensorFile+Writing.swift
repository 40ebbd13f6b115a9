import AttentionCore

extension TensorFile {
  /// Writes a result: `out` [requests, queryHeads, headDim] and `lse` [requests, queryHeads] (natural log), F32.
  /// - Throws: a failure of kind `file`; nothing is left of the file then.
  public static func write(
    output: [Float], logSumExp: [Float], of problem: AttentionProblem, to path: String
  ) throws(KernelFailure) {
    let outBytes = output.count * MemoryLayout<Float>.size
    let end = outBytes + logSumExp.count * MemoryLayout<Float>.size
    var header = """
      {"out":{"dtype":"F32","shape":[\(problem.requests),\(problem.queryHeads),\(problem.headDim)],\
      "data_offsets":[0,\(outBytes)]},\
      "lse":{"dtype":"F32","shape":[\(problem.requests),\(problem.queryHeads)],"data_offsets":[\(outBytes),\(end)]}}
      """
    // Spaces, so that the data are aligned.
    while header.utf8.count % 8 != 0 { header += " " }
    let length = UInt64(header.utf8.count)
    let beginning = (0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * UInt64($0))) } + Array(header.utf8)
    try WholeFile.write(to: path) { (append) throws(KernelFailure) in
      try withBytes(of: beginning, append)
      try withBytes(of: output, append)
      try withBytes(of: logSumExp, append)
    }
  }
}

/// `withUnsafeBytes` with a typed error.
private func withBytes<Element: BitwiseCopyable>(
  of array: [Element], _ body: (UnsafeRawBufferPointer) throws(KernelFailure) -> Void
) throws(KernelFailure) {
  var failure: KernelFailure?
  array.withUnsafeBytes { bytes in
    do throws(KernelFailure) { try body(bytes) } catch { failure = error }
  }
  if let failure { throw failure }
}
