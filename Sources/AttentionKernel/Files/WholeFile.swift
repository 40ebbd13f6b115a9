import Glibc

/// Files that are there whole or not at all: written beside, then renamed.
public enum WholeFile {
  /// Writes a file. One that is there already keeps its permissions; a link is written through.
  /// - Parameter body: hands over the file's bytes, in order, by calling its argument.
  /// - Throws: a failure of kind `file`; nothing is left beside then, and what was at `path` is still there.
  public static func write(
    to path: String,
    _ body: (_ append: (UnsafeRawBufferPointer) throws(KernelFailure) -> Void) throws(KernelFailure) -> Void
  ) throws(KernelFailure) {
    let target = try OutputTarget(path)
    let (beside, descriptor) = try target.makeBeside()
    do throws(KernelFailure) {
      do throws(KernelFailure) {
        try withoutFileSizeSignal { () throws(KernelFailure) in
          try body { (bytes) throws(KernelFailure) in try append(bytes, to: descriptor, target) }
        }
        target.givePermissions(to: descriptor)
      } catch {
        close(descriptor)
        throw error
      }
      if close(descriptor) != 0 { throw target.failure() }
      if rename(beside.cString, target.path.cString) != 0 { throw target.failure() }
    } catch {
      unlink(beside.cString)
      throw error
    }
  }

  /// Finds out, before the work that is to be written, whether a file could be made at a path.
  /// - Throws: a failure of kind `file`.
  public static func requireWritable(_ path: String) throws(KernelFailure) {
    let target = try OutputTarget(path)
    if access(target.path.folder.cString, W_OK | X_OK) != 0 { throw target.failure() }
  }

  private static func append(
    _ bytes: UnsafeRawBufferPointer, to descriptor: Int32, _ target: OutputTarget
  ) throws(KernelFailure) {
    var rest = bytes
    while !rest.isEmpty {
      let count = Glibc.write(descriptor, rest.baseAddress, min(rest.count, 1 << 30))
      if count < 0, errno == EINTR { continue }
      if count < 0 { throw target.failure() }
      rest = UnsafeRawBufferPointer(rebasing: rest[count...])
    }
  }

  /// A file that grows beyond the process's limit is an error like any other then, not a signal.
  private static func withoutFileSizeSignal(
    _ body: () throws(KernelFailure) -> Void
  ) throws(KernelFailure) {
    let before = signal(SIGXFSZ, SIG_IGN)
    defer { _ = signal(SIGXFSZ, before) }
    try body()
  }
}

extension WholeFile {
  /// Reads an ordinary file.
  /// - Parameter limit: bytes that it may have; found out before anything is read.
  /// - Throws: a failure of kind `file`.
  public static func read(_ path: String, atMost limit: Int) throws(KernelFailure) -> [UInt8] {
    let reader = try FileReader(path)
    guard reader.size <= limit else {
      throw .file(path, "has \(reader.size) bytes, more than \(limit >> 20) MiB")
    }
    return try reader.read(reader.size, at: 0)
  }

  /// Writes a file's bytes, all of them at hand.
  /// - Throws: a failure of kind `file`; nothing is left beside then, and what was at `path` is still there.
  public static func write(_ bytes: [UInt8], to path: String) throws(KernelFailure) {
    try write(to: path) { append throws(KernelFailure) in
      // Arrays hand out their bytes only to closures that rethrow any error.
      let result = bytes.withUnsafeBytes { bytes in Result { () throws(KernelFailure) in try append(bytes) } }
      try result.get()
    }
  }
}
