import CKernelSupport

/// Files that are in use as memory, and what it means when one of them is not there any more.
///
/// Somebody may cut a file that is being read: a download that starts anew, a disk that goes away. The next read of what is
/// gone is a bus error. Nothing can be computed any more then, but whoever takes the signal can say which file it was.
public enum MappedFiles {
  /// Says what has happened to the file that an address belongs to, in a line without an end; NULL where there is none.
  /// May be called by a handler of signals.
  public static var failure: @convention(c) (UnsafeRawPointer?) -> UnsafePointer<CChar>? { lean_mapped_file_failure }
}
