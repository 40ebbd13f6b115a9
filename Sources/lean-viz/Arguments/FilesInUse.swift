import AttentionKernel
import Glibc

/// The files that a command reads and writes, by what leads to them: an output must not be an input, nor two outputs one
/// file, however they are spelled. Asked before any work.
struct FilesInUse {
  private var roles: [FileIdentity: String] = [:]

  /// Standard output is one of them, where it goes to a file.
  init() { if let file = FileIdentity(descriptor: STDOUT_FILENO) { roles[file] = "standard output" } }

  /// Notes an input. One that is not there is for its reader to say.
  ///
  /// - Parameter role: how messages name it: "--input".
  mutating func read(_ path: String, as role: String) { note(path, role) }

  /// Notes an output, after all inputs.
  ///
  /// - Parameter role: how messages name it: "--output".
  /// - Throws: a failure of kind `usage` where the file is in use already, `file` where it could not be written.
  mutating func write(_ path: String, as role: String) throws(Failure) {
    if let other = FileIdentity(path).flatMap({ roles[$0] }) {
      let what = other == role ? "is written twice" : "is the same file as \(other)"
      throw .usage("\(role): \(FileName.readable(path)) \(what)")
    }
    do {
      try WholeFile.requireWritable(path)
    } catch {
      throw Failure(error)
    }
    note(path, role)
  }

  private mutating func note(_ path: String, _ role: String) {
    if let file = FileIdentity(path), roles[file] == nil { roles[file] = role }
  }
}
