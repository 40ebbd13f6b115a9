import Glibc

/// Which file a path leads to, whatever the path looks like: two that are equal would be one file.
///
/// Of a file that is still to come it is the folder and the name, after all links.
public struct FileIdentity: Hashable, Sendable {
  private var device: UInt64
  private var node: UInt64
  private var name: [UInt8] = []

  /// `nil` where not even the folder exists.
  public init?(_ path: String) {
    guard let path = try? SystemPath(path) else { return nil }
    if case .success(let status) = path.status {
      self.init(status)
    } else {
      guard let target = path.linksFollowed, case .success(let folder) = target.folder.status else { return nil }
      self.init(folder)
      name = target.name
    }
  }

  /// Of an open descriptor that is an ordinary file.
  public init?(descriptor: Int32) {
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    self.init(status)
  }

  private init(_ status: stat) { (device, node) = (UInt64(status.st_dev), UInt64(status.st_ino)) }

  /// Whether anything is there.
  public var exists: Bool { name.isEmpty }
}
