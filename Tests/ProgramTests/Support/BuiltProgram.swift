import Foundation
import Glibc
import TerminalTestSupport
import Testing

/// The program that was built together with these tests.
enum BuiltProgram {
  /// It lies beside the test bundle.
  static let path: String = {
    let bundle = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
    // Crashes are wanted here, their memory is not.
    var none = rlimit(rlim_cur: 0, rlim_max: 0)
    setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none)
    return bundle.prefix(upTo: bundle.lastIndex(of: "/") ?? bundle.startIndex) + "/lean-viz"
  }()

  /// All that the program sees of an environment, unless a test says otherwise.
  static let environment = ["TERM": "xterm-256color", "LANG": "C.UTF-8", "PATH": "/usr/bin:/bin"]

  /// Waits are for states, not for times; this is when a test stops believing that one will come.
  static let patience = 60.0

  /// Starts the program on a terminal of its own.
  ///
  /// - Parameters:
  ///   - environment: added to ``environment``; `nil` takes a variable away.
  ///   - megabytes: an upper bound on its address space.
  ///   - folder: its working directory; the tests' own by default.
  static func start(
    _ arguments: [String] = [], width: Int = 120, height: Int = 36, environment: [String: String?] = [:],
    session: PseudoTerminal.Session = .ofTest, megabytes: Int? = nil, folder: TemporaryFolder? = nil
  ) throws -> PseudoTerminal {
    let terminal = try PseudoTerminal(width: width, height: height)
    let environment = Self.environment.changed(by: environment)
    if megabytes != nil || folder != nil {
      let limit = megabytes.map { "ulimit -v \($0 * 1000); " } ?? ""
      let change = folder.map { "cd '\($0.path(""))' && " } ?? ""
      try terminal.start(
        "/bin/sh", ["-c", limit + change + "exec \"$0\" \"$@\"", path] + arguments,
        environment: environment, session: session)
    } else {
      try terminal.start(path, arguments, environment: environment, session: session)
    }
    return terminal
  }
}

extension [String: String] {
  func changed(by changes: [String: String?]) -> Self {
    var changed = self
    for (name, value) in changes { changed[name] = value }
    return changed
  }
}

extension PseudoTerminal {
  /// Waits for a text on the screen; a failure shows the screen.
  func requireText(_ text: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
    try #require(
      waitForText(text, seconds: BuiltProgram.patience), "'\(text)' did not come; instead:\n\(screen.text)",
      sourceLocation: sourceLocation)
  }

  /// Waits until the program has ended as it should, with the terminal as it was.
  func expectEnd(
    _ expected: Ending, modes before: Modes, _ what: @autoclosure () -> String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let ending = waitForEnd(seconds: BuiltProgram.patience)
    #expect(ending == expected, "\(what())\n\(screen.text)", sourceLocation: sourceLocation)
    expectTerminalAsBefore(before, what(), sourceLocation: sourceLocation)
  }

  /// The terminal is as it was before the program: nothing left on, the same modes, nothing unknown was sent.
  func expectTerminalAsBefore(
    _ before: Modes, _ what: @autoclosure () -> String, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(screen.leftBehind.isEmpty, "\(what())", sourceLocation: sourceLocation)
    #expect(modes == before, "\(what())", sourceLocation: sourceLocation)
    #expect(screen.unknown.isEmpty, "\(what())", sourceLocation: sourceLocation)
  }
}

extension VirtualTerminal {
  var isBlank: Bool { lines.allSatisfy(\.isEmpty) }
}
