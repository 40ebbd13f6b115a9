/// What a file is by its first bytes, as far as that helps someone who gave the wrong one.
public enum FileKind: String, Sendable, Hashable, CaseIterable {
  case safetensors, shardIndex, json, pointer, page, zip, pickle, gguf, numpy, hdf5, gzip, zstandard, xz, bzip2, utf16

  /// How many bytes, at most, are looked at.
  public static let bytesNeeded = 4096

  /// - Parameters:
  ///   - bytes: the file's first ones.
  ///   - fileBytes: how many it has.
  public init?(beginning bytes: [UInt8], fileBytes: Int) {
    // The length of a safetensors header may look like anything, but the brace behind it does not.
    let hasBrace = bytes.count > 8 && bytes[8] == UInt8(ascii: "{")
    let text = Self.text(bytes)
    if hasBrace, Self.headerLength(bytes) <= UInt64(max(0, fileBytes - 8)) {
      self = .safetensors
    } else if !hasBrace, let kind = Self.magic.first(where: { bytes.starts(with: $0.bytes) })?.kind {
      self = kind
    } else if !hasBrace, bytes.count > 2, bytes[0] == 0x80, (2...5).contains(bytes[1]), bytes[2] != 0 {
      self = .pickle
    } else if bytes.prefix(8).contains(0) {
      // No text: a safetensors file that was cut, perhaps.
      return nil
    } else if text.starts(with: "version https://git-lfs".utf8) {
      self = .pointer
    } else if text.starts(with: "<!doctype html".utf8) || text.starts(with: "<html".utf8) {
      self = .page
    } else if text.first == UInt8(ascii: "{") || text.first == UInt8(ascii: "[") {
      self = Self.contains("\"weight_map\"", in: text) ? .shardIndex : .json
    } else {
      return nil
    }
  }

  private static let magic: [(kind: FileKind, bytes: [UInt8])] = [
    (.zip, Array("PK\u{3}\u{4}".utf8)), (.gguf, Array("GGUF".utf8)), (.numpy, [0x93] + Array("NUMPY".utf8)),
    (.hdf5, [0x89] + Array("HDF\r\n".utf8)), (.gzip, [0x1F, 0x8B, 8]), (.zstandard, [0x28, 0xB5, 0x2F, 0xFD]),
    (.xz, [0xFD] + Array("7zXZ".utf8)), (.bzip2, Array("BZh".utf8)), (.utf16, [0xFF, 0xFE]), (.utf16, [0xFE, 0xFF]),
  ]

  private static func headerLength(_ bytes: [UInt8]) -> UInt64 {
    (0..<8).reduce(0) { $0 | UInt64(bytes[$1]) << (8 * UInt64($1)) }
  }

  /// Without a byte-order mark and blanks before it, in small letters.
  private static func text(_ bytes: [UInt8]) -> [UInt8] {
    let text = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...]
    return text.drop { $0 == 0x20 || (0x09...0x0D).contains($0) }
      .map { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) ? $0 | 0x20 : $0 }
  }

  private static func contains(_ words: String, in text: [UInt8]) -> Bool {
    let words = Array(words.utf8)
    return text.indices.contains { text[$0...].starts(with: words) }
  }

  /// What it is, and how to come to what was meant: goes behind the file's name.
  public var inWords: String {
    switch self {
    case .safetensors: "holds tensors (safetensors)"
    case .shardIndex: "is the index of a model in several files, and holds no tensors itself"
    case .json: "is JSON"
    case .pointer: "is a Git LFS pointer, which stands for a file that is still to be fetched (git lfs pull)"
    case .page: "is an HTML page: the server sent a page in the file's place"
    case .zip: "is a zip archive, such as torch.save (.pt) and numpy (.npz) write"
    case .pickle: "is a Python pickle, such as torch.save wrote (.pt)"
    case .gguf: "is a GGUF model"
    case .numpy: "is a numpy array (.npy)"
    case .hdf5: "is HDF5"
    case .gzip: "is packed by gzip: unpack it first (gunzip)"
    case .zstandard: "is packed by zstd: unpack it first (zstd -d)"
    case .xz: "is packed by xz: unpack it first (unxz)"
    case .bzip2: "is packed by bzip2: unpack it first (bunzip2)"
    case .utf16: "is UTF-16: save it as UTF-8"
    }
  }
}
