import AttentionCore
import VizPlayback

/// A scripted demonstration: a problem, a size and timed cues.
public struct Demo: Sendable, Hashable {
  public var title: String
  /// Columns and rows.
  public var width = 120
  public var height = 36
  /// Problem options by their names on the command line, in the file's order.
  public var problem: [Option] = []
  public var cues: [Cue] = []
  /// Where each cue stands in the file.
  public var places: [Place] = []

  /// The pictures that it takes, by the names of their files.
  public var snapshotNames: [String] {
    cues.compactMap { if case .snapshot(let name) = $0 { name } else { nil } }
  }

  public struct Option: Sendable, Hashable {
    public var name: String
    public var values: [String]
    public var place: Place
  }
}

/// A place in a demo file, both from 1.
public struct Place: Sendable, Hashable {
  public var line: Int
  public var column: Int
}

/// What is wrong with a demo file and where: `file:line:column: what (did you mean …?)`.
public struct DemoError: Error, Sendable, Hashable, CustomStringConvertible {
  public var file: String
  public var place: Place?
  public var reason: String

  public init(file: String, place: Place?, reason: String) {
    self.file = file
    self.place = place
    self.reason = reason
  }

  public var description: String {
    let position = place.map { ":\($0.line):\($0.column)" } ?? ""
    return "\(file)\(position): \(reason)"
  }
}
