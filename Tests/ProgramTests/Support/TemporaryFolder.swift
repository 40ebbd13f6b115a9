import Foundation
import Glibc
import TerminalTestSupport

/// A folder that is gone with its last user.
final class TemporaryFolder {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory.appending(path: "lean-viz-tests-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  func path(_ name: String) -> String { url.appending(path: name).path }

  /// The names of what lies in it, hidden files too.
  var contents: [String] { ((try? FileManager.default.contentsOfDirectory(atPath: url.path)) ?? []).sorted() }

  func write(_ text: String, to name: String) throws -> String {
    try text.write(toFile: path(name), atomically: false, encoding: .utf8)
    return path(name)
  }

  /// Makes a pipe with a name. Returns its reading end, which does not block.
  func pipe(_ name: String) throws -> Int32 {
    guard mkfifo(path(name), 0o600) == 0,
      case let end = open(path(name), O_RDONLY | O_NONBLOCK | O_CLOEXEC), end >= 0
    else { throw PseudoTerminal.Failure("no pipe \(path(name)): \(String(cString: strerror(errno)))") }
    return end
  }
}
