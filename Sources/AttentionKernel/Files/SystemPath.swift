import Glibc

/// A path as the system takes it: bytes, none of them 0 but the one that ends it.
struct SystemPath: Sendable {
  /// With the 0 at its end: goes to the system as it is.
  let cString: [CChar]

  /// - Throws: a failure of kind `file` for text that can be no path.
  init(_ path: String) throws(KernelFailure) {
    if path.isEmpty { throw .file("''", "names no file") }
    let bytes = FileName.bytes(of: path)
    if bytes.contains(0) { throw .file(path, "is no file name: it has a zero in it") }
    self.init(bytes[...])
  }

  private init(_ bytes: ArraySlice<UInt8>) { cString = bytes.map { CChar(bitPattern: $0) } + [0] }

  private var bytes: [UInt8] { cString.dropLast().map { UInt8(bitPattern: $0) } }

  /// What comes after the last slash.
  var name: [UInt8] {
    let bytes = bytes
    return Array(bytes[(bytes.lastIndex(of: UInt8(ascii: "/")).map { $0 + 1 } ?? 0)...])
  }

  /// The folder that it lies in: "." where it says none.
  var folder: SystemPath {
    let folder = bytesOfFolder
    return SystemPath(folder.isEmpty ? [UInt8(ascii: ".")] : folder)
  }

  /// Another name in the same folder.
  func beside(_ name: String) -> SystemPath { SystemPath(bytesOfFolder + Array(name.utf8)) }

  /// Up to the last slash, which is part of it.
  private var bytesOfFolder: ArraySlice<UInt8> {
    let bytes = bytes
    return bytes[..<(bytes.lastIndex(of: UInt8(ascii: "/")).map { $0 + 1 } ?? 0)]
  }

  /// What it leads to when the links at its end are followed, though there be nothing yet at the end of the last one.
  ///
  /// `nil` where there are too many: they lead in a circle.
  var linksFollowed: SystemPath? {
    var path = self
    for _ in 0..<40 {
      guard let link = path.link else { return path }
      path = SystemPath(link.first == UInt8(ascii: "/") ? link[...] : path.bytesOfFolder + link)
    }
    return nil
  }

  /// Where a link points; `nil` where it is none.
  private var link: [UInt8]? {
    var text = [CChar](repeating: 0, count: Int(PATH_MAX))
    let count = readlink(cString, &text, text.count)
    return count > 0 ? text[..<count].map { UInt8(bitPattern: $0) } : nil
  }

  /// Its file's status, links followed; the system's number for what is wrong with it otherwise.
  var status: Result<stat, SystemError> {
    var status = stat()
    return stat(cString, &status) == 0 ? .success(status) : .failure(SystemError(number: errno))
  }
}

/// Why a system call failed.
struct SystemError: Error { var number: Int32 }
