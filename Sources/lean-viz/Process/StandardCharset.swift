import CellFrame
import CellTerminal
import Synchronization

/// The characters in which text leaves through standard output and standard error: the locale's, or ASCII where that was
/// asked for. One for the whole process, as the two streams are.
enum StandardCharset {
  private static let isASCII = Atomic(UserLocale.ofThisProcess.charset == .ascii)

  static var current: Charset { isASCII.load(ordering: .relaxed) ? .ascii : .utf8 }

  /// From now on everything is ASCII.
  static func restrictToASCII() { isASCII.store(true, ordering: .relaxed) }
}
