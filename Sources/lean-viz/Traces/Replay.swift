import AttentionKernel
import VizRecording

/// A trace and the file that it was read from.
struct Replay: Sendable {
  var trace: Trace
  var path: String

  /// The path's last part, as the screen names it.
  var fileName: String { FileName.short(path) }

  init(_ trace: Trace, path: String) {
    self.trace = trace
    self.path = path
  }

  /// - Throws: a ``Failure`` of kind `file`, in one line: the file, and what is wrong where.
  init(reading path: String) throws(Failure) {
    let bytes: [UInt8]
    do {
      bytes = try WholeFile.read(path, atMost: TraceLimits.bytes)
    } catch {
      throw Failure(error)
    }
    let name = FileName.readable(path)
    if path.hasSuffix(".cast") || Self.isCast(bytes) {
      throw .file("\(name): is a recording of a screen, for asciinema (asciinema play \(name)); replay takes traces")
    }
    let kind = FileKind(beginning: Array(bytes.prefix(FileKind.bytesNeeded)), fileBytes: bytes.count)
    if let kind, kind != .json, kind != .shardIndex {
      throw .file("\(name): \(kind.inWords); replay reads traces that lean-viz run --trace writes")
    }
    do {
      self.init(try Trace(json: bytes), path: path)
    } catch {
      throw .file("\(name): \(error)")
    }
  }

  /// Whether a file begins as asciicasts do.
  private static func isCast(_ bytes: [UInt8]) -> Bool {
    let start = String(decoding: bytes.prefix(200), as: UTF8.self).filter { $0 != " " }
    return start.hasPrefix("{\"version\":") && start.contains("\"width\":")
  }
}
