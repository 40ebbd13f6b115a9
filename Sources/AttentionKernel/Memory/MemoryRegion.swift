import CKernelSupport
import Glibc

/// Memory straight from the system, zero until written, given back with the object.
///
/// `@unchecked Sendable`: the object itself never changes; who writes its bytes, and when, is for the owners to order.
final class MemoryRegion: @unchecked Sendable {
  let base: UnsafeMutableRawPointer
  let count: Int
  private let mapping: UnsafeMutableRawPointer
  private let mappingBytes: Int
  /// The place of a mapped file among those that may be cut; −1 where it is none.
  private let placeOfFile: Int32

  private static let hugePage = 2 << 20

  /// Anonymous memory; from 2 MB on it asks for huge pages. At least 64-byte aligned.
  /// - Throws: a failure of kind `memory` where the system refuses.
  init(bytes: Int, for purpose: String) throws(KernelFailure) {
    let slack = bytes >= Self.hugePage ? Self.hugePage : 0
    let (size, overflow) = max(1, bytes).addingReportingOverflow(slack)
    let mapped =
      overflow ? MAP_FAILED : mmap(nil, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    guard let mapped, mapped != MAP_FAILED else {
      throw KernelFailure(.memory, "\(purpose) needs \(bytes) bytes of memory; the system refuses")
    }
    mapping = mapped
    mappingBytes = size
    placeOfFile = -1
    base = slack == 0 ? mapped : mapped.alignedUp(toMultipleOf: Self.hugePage)
    count = bytes
    // Only advice: without huge pages it runs too, a little slower.
    if slack > 0 { madvise(base, bytes, MADV_HUGEPAGE) }
  }

  /// A file's bytes, read only, from the disk when they are needed. Where the file is cut meanwhile there is no memory behind
  /// them any more: see ``MappedFiles``.
  /// - Throws: a failure of kind `file`.
  init(mapping descriptor: Int32, bytes: Int, path: String) throws(KernelFailure) {
    let mapped = mmap(nil, max(1, bytes), PROT_READ, MAP_PRIVATE, descriptor, 0)
    guard let mapped, mapped != MAP_FAILED else { throw .system(.file, "\(FileName.readable(path)): cannot be mapped") }
    mapping = mapped
    mappingBytes = max(1, bytes)
    base = mapped
    count = bytes
    placeOfFile = lean_mapped_file_add(
      mapped, max(1, bytes), "\(FileName.readable(path)): was cut, or its disk failed, while it was read")
  }

  deinit {
    lean_mapped_file_remove(placeOfFile)
    munmap(mapping, mappingBytes)
  }
}

extension Int {
  /// The least multiple of `step` that is not less.
  func roundedUp(toMultipleOf step: Int) -> Int { (self + step - 1) / step * step }
}
