import Foundation
import Testing

@testable import AttentionKernel

@Suite("A file that is not what was asked for") struct FileKindTests {
  /// How files of each kind begin.
  private static let beginnings: [(kind: FileKind, bytes: [UInt8])] = [
    (.pointer, Array("version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n".utf8)),
    (.page, Array("<!DOCTYPE html>\n<html><head><title>Sign in</title>".utf8)),
    (.page, Array("\u{FEFF}\r\n  <HTML lang=\"en\">".utf8)),
    (
      .shardIndex,
      Array("{\n  \"metadata\": {\"total_size\": 1},\n  \"weight_map\": {\"q\": \"model-1.safetensors\"}}".utf8)
    ),
    // A brace where a header of safetensors would begin.
    (.shardIndex, Array("{\"aaaa\":{},\"weight_map\":{}}".utf8)),
    (.json, Array("{\"traceEvents\": []}".utf8)), (.json, Array("[1, 2]".utf8)), (.json, Array("{}".utf8)),
    (.zip, Array("PK\u{3}\u{4}".utf8) + [0, 0, 8, 8, 0, 0, 0, 0]),
    (.pickle, [0x80, 2, 0x8A, 0x0A, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20]),
    (.pickle, [0x80, 4, 0x95, 0, 0, 0, 0, 0, 0, 0]),
    (.gguf, Array("GGUF".utf8) + [3, 0, 0, 0, 1, 0, 0, 0]), (.numpy, [0x93] + Array("NUMPY".utf8) + [1, 0, 0x76, 0]),
    (.hdf5, [0x89] + Array("HDF\r\n\u{1A}\n".utf8)), (.gzip, [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 2, 3]),
    (.zstandard, [0x28, 0xB5, 0x2F, 0xFD, 4, 0]), (.xz, [0xFD] + Array("7zXZ".utf8) + [0, 0, 4]),
    (.bzip2, Array("BZh91AY&SY".utf8)), (.utf16, [0xFF, 0xFE, 0x7B, 0, 0x22, 0]),
  ]

  @Test("is told as what it is, and what is wanted") func tensorFiles() throws {
    #expect(Set(Self.beginnings.map(\.kind)).union([.safetensors]) == Set(FileKind.allCases))
    try withFolder { folder in
      let path = folder + "/in.safetensors"
      for (kind, bytes) in Self.beginnings {
        for bytes in [bytes, bytes + [UInt8](repeating: 0x20, count: 5000)] {
          try Data(bytes).write(to: URL(filePath: path))
          let error = #expect(throws: KernelFailure.self, "\(kind)") { try TensorFile.header(of: path) }
          #expect(
            error == KernelFailure(.file, "\(path): \(kind.inWords); q, k and v are read from safetensors"),
            "\(kind): \(String(describing: error))")
        }
      }
    }
  }

  /// Lengths of headers that begin as other files do, and those of text.
  private static let lengths =
    beginnings.map { beginning in
      beginning.bytes.prefix(3).enumerated().reduce(0) { $0 | Int($1.element) << (8 * $1.offset) }
    } + [0x280, 0x380, 0x480, 0x580, 0x7B, 0x5B, 0x3C, 0x207B, 0xFEFF, 0xFFFE]

  @Test("is never a safetensors file, whole or cut, whatever the length of its header looks like") func lengths() throws
  {
    for length in Self.lengths {
      let bytes = (0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) } + Array("{\"q\":{".utf8)
      #expect(FileKind(beginning: bytes, fileBytes: length + 8) == .safetensors, "\(length)")
      // Of fewer bytes than that nobody can say.
      for count in 9...bytes.count {
        #expect(FileKind(beginning: Array(bytes[..<count]), fileBytes: count) == nil, "\(length), \(count) bytes")
      }
    }
  }
}
