import AttentionCore
import VizPlayback

/// A scripted demonstration: a problem, a size and timed cues. One that asks is a lesson.
public struct Demo: Sendable, Hashable {
  public var title: String
  /// Columns and rows.
  public var width = 120
  public var height = 36
  /// The theme's name; `nil` leaves it to who plays the demo.
  public var theme: String?
  /// How many times as fast as usual the playhead runs at first.
  public var speed = 1.0
  /// What will be known afterwards, in a few words each.
  public var points: [String] = []
  /// Problem options by their names on the command line, in the file's order.
  public var problem: [Option] = []
  public var cues: [Cue] = []
  /// Where each cue stands in its file.
  public var places: [Place] = []

  /// The pictures that it takes, by the names of their files.
  public var snapshotNames: [String] {
    cues.compactMap { if case .snapshot(let name) = $0 { name } else { nil } }
  }

  /// The labels of its chapters.
  public var chapters: [String] {
    cues.compactMap { if case .mark(let label) = $0 { label } else { nil } }
  }

  public var isLesson: Bool { cues.contains { if case .ask = $0 { true } else { false } } }

  public struct Option: Sendable, Hashable {
    public var name: String
    public var values: [String]
    public var place: Place
  }
}

/// A place in a demo file, line and column from 1.
public struct Place: Sendable, Hashable {
  public var file: String
  public var line: Int
  public var column: Int

  public init(file: String, line: Int, column: Int) {
    self.file = file
    self.line = line
    self.column = column
  }
}

/// What is wrong with a demo file and where: `file:line:column: what (did you mean …?)`.
public struct DemoError: Error, Sendable, Hashable, CustomStringConvertible {
  public var file: String
  /// Line and column, where they are known.
  public var place: Place?
  public var reason: String

  public init(file: String, place: Place?, reason: String) {
    self.file = file
    self.place = place
    self.reason = reason
  }

  public init(at place: Place, _ reason: String) { self.init(file: place.file, place: place, reason: reason) }

  public var description: String {
    let position = place.map { ":\($0.line):\($0.column)" } ?? ""
    return "\(file)\(position): \(reason)"
  }
}

/// Everything that is wrong with a demo, in the order of its file; at least one error.
public struct DemoErrors: Error, Sendable, Hashable, CustomStringConvertible {
  public let first: DemoError
  public let others: [DemoError]

  public init(_ first: DemoError, _ others: some Sequence<DemoError> = []) {
    self.first = first
    self.others = Array(others)
  }

  /// `nil` where nothing is wrong.
  public init?(_ errors: [DemoError]) {
    guard let first = errors.first else { return nil }
    self.init(first, errors.dropFirst())
  }

  public var all: [DemoError] { [first] + others }

  /// The first of them: one line.
  public var description: String { first.description }
}
