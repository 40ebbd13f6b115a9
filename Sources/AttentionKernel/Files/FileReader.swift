import Glibc

/// An ordinary file, open for reading.
struct FileReader: ~Copyable {
  let path: String
  let descriptor: Int32
  /// Its bytes when it was opened.
  let size: Int

  /// - Throws: a failure of kind `file`. Never waits: what is no ordinary file (a pipe, a device) is refused.
  init(_ path: String) throws(KernelFailure) {
    if path.isEmpty { throw .file("''", "names no file") }
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw .system(.file, path) }
    var status = stat()
    let result = fstat(descriptor, &status)
    let kind = status.st_mode & S_IFMT
    guard result == 0, kind == S_IFREG else {
      close(descriptor)
      throw .file(path, kind == S_IFDIR ? "is a directory" : "is not an ordinary file")
    }
    self.path = path
    self.descriptor = descriptor
    size = Int(status.st_size)
  }

  deinit { close(descriptor) }

  /// Fills memory with the file's bytes from `offset` on.
  /// - Throws: a failure of kind `file`, also where the file has become shorter.
  func read(into target: UnsafeMutableRawBufferPointer, at offset: Int) throws(KernelFailure) {
    var done = 0
    while done < target.count {
      let rest = UnsafeMutableRawBufferPointer(rebasing: target[done...])
      let count = pread(descriptor, rest.baseAddress, min(rest.count, 1 << 30), off_t(offset + done))
      if count < 0, errno == EINTR { continue }
      if count < 0 { throw .system(.file, path) }
      if count == 0 { throw .file(path, "ends at byte \(offset + done), before it should") }
      done += count
    }
  }

  func read(_ count: Int, at offset: Int) throws(KernelFailure) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    var failure: KernelFailure?
    bytes.withUnsafeMutableBytes { target in
      do throws(KernelFailure) { try read(into: target, at: offset) } catch { failure = error }
    }
    if let failure { throw failure }
    return bytes
  }
}
