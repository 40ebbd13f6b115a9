import StrictJSON

extension TensorHeader {
  /// An object of tensors and at most one `__metadata__` of strings; anything else is an error.
  static func tensors(json bytes: [UInt8]) throws(HeaderError) -> [TensorEntry] {
    guard bytes.first == UInt8(ascii: "{") else { throw HeaderError("the header is no JSON object") }
    var reader = JSONReader(bytes, of: "the header", limits: limits)
    var tensors: [TensorEntry] = []
    do throws(JSONError) {
      try reader.object { (reader, key) throws(JSONError) in
        if key == "__metadata__" {
          try reader.object { (reader, _) throws(JSONError) in _ = try reader.string() }
        } else {
          tensors.append(try TensorEntry(key, &reader))
        }
      }
      try reader.end()
    } catch {
      throw HeaderError(error.description)
    }
    return tensors
  }

  /// As many tensors and as long strings as the header has room for.
  private static var limits: JSONReader.Limits {
    var limits = JSONReader.Limits()
    (limits.keys, limits.stringBytes) = (mostBytes, mostBytes)
    return limits
  }
}

extension TensorEntry {
  fileprivate init(_ name: String, _ reader: inout JSONReader) throws(JSONError) {
    var type: String?
    var shape: [Int]?
    var offsets: [Int]?
    try reader.object { (reader, key) throws(JSONError) in
      switch key {
      case "dtype": type = try reader.string()
      case "shape": shape = try reader.extents()
      case "data_offsets": offsets = try reader.extents()
      default: throw reader.error("is unknown")
      }
    }
    guard let type else { throw reader.error("has no dtype") }
    guard let shape else { throw reader.error("has no shape") }
    guard let offsets, offsets.count == 2 else { throw reader.error("has no two data_offsets") }
    guard offsets[0] <= offsets[1] else { throw reader.error("ends before it begins") }
    self.init(name: name, type: type, shape: shape, bytes: offsets[0]..<offsets[1])
  }
}

extension JSONReader {
  /// `[1, 2, …]`
  fileprivate mutating func extents() throws(JSONError) -> [Int] {
    var extents: [Int] = []
    try array { (reader, _) throws(JSONError) in extents.append(try reader.integer(0...Int.max)) }
    return extents
  }
}
