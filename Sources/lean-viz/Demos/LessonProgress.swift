import AttentionKernel
import DemoFormat
import Foundation
import VizPlayback

/// Which lessons have been followed to their end: a line each in `$XDG_STATE_HOME/lean-viz/lessons`.
struct LessonProgress {
  private(set) var done: Set<String>
  private let path: String?

  init(environment: [String: String] = ProcessInfo.processInfo.environment) {
    let home = environment["XDG_STATE_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
    path = (home ?? environment["HOME"].map { "\($0)/.local/state" }).map { "\($0)/lean-viz/lessons" }
    let known = Set(ShippedDemo.lessons.map(\.name))
    let text = path.flatMap { FileHandle(forReadingAtPath: $0) }.flatMap { try? $0.read(upToCount: 1 << 16) }
    done = known.intersection(String(decoding: text ?? Data(), as: UTF8.self).split(separator: "\n").map(String.init))
  }

  /// The list as the screen shows it.
  var entries: [LessonEntry] {
    ShippedDemo.lessons.enumerated().map { place, lesson in
      // A shipped demo is held by tests to be readable. The list has numbers of its own.
      let title = ((try? Demo(named: lesson.name).title) ?? lesson.name).replacing("Lesson \(place + 1) · ", with: "")
      return LessonEntry(title: title, question: lesson.question ?? "", isDone: done.contains(lesson.name))
    }
  }

  /// Notes that a lesson has been followed to its end.
  /// - Returns: why that could not be kept, if so.
  mutating func finish(_ name: String) -> String? {
    guard ShippedDemo.lessons.contains(where: { $0.name == name }) else { return nil }
    done.insert(name)
    guard let path else { return "progress is not kept: there is no HOME" }
    let bytes = Array((done.sorted().joined(separator: "\n") + "\n").utf8)
    do {
      try FileManager.default.createDirectory(
        atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
      try WholeFile.write(bytes, to: path)
      return nil
    } catch {
      return "progress is not kept: \(path) cannot be written"
    }
  }
}
