import AttentionCore
import Foundation
import Testing

@testable import AttentionKernel

struct TensorWritingTests {
  private static let problem = try? AttentionProblem(
    contexts: [10, 20, 5], queryHeads: 4, kvHeads: 2, headDim: 8, elementType: .f16, tileTokens: 16)

  @Test("A result is written as safetensors: out and lse, F32, and read back to the bit")
  func roundTrip() throws {
    let problem = try #require(Self.problem)
    var output = (0..<96).map { Float($0) / 7 }
    output[3] = .nan
    output[4] = -.infinity
    let lse = (0..<12).map { Float($0) - 5 }
    try withFolder { folder in
      let path = folder + "/o.lean.safetensors"
      try Data([1, 2, 3]).write(to: URL(fileURLWithPath: path))
      try TensorFile.write(output: output, logSumExp: lse, of: problem, to: path)
      let bytes = try [UInt8](Data(contentsOf: URL(fileURLWithPath: path)))
      let headerBytes = Int(bytes[0]) + Int(bytes[1]) << 8
      #expect(bytes[2..<8].allSatisfy { $0 == 0 } && headerBytes % 8 == 0)
      let header = try TensorHeader(
        json: Array(bytes[8..<8 + headerBytes]), dataBytes: bytes.count - 8 - headerBytes)
      #expect(
        header.tensors == [
          TensorEntry(name: "out", type: "F32", shape: [3, 4, 8], bytes: 0..<384),
          TensorEntry(name: "lse", type: "F32", shape: [3, 4], bytes: 384..<432),
        ])
      #expect(Array(bytes[(8 + headerBytes)...]) == floatBytes(output) + floatBytes(lse))
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["o.lean.safetensors"])
    }
  }

  @Test("What cannot be written is an error, and leaves nothing behind")
  func cannotBeWritten() throws {
    let problem = try #require(Self.problem)
    let output = [Float](repeating: 0, count: 96)
    let lse = [Float](repeating: 0, count: 12)
    try withFolder { folder in
      try Data().write(to: URL(fileURLWithPath: folder + "/file"))
      try FileManager.default.createDirectory(atPath: folder + "/folder", withIntermediateDirectories: false)
      let before = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
      let long = String(repeating: "x", count: 300)
      for path in [
        folder + "/missing/o", folder + "/folder", folder + "/file/o", "/dev/null", "", "/proc/o", folder + "/" + long,
      ] {
        let error = #expect(throws: KernelFailure.self, "\(path)") {
          try TensorFile.write(output: output, logSumExp: lse, of: problem, to: path)
        }
        #expect(error?.kind == .file && error?.description.hasPrefix(path + ": ") == true, "\(path)")
        #expect(error?.description.contains("\n") == false, "\(path)")
      }
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder).sorted() == before)
    }
  }

  @Test("A failure in the middle of writing keeps what was there")
  func failureKeepsTheOldFile() throws {
    try withFolder { folder in
      let path = folder + "/file"
      try Data([1, 2, 3]).write(to: URL(fileURLWithPath: path))
      let failure = KernelFailure(.file, "stop")
      #expect(throws: failure) {
        try WholeFile.write(to: path) { (append) throws(KernelFailure) in
          var bytes: [UInt8] = [9, 9]
          var inner: KernelFailure?
          bytes.withUnsafeMutableBytes { bytes in
            do throws(KernelFailure) { try append(UnsafeRawBufferPointer(bytes)) } catch { inner = error }
          }
          #expect(inner == nil)
          throw failure
        }
      }
      #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == Data([1, 2, 3]))
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["file"])
    }
  }

  @Test("A link is written through")
  func linkIsFollowed() throws {
    try withFolder { folder in
      try Data([1]).write(to: URL(fileURLWithPath: folder + "/file"))
      try FileManager.default.createSymbolicLink(atPath: folder + "/link", withDestinationPath: folder + "/file")
      try WholeFile.write(to: folder + "/link") { (append) throws(KernelFailure) in }
      #expect(try Data(contentsOf: URL(fileURLWithPath: folder + "/file")).isEmpty)
      #expect(try FileManager.default.destinationOfSymbolicLink(atPath: folder + "/link") == folder + "/file")
    }
  }
}
