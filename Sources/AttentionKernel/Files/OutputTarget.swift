import Glibc

/// The place that an output goes to: links followed, a dangling one too.
struct OutputTarget {
  /// As it was given, for messages.
  private let given: String
  let path: SystemPath
  /// The file that is there, and will be replaced.
  private let existing: stat?

  /// - Throws: a failure of kind `file`; what is there but no ordinary file is not replaced.
  init(_ given: String) throws(KernelFailure) {
    self.given = given
    let path = try SystemPath(given)
    guard let target = path.linksFollowed else { throw Self.failure(given, ELOOP) }
    self.path = target
    switch path.status {
    case .success(let status):
      let kind = status.st_mode & S_IFMT
      guard kind == S_IFREG else {
        throw .file(given, kind == S_IFDIR ? "is a directory" : "is not an ordinary file")
      }
      // Links of /proc lead to files that their text does not: one that was removed, for instance.
      guard case .success(let reached) = target.status, reached.st_ino == status.st_ino,
        reached.st_dev == status.st_dev
      else { throw .file(given, "has no name under which it could be written") }
      existing = status
    case .failure(let error):
      guard error.number == ENOENT else { throw Self.failure(given, error.number) }
      existing = nil
    }
  }

  /// A new file in the same folder, under a name that nobody has.
  ///
  /// What is to be private is so from the start; any other new file is for whom the process's mask (which the system
  /// applies) lets it be.
  func makeBeside() throws(KernelFailure) -> (SystemPath, descriptor: Int32) {
    for _ in 0..<100 {
      let name = path.beside(".lean-viz-" + String(UInt64.random(in: 0 ... .max), radix: 36))
      let descriptor = open(
        name.cString, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, existing == nil ? 0o666 : 0o600 as mode_t)
      if descriptor >= 0 { return (name, descriptor) }
      guard errno == EEXIST else { break }
    }
    throw failure()
  }

  /// The file that takes the place of one that is there gets its owner and permissions. Some file systems have none, and
  /// not everyone may give files away: that is no reason not to write.
  func givePermissions(to descriptor: Int32) {
    guard let existing else { return }
    _ = fchown(descriptor, existing.st_uid, existing.st_gid)
    _ = fchmod(descriptor, existing.st_mode & 0o777)
  }

  /// The last system call's failure.
  func failure(_ number: Int32 = errno) -> KernelFailure { Self.failure(given, number) }

  private static func failure(_ given: String, _ number: Int32) -> KernelFailure {
    .system(.file, "\(FileName.readable(given)): cannot be written", error: number)
  }
}
