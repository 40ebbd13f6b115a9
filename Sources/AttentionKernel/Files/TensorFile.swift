import AttentionCore
import Glibc

/// A safetensors file with the q, K and V of one decode step: what its header says. K and V are not read for it.
///
/// `q` [requests, queryHeads, headDim]; `k` and `v` [requests, kvHeads, longest, headDim]; all F32, F16 or BF16 alike;
/// optionally `context_lengths` [requests], I32 or I64, from 1 to `longest`. Other tensors are allowed.
public struct TensorFile: Sendable {
  public let path: String
  public let requests: Int
  public let queryHeads: Int
  public let kvHeads: Int
  public let headDim: Int
  /// Keys that there is room for in every request.
  public let longest: Int
  /// Keys of each request.
  public let contexts: [Int]
  public let elementType: ElementType

  /// Bytes before the tensors.
  let dataStart: Int
  let q: TensorEntry
  let k: TensorEntry
  let v: TensorEntry

  /// Reads the header and `context_lengths` of a file.
  /// - Throws: a failure of kind `file` for whatever is wrong with it.
  public static func header(of path: String) throws(KernelFailure) -> TensorFile {
    try TensorFile(FileReader(path))
  }

  init(_ file: borrowing FileReader) throws(KernelFailure) {
    let path = file.path
    self.path = path
    let (header, dataStart) = try Self.readHeader(file)
    self.dataStart = dataStart
    func tensor(_ name: String, dimensions: Int) throws(KernelFailure) -> TensorEntry {
      guard let tensor = header.tensor(name) else { throw .file(path, "there is no tensor \"\(name)\"") }
      guard tensor.shape.count == dimensions else {
        throw .file(path, "\"\(name)\" has the shape \(tensor.shape), not \(dimensions) dimensions")
      }
      if tensor.shape.contains(0) { throw .file(path, "\"\(name)\" has the shape \(tensor.shape)") }
      return tensor
    }
    q = try tensor("q", dimensions: 3)
    k = try tensor("k", dimensions: 4)
    v = try tensor("v", dimensions: 4)
    guard k.shape == v.shape else {
      throw .file(path, "\"k\" has the shape \(k.shape), \"v\" \(v.shape)")
    }
    guard k.shape[0] == q.shape[0], k.shape[3] == q.shape[2] else {
      throw .file(path, "\"k\" of shape \(k.shape) does not fit to \"q\" of shape \(q.shape)")
    }
    guard q.type == k.type, q.type == v.type else {
      throw .file(path, "\"q\", \"k\" and \"v\" are of types \(q.type), \(k.type) and \(v.type), not of one")
    }
    guard let elementType = ElementType(tensorType: q.type) else {
      throw .file(path, "\"q\" is of type \(q.type), not F32, F16 or BF16")
    }
    self.elementType = elementType
    requests = q.shape[0]
    queryHeads = q.shape[1]
    headDim = q.shape[2]
    kvHeads = k.shape[1]
    longest = k.shape[2]
    // Before anything is made for each request.
    guard requests <= ProblemLimits.rows else {
      throw .file(path, "\(requests) requests are more than \(ProblemLimits.rows)")
    }
    contexts =
      if let lengths = header.tensor("context_lengths") {
        try Self.readContexts(lengths, from: file, dataStart: dataStart, requests: requests, longest: longest)
      } else {
        Array(repeating: longest, count: requests)
      }
    _ = try problem(ofTile: nil)
  }

  /// The problem in the file.
  /// - Parameter tile: tokens of a KV tile; `nil`: what suits the head dimension.
  /// - Throws: a ``ProblemError`` where the tile is beyond our limits.
  public func problem(tile: Int?) throws -> AttentionProblem {
    if let tile, !ProblemLimits.tileTokens.contains(tile) {
      let limits = ProblemLimits.tileTokens
      throw ProblemError(.tile, "\(tile) is not from \(limits.lowerBound) to \(limits.upperBound)")
    }
    return try problem(ofTile: tile)
  }

  private func problem(ofTile tile: Int?) throws(KernelFailure) -> AttentionProblem {
    do {
      return try AttentionProblem(
        contexts: contexts, queryHeads: queryHeads, kvHeads: kvHeads, headDim: headDim, elementType: elementType,
        tileTokens: tile ?? AttentionProblem.defaultTileTokens(headDim: headDim))
    } catch {
      throw .file(path, "\(error.option.rawValue): \(error.reason)")
    }
  }
}

extension TensorFile {
  private static func readHeader(_ file: borrowing FileReader) throws(KernelFailure) -> (TensorHeader, dataStart: Int) {
    let path = file.path
    if let kind = try file.kind(), kind != .safetensors {
      throw .file(path, "\(kind.inWords); q, k and v are read from safetensors")
    }
    guard file.size >= 8 else { throw .file(path, "\(file.size) bytes are too few for a safetensors file") }
    let length = try file.read(8, at: 0).enumerated().reduce(UInt64(0)) { $0 | UInt64($1.element) << (8 * $1.offset) }
    guard length <= UInt64(file.size - 8) else {
      throw .file(path, "the header should have \(length) bytes, the file has \(file.size)")
    }
    guard length <= UInt64(TensorHeader.mostBytes) else {
      throw .file(path, "a header of \(length) bytes is more than \(TensorHeader.mostBytes)")
    }
    let dataStart = 8 + Int(length)
    do {
      let header = try TensorHeader(json: file.read(Int(length), at: 8), dataBytes: file.size - dataStart)
      return (header, dataStart)
    } catch let error as HeaderError {
      throw .file(path, error.reason)
    } catch let error as KernelFailure {
      throw error
    } catch {
      throw .file(path, "\(error)")
    }
  }

  private static func readContexts(
    _ tensor: TensorEntry, from file: borrowing FileReader, dataStart: Int, requests: Int, longest: Int
  ) throws(KernelFailure) -> [Int] {
    let path = file.path
    guard tensor.type == "I32" || tensor.type == "I64" else {
      throw .file(path, "\"context_lengths\" is of type \(tensor.type), not I32 or I64")
    }
    guard tensor.shape == [requests] else {
      throw .file(path, "\"context_lengths\" has the shape \(tensor.shape), not [\(requests)]")
    }
    let bytes = try file.read(tensor.bytes.count, at: dataStart + tensor.bytes.lowerBound)
    let lengths = bytes.withUnsafeBytes { bytes in
      (0..<requests).map { request in
        tensor.type == "I32"
          ? Int(bytes.loadUnaligned(fromByteOffset: 4 * request, as: Int32.self))
          : Int(bytes.loadUnaligned(fromByteOffset: 8 * request, as: Int64.self))
      }
    }
    for (request, length) in lengths.enumerated() where length < 1 || length > longest {
      throw .file(path, "context_lengths[\(request)] is \(length), not from 1 to \(longest)")
    }
    return lengths
  }
}

extension ElementType {
  /// By its name in safetensors files.
  init?(tensorType: String) {
    switch tensorType {
    case "F32": self = .f32
    case "F16": self = .f16
    case "BF16": self = .bf16
    default: return nil
    }
  }
}
