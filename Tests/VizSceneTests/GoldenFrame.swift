import CellFrame
import Foundation
import Testing

/// Compares text with a file under Golden, whole. `LEANVIZ_RECORD_GOLDENS=1` writes the files instead, and fails.
func expectGolden(_ text: String, _ name: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
  let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Golden/\(name).txt")
  if ProcessInfo.processInfo.environment["LEANVIZ_RECORD_GOLDENS"] == "1" {
    try Data(text.utf8).write(to: file)
    Issue.record("recorded \(name)", sourceLocation: sourceLocation)
    return
  }
  guard let data = FileManager.default.contents(atPath: file.path) else {
    Issue.record("no golden \(name); LEANVIZ_RECORD_GOLDENS=1 records it", sourceLocation: sourceLocation)
    return
  }
  let expected = String(decoding: data, as: UTF8.self)
  guard text != expected else { return }
  let pairs = zip(
    text.split(separator: "\n", omittingEmptySubsequences: false),
    expected.split(separator: "\n", omittingEmptySubsequences: false))
  let differing = pairs.enumerated().first { $0.element.0 != $0.element.1 }
  let line = differing.map { "line \($0.offset + 1)\n is     \($0.element.0)\n should \($0.element.1)" } ?? "its length"
  Issue.record("\(name) differs in \(line)\nwhole:\n\(text)", sourceLocation: sourceLocation)
}

extension Frame {
  /// Text, then the roles of all cells: what a person reviews.
  var golden: String { text + String(repeating: "=", count: width) + "\n" + styleMap }

  /// How each role on it is painted at a colour depth, one a line.
  func paints(at depth: ColorDepth, theme: Theme = .okabeIto) -> String {
    let styles = Set(cells.map(\.style)).sorted { $0.code < $1.code }
    let lines = styles.map { style in
      let paint = Paint(style, theme: theme, depth: depth)
      func color(_ value: Int?) -> String {
        value.map { depth == .truecolor ? "#" + String($0 + 0x1000000, radix: 16).dropFirst() : String($0) }
          ?? "default"
      }
      let attributes = [
        paint.bold ? "bold" : nil, paint.dim ? "dim" : nil, paint.reverse ? "reverse" : nil,
        paint.underline ? "underline" : nil,
      ].compactMap { $0 }
      return "\(style.code) \(color(paint.ink)) on \(color(paint.ground)) \(attributes.joined(separator: " "))"
    }
    return lines.joined(separator: "\n") + "\n"
  }
}
