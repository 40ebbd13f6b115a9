/// What is wrong with a JSON document, and where in it: `traceEvents[3].ts: …`. The file's name is added by whoever has it.
public struct JSONError: Error, Sendable, Hashable, CustomStringConvertible {
  /// Keys and places from the outside in; empty for the whole.
  public var place: String
  public var reason: String

  public init(place: String, reason: String) {
    self.place = place
    self.reason = reason
  }

  public var description: String { place.isEmpty ? reason : "\(place): \(reason)" }
}

/// A name from a file, fit for one line of a message: at most 40 characters, none of which controls a terminal.
public func printable(_ name: String) -> String {
  let scalars = name.unicodeScalars.prefix(40).map { scalar in
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator: "?"
    default: String(scalar)
    }
  }
  return scalars.joined() + (name.unicodeScalars.count > 40 ? "…" : "")
}
