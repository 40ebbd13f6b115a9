import Glibc

/// An ordinary file, open for reading: every input comes through here.
struct FileReader: ~Copyable {
  let path: String
  let descriptor: Int32
  /// Its bytes when it was opened.
  let size: Int

  /// - Throws: a failure of kind `file`. Never waits: a pipe or a device is refused, of whatever kind the input is, since
  ///   tensors are read where they lie, and nobody is to remember which inputs may be piped.
  init(_ path: String) throws(KernelFailure) {
    let descriptor = open(try SystemPath(path).cString, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw .system(.file, FileName.readable(path)) }
    var status = stat()
    let result = fstat(descriptor, &status)
    let kind = status.st_mode & S_IFMT
    guard result == 0, kind == S_IFREG else {
      close(descriptor)
      throw .file(path, kind == S_IFDIR ? "is a directory" : "is not an ordinary file (save it first)")
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
      if count < 0 { throw .system(.file, FileName.readable(path)) }
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

  /// What the file seems to be, by its first bytes; `nil` where they say nothing.
  func kind() throws(KernelFailure) -> FileKind? {
    FileKind(beginning: try read(min(size, FileKind.bytesNeeded), at: 0), fileBytes: size)
  }
}
