import AttentionCore
import Foundation
import Glibc
import Synchronization
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
        let named = path.isEmpty ? "''" : path
        #expect(error?.kind == .file && error?.description.hasPrefix(named + ": ") == true, "\(path)")
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

  private func mode(_ path: String) throws -> mode_t {
    var status = stat()
    try #require(stat(path, &status) == 0, "\(path)")
    return status.st_mode & 0o7777
  }

  @Test("A file that is there keeps its permissions; a new one gets those that the mask leaves")
  func permissions() throws {
    try withFolder { folder in
      let path = folder + "/file"
      for before in [0o600, 0o640, 0o644, 0o666, 0o444, 0o755] as [mode_t] {
        try Data([1]).write(to: URL(filePath: path))
        #expect(chmod(path, before) == 0)
        try WholeFile.write([2], to: path)
        #expect(try mode(path) == before && Data(contentsOf: URL(filePath: path)) == Data([2]), "\(before)")
        unlink(path)
      }
      // What the system makes of it: the mask is the process's, and other tests use it as well.
      close(open(folder + "/plain", O_WRONLY | O_CREAT, 0o666))
      try WholeFile.write([3], to: path)
      #expect(try mode(path) == mode(folder + "/plain"))
    }
  }

  @Test("A link to what is still to come is written through, at the end of a chain too; a circle is an error")
  func danglingLinks() throws {
    try withFolder { folder in
      let files = FileManager.default
      try files.createDirectory(atPath: folder + "/sub", withIntermediateDirectories: false)
      // Relative ones are meant from where they lie.
      try files.createSymbolicLink(atPath: folder + "/sub/second", withDestinationPath: "../sub/new")
      try files.createSymbolicLink(atPath: folder + "/first", withDestinationPath: folder + "/sub/second")
      try WholeFile.requireWritable(folder + "/first")
      try WholeFile.write([7], to: folder + "/first")
      #expect(try Data(contentsOf: URL(filePath: folder + "/sub/new")) == Data([7]))
      #expect(try files.destinationOfSymbolicLink(atPath: folder + "/first") == folder + "/sub/second")
      #expect(try files.contentsOfDirectory(atPath: folder + "/sub").sorted() == ["new", "second"])
      try files.createSymbolicLink(atPath: folder + "/nowhere", withDestinationPath: "none/new")
      try files.createSymbolicLink(atPath: folder + "/one", withDestinationPath: "two")
      try files.createSymbolicLink(atPath: folder + "/two", withDestinationPath: "one")
      for name in ["nowhere", "one"] {
        let error = #expect(throws: KernelFailure.self) { try WholeFile.write([7], to: folder + "/" + name) }
        #expect(error?.kind == .file && error?.description.hasPrefix("\(folder)/\(name): ") == true)
      }
    }
  }

  @Test("A descriptor's name whose file was removed is refused, not written beside")
  func removedFile() throws {
    try withFolder { folder in
      let descriptor = open(folder + "/file", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
      defer { close(descriptor) }
      unlink(folder + "/file")
      #expect(throws: KernelFailure.self) { try WholeFile.write([1], to: "/proc/self/fd/\(descriptor)") }
      let left = try FileManager.default.contentsOfDirectory(atPath: folder)
      #expect(left == [])
    }
  }

  @Test("Where owners and permissions cannot be changed (FAT, NTFS, CIFS) it is written all the same")
  func refusedPermissions() throws {
    try withFolder { folder in
      let (path, new) = (folder + "/file", folder + "/new")
      try Data([1]).write(to: URL(filePath: path))
      let failures = whereModesAreRefused {
        [path, new].compactMap { path in
          do throws(KernelFailure) { try WholeFile.write([2], to: path) } catch { return error.description }
          return nil
        }
      }
      // A sandbox may keep this from being tried.
      guard let failures else { return }
      #expect(failures == [])
      #expect(try [path, new].map { try Data(contentsOf: URL(filePath: $0)) } == [Data([2]), Data([2])])
    }
  }
}

/// Runs something on a thread of its own for which the system refuses `fchmod` and `fchown` (a seccomp filter, which ends
/// with the thread). `nil` where that cannot be had.
private func whereModesAreRefused(_ body: @escaping @Sendable () -> [String]) -> [String]? {
  #if arch(x86_64)
    let refused: [UInt32] = [91, 93]
  #else
    let refused: [UInt32] = [52, 55]
  #endif
  typealias Prctl = @convention(c) (Int32, UInt, UInt, UInt, UInt) -> Int32
  guard let symbol = dlsym(nil, "prctl") else { return nil }
  let result = Mutex<[String]?>(nil)
  let done = DispatchSemaphore(value: 0)
  nonisolated(unsafe) let prctl = unsafeBitCast(symbol, to: Prctl.self)
  Thread {
    defer { done.signal() }
    // A system call's number: refused with EPERM if it is one of the two, else let through.
    var filter: [FilterStep] = [
      FilterStep(code: 0x20, ifTrue: 0, ifFalse: 0, value: 0),
      FilterStep(code: 0x15, ifTrue: 2, ifFalse: 0, value: refused[0]),
      FilterStep(code: 0x15, ifTrue: 1, ifFalse: 0, value: refused[1]),
      FilterStep(code: 0x06, ifTrue: 0, ifFalse: 0, value: 0x7FFF_0000),
      FilterStep(code: 0x06, ifTrue: 0, ifFalse: 0, value: 0x0005_0000 | UInt32(EPERM)),
    ]
    let isSet = filter.withUnsafeMutableBufferPointer { steps in
      var program = (UInt(steps.count), UInt(bitPattern: steps.baseAddress))
      return withUnsafePointer(to: &program) {
        prctl(38, 1, 0, 0, 0) == 0 && prctl(22, 2, UInt(bitPattern: $0), 0, 0) == 0
      }
    }
    guard isSet, fchmod(STDERR_FILENO, 0o600) == -1, errno == EPERM else { return }
    let failures = body()
    result.withLock { $0 = failures }
  }.start()
  done.wait()
  return result.withLock { $0 }
}

/// One step of a filter for system calls, as the kernel has it.
private struct FilterStep {
  var code: UInt16
  var ifTrue: UInt8
  var ifFalse: UInt8
  var value: UInt32
}
