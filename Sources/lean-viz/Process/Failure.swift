import AttentionCore
import AttentionKernel
import CellTerminal
import DemoFormat

/// Exit statuses, as scripts rely on them.
enum ExitStatus: Int32, Sendable {
  case done = 0
  /// A check failed: a result that is not right, an `expect` of a demo.
  case checkFailed = 1
  /// A file is missing, unreadable, malformed or cannot be written.
  case file = 2
  /// Bad or contradicting options, too large for memory, no usable terminal.
  case usage = 64
  /// Our fault.
  case ours = 70
  /// After HUP, or when the terminal has gone.
  case hungUp = 129
  /// After INT or a typed ^C.
  case interrupted = 130
  case quit = 131
  case terminated = 143
  /// Nobody reads standard output any more.
  case outputClosed = 141
}

/// Why the program ends with something else than 0: its exit status, and one line for standard error.
struct Failure: Error, Sendable, CustomStringConvertible {
  var status: ExitStatus
  /// What and where; `nil` for a silent end.
  var message: String?

  init(_ status: ExitStatus, _ message: String?) {
    self.status = status
    self.message = message
  }

  static func usage(_ message: String) -> Failure { Failure(.usage, message) }
  static func file(_ message: String) -> Failure { Failure(.file, message) }

  /// What an error of the layers below means to the outside.
  init(_ error: any Error) {
    switch error {
    case let failure as Failure: self = failure
    case let error as ProblemError: self = .usage(error.description)
    case let failure as KernelFailure:
      switch failure.kind {
      case .file: self = .file(failure.description)
      case .usage, .memory: self = .usage(failure.description)
      case .resources: self.init(.ours, failure.description)
      }
    case let error as TerminalError: self = .usage(error.description)
    case let error as DemoError: self = .file(error.description)
    case let errors as DemoErrors: self = .file(errors.description)
    default: self.init(.ours, "unexpected: \(error)")
    }
  }

  var description: String { message ?? "" }

  /// The message as it is printed: one line, without control characters, of bounded length.
  var line: String? {
    message.map { message in
      let printable = FileName.readable(message).unicodeScalars.map {
        $0.properties.generalCategory == .control ? " " : Character($0)
      }
      let line = "lean-viz: " + String(printable)
      return line.count <= Self.longestLine ? line : line.prefix(Self.longestLine - 1) + "…"
    }
  }

  private static let longestLine = 200
}
