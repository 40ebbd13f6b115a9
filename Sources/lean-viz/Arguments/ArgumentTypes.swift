import ArgumentParser
import AttentionCore
import CellFrame
import VizPlayback

/// Context lengths, comma-separated.
struct ContextList: ExpressibleByArgument, Sendable, Hashable {
  var lengths: [Int]

  init?(argument: String) {
    lengths = []
    for item in argument.split(separator: ",", omittingEmptySubsequences: false) {
      guard let length = Int(item) else { return nil }
      lengths.append(length)
    }
  }
}

extension SplitCount: ExpressibleByArgument {
  public init?(argument: String) { self.init(argument) }
}

/// An algorithm's name, or `all`.
struct AlgorithmChoice: ExpressibleByArgument, Sendable, Hashable {
  var algorithms: [Algorithm]

  init?(argument: String) {
    if argument == "all" {
      algorithms = Algorithm.standard
    } else if let algorithm = Algorithm(rawValue: argument) {
      algorithms = [algorithm]
    } else {
      return nil
    }
  }

  static var allValueStrings: [String] { Algorithm.allCases.map(\.rawValue) + ["all"] }
}

extension ElementType: ExpressibleByArgument {}
extension Distribution: ExpressibleByArgument {}

extension View: ExpressibleByArgument {}

/// A theme by its name.
struct ThemeChoice: ExpressibleByArgument, Sendable, Hashable {
  var theme: Theme

  init(theme: Theme) { self.theme = theme }
  init?(argument: String) {
    guard let theme = Theme.named(argument) else { return nil }
    self.theme = theme
  }

  var defaultValueDescription: String { theme.name }
  static var allValueStrings: [String] { Theme.all.map(\.name) }
}

/// How many colours to use; `auto` asks the terminal.
struct ColorChoice: ExpressibleByArgument, Sendable, Hashable {
  /// `nil` asks the terminal.
  var depth: ColorDepth?

  static let automatic = ColorChoice(depth: nil)

  init(depth: ColorDepth?) { self.depth = depth }
  init?(argument: String) {
    depth = ColorDepth(rawValue: argument)
    if depth == nil && argument != "auto" { return nil }
  }

  var defaultValueDescription: String { depth?.rawValue ?? "auto" }
  static let names = (["auto"] + ColorDepth.allCases.map(\.rawValue)).joined(separator: ", ")
}

/// A screen's size, such as `120x36`.
struct ScreenSize: ExpressibleByArgument, Sendable, Hashable {
  var columns: Int
  var rows: Int

  static let limits = 1...1000

  init?(argument: String) {
    let numbers = argument.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
    guard numbers.count == 2, let columns = numbers[0], let rows = numbers[1] else { return nil }
    guard Self.limits.contains(columns), Self.limits.contains(rows) else { return nil }
    self.columns = columns
    self.rows = rows
  }
}
