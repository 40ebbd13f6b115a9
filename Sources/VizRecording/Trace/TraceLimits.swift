import StrictJSON

/// What is wrong with a trace, and where in it.
public typealias TraceError = JSONError

/// What a trace may hold, so that no file costs more memory or time than what it shows is worth.
public enum TraceLimits {
  /// Bytes of a file, checked before it is read.
  public static let bytes = 32 << 20
  /// Numbers of the record of all algorithms together.
  static let numbers = 4 << 20
  /// Spans of all algorithms together.
  static let spans = 250_000
  /// Segments of one schedule.
  public static let segments = 1 << 15
  /// CTAs of one schedule, those without work included.
  public static let ctas = 1 << 20
  /// KV tiles of the problem.
  public static let tiles = 1 << 19
  /// The latest time, in ns: 2⁶¹, so that sums fit.
  static let latest = 1 << 61
  /// The longest run, in ns: some eleven days.
  static let longest = 1_000_000_000_000_000
}
