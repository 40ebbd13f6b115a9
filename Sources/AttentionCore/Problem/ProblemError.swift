/// Why a problem cannot be: which option, and what is wrong with it, in one line.
public struct ProblemError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The options of a problem, by the names that the command line and demos use.
  public enum Option: String, Sendable, Hashable, CaseIterable {
    case preset, input, context, batch, heads, dtype, tile, units, slots, threads, splits, algorithm, seed, distribution
    case kvHeads = "kv-heads"
    case headDim = "head-dim"
  }

  public var option: Option
  public var reason: String

  public init(_ option: Option, _ reason: String) {
    self.option = option
    self.reason = reason
  }

  public var description: String { "--\(option.rawValue): \(reason)" }
}

/// The sizes that every command accepts.
public enum ProblemLimits {
  public static let context = 1...Int(Int32.max)
  /// Requests × query heads.
  public static let rows = 1 << 20
  public static let headDim = 8...512
  public static let tileTokens = 1...65536
  public static let units = 1...4096
  /// CTAs that a unit holds at once.
  public static let slots = 1...8
  public static let threads = 1...1024
  public static let splits = 1...Int(Int32.max)
  /// Segments of one schedule: some 2 GB as a value.
  public static let segments = 1 << 24

  static func check(
    _ value: Int, _ option: ProblemError.Option, _ range: ClosedRange<Int>
  ) throws(ProblemError) {
    guard range.contains(value) else {
      throw ProblemError(option, "\(value) is not from \(range.lowerBound) to \(range.upperBound)")
    }
  }
}
