import Glibc

/// Files that are there whole or not at all: written beside, then renamed.
public enum WholeFile {
  /// Writes a file.
  /// - Parameter body: hands over the file's bytes, in order, by calling its argument.
  /// - Throws: a failure of kind `file`; nothing is left beside then, and what was at `path` is still there.
  public static func write(
    to path: String,
    _ body: (_ append: (UnsafeRawBufferPointer) throws(KernelFailure) -> Void) throws(KernelFailure) -> Void
  ) throws(KernelFailure) {
    let target = try writableTarget(path)
    let folder = target.lastIndex(of: "/").map { String(target[...$0]) } ?? ""
    var name = Array((folder + ".lean-viz-XXXXXX").utf8CString)
    let descriptor = mkstemp(&name)
    guard descriptor >= 0 else { throw .system(.file, "\(path): cannot be written") }
    do throws(KernelFailure) {
      do throws(KernelFailure) {
        try withoutFileSizeSignal { () throws(KernelFailure) in
          try body { (bytes) throws(KernelFailure) in try append(bytes, to: descriptor, path: path) }
        }
        // mkstemp gives it to its owner only; a new file is for whom the mask allows.
        if fchmod(descriptor, 0o666 & ~mask) != 0 { throw .system(.file, "\(path): cannot be written") }
      } catch {
        close(descriptor)
        throw error
      }
      if close(descriptor) != 0 { throw .system(.file, "\(path): cannot be written") }
      if rename(name, target) != 0 { throw .system(.file, "\(path): cannot be written") }
    } catch {
      unlink(name)
      throw error
    }
  }

  /// Finds out, before the work that is to be written, whether a file could be made at a path.
  /// - Throws: a failure of kind `file`.
  public static func requireWritable(_ path: String) throws(KernelFailure) {
    let target = try writableTarget(path)
    let folder = target.lastIndex(of: "/").map { String(target[...$0]) } ?? "."
    if access(folder, W_OK | X_OK) != 0 { throw .system(.file, "\(path): cannot be written") }
  }

  /// The file that a path stands for, links followed; what is there but no ordinary file is not replaced.
  private static func writableTarget(_ path: String) throws(KernelFailure) -> String {
    var status = stat()
    guard stat(path, &status) == 0 else { return path }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw .file(path, status.st_mode & S_IFMT == S_IFDIR ? "is a directory" : "is not an ordinary file")
    }
    guard let resolved = realpath(path, nil) else { return path }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  private static func append(
    _ bytes: UnsafeRawBufferPointer, to descriptor: Int32, path: String
  ) throws(KernelFailure) {
    var rest = bytes
    while !rest.isEmpty {
      let count = Glibc.write(descriptor, rest.baseAddress, min(rest.count, 1 << 30))
      if count < 0, errno == EINTR { continue }
      if count < 0 { throw .system(.file, "\(path): cannot be written") }
      rest = UnsafeRawBufferPointer(rebasing: rest[count...])
    }
  }

  /// What a new file's permissions leave out, as the system has it (it can be asked for only by setting it).
  private static var mask: mode_t {
    let line = textOfSmallFile("/proc/self/status")?.split(separator: "\n").first { $0.hasPrefix("Umask:") }
    return line.flatMap { mode_t($0.dropFirst(6).trimmingPrefix { $0.isWhitespace }, radix: 8) } ?? 0o022
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
