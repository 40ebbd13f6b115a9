import AttentionCore
import Glibc

extension AttentionInput {
  /// Reads the input from a safetensors file (see ``TensorFile``).
  ///
  /// q is copied. K and V are mapped, and read when they are needed, so that they may be larger than the memory: the file
  /// must stay as it is until the input is gone (where it is cut meanwhile, see ``MappedFiles``). Keys at or beyond
  /// `context_lengths` are never read.
  /// - Parameter tile: tokens of a KV tile; `nil`: what suits the head dimension.
  /// - Throws: a ``KernelFailure`` of kind `file` for whatever is wrong with the file, `memory` where K and V have to be
  ///   copied (they lie askew) and do not fit; a ``ProblemError`` where the tile is beyond our limits.
  public convenience init(reading path: String, tile: Int? = nil) throws {
    let reader = try FileReader(path)
    let file = try TensorFile(reader)
    let problem = try file.problem(tile: tile)
    let queries = try file.queries(from: reader)
    let mapping = try MemoryRegion(mapping: reader.descriptor, bytes: reader.size, path: path)
    func tensor(_ entry: TensorEntry) throws(KernelFailure) -> (UnsafeRawPointer, MemoryRegion) {
      let offset = file.dataStart + entry.bytes.lowerBound
      if offset % problem.elementType.size == 0 { return (UnsafeRawPointer(mapping.base + offset), mapping) }
      try requireMemory(entry.bytes.count, for: "\(FileName.readable(path)): \"\(entry.name)\" lies askew; its copy")
      let copy = try MemoryRegion(bytes: entry.bytes.count, for: "a copy of \"\(entry.name)\"")
      try reader.read(into: UnsafeMutableRawBufferPointer(start: copy.base, count: copy.count), at: offset)
      return (UnsafeRawPointer(copy.base), copy)
    }
    let (keys, keyOwner) = try tensor(file.k)
    let (values, valueOwner) = try tensor(file.v)
    self.init(
      problem: problem, queries: queries,
      memory: KVMemory(
        keys: keys, values: values, layout: KVLayout(dense: problem, longest: file.longest),
        owners: [keyOwner, valueOwner]))
  }
}

extension TensorFile {
  /// All queries, `[rows, headDim]`.
  fileprivate func queries(from reader: borrowing FileReader) throws(KernelFailure) -> [Float] {
    let bytes = try reader.read(q.bytes.count, at: dataStart + q.bytes.lowerBound)
    return bytes.withUnsafeBytes { bytes in
      guard let start = bytes.baseAddress else { return [] }
      var queries: [Float] = []
      queries.reserveCapacity(bytes.count / elementType.size)
      elementType.read(start, count: bytes.count / elementType.size) { queries.append($1) }
      return queries
    }
  }
}
