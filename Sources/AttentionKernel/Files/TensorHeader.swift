import StrictJSON

/// What a safetensors file says of one tensor.
struct TensorEntry: Sendable, Hashable {
  var name: String
  var type: String
  var shape: [Int]
  /// Its bytes, counted from the end of the header.
  var bytes: Range<Int>
}

/// Why a header is not one; the file's name is added above.
struct HeaderError: Error, Hashable {
  var reason: String
  init(_ reason: String) { self.reason = reason }
}

/// The header of a safetensors file: which tensors lie where.
///
/// Layout of a file: the header's length (8 bytes, little endian), the header (JSON), the tensors' bytes with no gap
/// between them and nothing after them. Source: huggingface/safetensors, `README.md` (Format) and
/// `safetensors/src/tensor.rs`.
struct TensorHeader: Sendable, Hashable {
  let tensors: [TensorEntry]

  /// Largest header that is read, as in the reference implementation.
  static let mostBytes = 100_000_000

  /// - Parameters:
  ///   - json: the header without its length.
  ///   - dataBytes: bytes of the file that follow it.
  init(json: [UInt8], dataBytes: Int) throws(HeaderError) {
    tensors = try Self.tensors(json: json)
    for tensor in tensors { try Self.checkSize(tensor) }
    try Self.checkCoverage(tensors, dataBytes: dataBytes)
  }

  func tensor(_ name: String) -> TensorEntry? { tensors.first { $0.name == name } }

  /// Bits an element.
  private static let typeBits = [
    "F4": 4, "F6_E2M3": 6, "F6_E3M2": 6, "BOOL": 8, "U8": 8, "I8": 8, "F8_E5M2": 8, "F8_E4M3": 8, "F8_E8M0": 8,
    "I16": 16, "U16": 16, "F16": 16, "BF16": 16, "I32": 32, "U32": 32, "F32": 32, "C64": 64, "F64": 64, "I64": 64,
    "U64": 64,
  ]

  /// The shape and type of a tensor need as many bytes as it has.
  private static func checkSize(_ tensor: TensorEntry) throws(HeaderError) {
    guard let bits = typeBits[tensor.type] else {
      throw HeaderError("\(quoted(tensor.name)) is of the unknown type \(quoted(tensor.type))")
    }
    var size = bits
    for extent in tensor.shape {
      let (product, overflow) = size.multipliedReportingOverflow(by: extent)
      if overflow { throw HeaderError("the shape of \(quoted(tensor.name)) overflows") }
      size = product
    }
    if size % 8 != 0 || size / 8 != tensor.bytes.count {
      throw HeaderError(
        "\(quoted(tensor.name)) of shape \(tensor.shape) and type \(tensor.type) has \(tensor.bytes.count) bytes")
    }
  }

  /// Every byte of the data belongs to exactly one tensor.
  private static func checkCoverage(_ tensors: [TensorEntry], dataBytes: Int) throws(HeaderError) {
    var end = 0
    let sorted = tensors.sorted {
      ($0.bytes.lowerBound, $0.bytes.upperBound) < ($1.bytes.lowerBound, $1.bytes.upperBound)
    }
    for tensor in sorted {
      if tensor.bytes.lowerBound < end {
        throw HeaderError("\(quoted(tensor.name)) begins at byte \(tensor.bytes.lowerBound), inside another tensor")
      }
      if tensor.bytes.lowerBound > end {
        throw HeaderError("bytes \(end) to \(tensor.bytes.lowerBound) belong to no tensor")
      }
      end = tensor.bytes.upperBound
    }
    if end > dataBytes { throw HeaderError("the tensors need \(end) bytes, the file has \(dataBytes)") }
    if end < dataBytes { throw HeaderError("bytes \(end) to \(dataBytes) belong to no tensor") }
  }
}

/// A name from a file, as messages have it.
func quoted(_ name: String) -> String { "\"" + printable(name) + "\"" }
