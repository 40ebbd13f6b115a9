import Glibc

/// Why a run cannot be, in one line: what and where.
public struct KernelFailure: Error, Sendable, Hashable, CustomStringConvertible {
  public enum Kind: String, Sendable, Hashable {
    /// A file is missing, unreadable, malformed or cannot be written.
    case file
    /// A setting that this machine cannot follow.
    case usage
    /// More memory than is free.
    case memory
    /// The system gave no thread, no address space, no descriptor.
    case resources
  }

  public var kind: Kind
  public var description: String

  public init(_ kind: Kind, _ description: String) {
    self.kind = kind
    self.description = description
  }

  /// A file's failure: its path and what is wrong.
  static func file(_ path: String, _ what: String) -> KernelFailure {
    KernelFailure(.file, "\(FileName.readable(path)): \(what)")
  }

  /// The last system call's failure, in the system's words.
  static func system(_ kind: Kind, _ where_: String, error: Int32 = errno) -> KernelFailure {
    KernelFailure(kind, "\(where_): \(String(cString: strerror(error)))")
  }
}
