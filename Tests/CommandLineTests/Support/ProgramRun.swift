import Foundation
import Glibc
import Testing

/// One run of the built program.
struct ProgramRun: Sendable {
  /// How it ended: an exit status, or the number of the signal that killed it.
  enum End: Equatable, Sendable {
    case status(Int32)
    case signal(Int32)
  }

  var end: End
  var output: String
  var error: String

  /// The program stands beside the tests' own bundle.
  static let program = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
    .appending(path: "lean-viz").path

  /// Runs the program to its end, without a terminal.
  /// - Parameters:
  ///   - redirections: of a shell, in the program's place after its arguments (`>&-`).
  ///   - interruption: a signal to send as soon as the program has written something.
  ///   - script: of a shell, in which `$0` is the program and `$@` are its arguments.
  ///   - readBytes: standard output is a pipe whose reader goes away after so many bytes.
  init(
    _ arguments: [String], redirections: String = "", environment: [String: String] = [:], interruption: Int32? = nil,
    readBytes: Int? = nil, script: String = "exec \"$0\" \"$@\""
  ) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "lean-viz-tests-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let (outputPath, errorPath) = (folder.appending(path: "out").path, folder.appending(path: "err").path)
    let pipePath = folder.appending(path: "pipe").path
    mkfifo(pipePath, 0o600)
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, outputPath, O_WRONLY | O_CREAT, 0o600)
    posix_spawn_file_actions_addopen(&actions, 2, errorPath, O_WRONLY | O_CREAT, 0o600)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // Threads that run tests block signals and handle some; the program is to start as from a shell.
    var signals = sigset_t()
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    for number in [SIGINT, SIGHUP, SIGTERM, SIGPIPE] { sigaddset(&signals, number) }
    posix_spawnattr_setsigdefault(&attributes, &signals)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))

    let command =
      ["/bin/sh", "-c", "\(script) \(redirections) \(readBytes == nil ? "" : ">'\(pipePath)'")", Self.program]
      + arguments
    let inherited = ProcessInfo.processInfo.environment.filter { !["LEANVIZ_ISA", "COLUMNS"].contains($0.key) }
    // Whoever runs the tests may have any locale, and the program writes in its characters.
    let variables = inherited.merging(["LC_ALL": "C.UTF-8"]) { $1 }.merging(environment) { $1 }.map { "\($0)=\($1)" }
    var pid: pid_t = 0
    let error = Self.withCStrings(command) { command in
      Self.withCStrings(variables) { posix_spawn(&pid, command[0]!, &actions, &attributes, command, $0) }
    }
    guard error == 0 else { throw POSIXError(POSIXErrorCode(rawValue: error) ?? .EINVAL) }
    if let readBytes {
      // By name: what other tests start meanwhile does not inherit it.
      let pipe = open(pipePath, O_RDONLY | O_CLOEXEC)
      var bytes = [UInt8](repeating: 0, count: readBytes)
      var count = 0
      while count < readBytes {
        let more = bytes.withUnsafeMutableBytes { read(pipe, $0.baseAddress! + count, $0.count - count) }
        if more <= 0 { break }
        count += more
      }
      close(pipe)
    }
    if let interruption {
      var status = stat()
      while stat(outputPath, &status) != 0 || status.st_size == 0 { usleep(1000) }
      kill(pid, interruption)
    }
    var status: Int32 = 0
    while waitpid(pid, &status, 0) == -1 && errno == EINTR {}
    end = status & 0x7F == 0 ? .status(status >> 8 & 0xFF) : .signal(status & 0x7F)
    output = String(decoding: try Data(contentsOf: URL(filePath: outputPath)), as: UTF8.self)
    self.error = String(decoding: try Data(contentsOf: URL(filePath: errorPath)), as: UTF8.self)
  }

  private static func withCStrings<Result>(
    _ strings: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Result
  ) -> Result {
    let copies = strings.map { strdup($0) }
    defer { for copy in copies { free(copy) } }
    return body(copies + [nil])
  }
}

extension ProgramRun {
  /// Splits at blanks; `''` is an empty argument.
  init(_ line: String) throws {
    try self.init(line.split(separator: " ").map { $0 == "''" ? "" : String($0) })
  }

  /// The output as a JSON object.
  var json: [String: Any] {
    get throws {
      try #require(JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: Any], "\(output)\(error)")
    }
  }
}
