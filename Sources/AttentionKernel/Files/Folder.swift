import Glibc

/// A folder of the file system.
public enum Folder {
  /// The names in a folder, in no order, without `.` and `..`; `nil` where the path is no folder or cannot be read.
  public static func names(in path: String) -> [String]? {
    guard let path = try? SystemPath(path), let folder = opendir(path.cString) else { return nil }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { name in
        name.withMemoryRebound(to: CChar.self, capacity: MemoryLayout.size(ofValue: name.pointee)) {
          FileName.text(of: $0)
        }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names
  }
}
