import Foundation
import Glibc
import TerminalTestSupport

/// A run of the program without a terminal of its own, from beginning to end.
struct FinishedProgram: CustomStringConvertible {
  /// As a shell says it: the exit status, or 128 and the signal.
  var status: Int32
  var wasSignalled: Bool
  var output: String
  var error: String

  var description: String { "status \(status), signalled \(wasSignalled)\nstdout: \(output)\nstderr: \(error)" }

  /// Runs the program to its end. What goes to files is not in ``output``.
  ///
  /// - Parameters:
  ///   - program: another program than ours.
  ///   - limits: words of the shell before the program starts, such as `ulimit -v 100000`.
  ///   - input: where stdin comes from.
  ///   - outputTo: where stdout goes, if not into ``output``.
  ///   - meanwhile: called with the process id and a reader for what stdout gives, as a pipe.
  static func run(
    program: String = BuiltProgram.path, _ arguments: [String], environment: [String: String?] = [:],
    limits: String? = nil, input: String = "/dev/null", outputTo: String? = nil,
    meanwhile: ((RunningProgram) -> Void)? = nil
  ) throws -> FinishedProgram {
    let running = try RunningProgram(
      program, arguments, environment: environment, limits: limits, input: input, outputTo: outputTo)
    meanwhile?(running)
    return running.finish()
  }
}

/// A program that runs with pipes or files as its standard streams.
final class RunningProgram {
  private(set) var process: pid_t = 0
  private var output: Int32 = -1
  private var error: Int32 = -1
  private var outputBytes: [UInt8] = []
  private var errorBytes: [UInt8] = []

  init(
    _ program: String, _ arguments: [String], environment: [String: String?], limits: String?, input: String,
    outputTo: String?
  ) throws {
    // Pipes with names, so that their writing ends are open in the program only: a test beside this one starts others.
    let folder = try TemporaryFolder()
    output = try folder.pipe("out")
    error = try folder.pipe("err")
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, input, O_RDWR | O_NOCTTY, 0)
    let outputFlags = O_WRONLY | O_NOCTTY | (outputTo == nil ? 0 : O_CREAT | O_TRUNC)
    posix_spawn_file_actions_addopen(&actions, 1, outputTo ?? folder.path("out"), outputFlags, 0o600)
    posix_spawn_file_actions_addopen(&actions, 2, folder.path("err"), O_WRONLY, 0)
    let words =
      limits.map { ["/bin/sh", "-c", "\($0); exec \"$0\" \"$@\"", program] + arguments }
      ?? [program] + arguments
    process = try spawn(
      words[0], Array(words.dropFirst()), environment: BuiltProgram.environment.changed(by: environment),
      actions: &actions)
    if outputTo != nil { closeOutput() }
  }

  deinit {
    closeOutput()
    Glibc.close(error)
    if process > 0 {
      kill(process, SIGKILL)
      waitpid(process, nil, 0)
    }
  }

  /// From now on it cannot write much more than what is read: it waits in the middle of its output.
  func narrowOutput() { _ = fcntl(output, Self.setPipeSize, 4096) }
  /// Linux's F_SETPIPE_SZ.
  private static let setPipeSize: Int32 = 1031

  var facts: ProcessFacts { ProcessFacts(process: process) }

  /// Reads stdout until it has given a text. Returns whether it did before it ended.
  func waitForOutput(_ text: String) -> Bool {
    while !String(decoding: outputBytes, as: UTF8.self).contains(text) {
      if !read(&output, into: &outputBytes) {
        closeOutput()
        return false
      }
    }
    return true
  }

  /// From now on nobody reads stdout.
  func closeOutput() {
    if output >= 0 { Glibc.close(output) }
    output = -1
  }

  /// Reads both streams to their ends, and waits for the process's.
  func finish() -> FinishedProgram {
    var errorIsOpen = true
    while output >= 0 || errorIsOpen {
      var states = [
        pollfd(fd: output, events: Int16(POLLIN), revents: 0),
        pollfd(fd: errorIsOpen ? error : -1, events: Int16(POLLIN), revents: 0),
      ]
      let deadline = Int32(BuiltProgram.patience * 1000)
      guard poll(&states, 2, deadline) > 0 else {
        kill(process, SIGKILL)
        errorBytes += Array("killed by the test: it did not end".utf8)
        break
      }
      if states[0].revents != 0, !read(&output, into: &outputBytes) { closeOutput() }
      if states[1].revents != 0 { errorIsOpen = read(&error, into: &errorBytes) }
    }
    var status: Int32 = 0
    waitpid(process, &status, 0)
    process = 0
    let signal = status & 0x7F
    return FinishedProgram(
      status: signal == 0 ? status >> 8 & 0xFF : 128 + signal, wasSignalled: signal != 0,
      output: String(decoding: outputBytes, as: UTF8.self), error: String(decoding: errorBytes, as: UTF8.self))
  }

  /// Reads what is there, or waits for it. Returns false at the end.
  private func read(_ descriptor: inout Int32, into bytes: inout [UInt8]) -> Bool {
    var buffer = [UInt8](repeating: 0, count: 65536)
    while true {
      let count = Glibc.read(descriptor, &buffer, buffer.count)
      if count > 0 { bytes.append(contentsOf: buffer[..<count]) }
      if count >= 0 || errno != EAGAIN { return count > 0 }
      var state = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      poll(&state, 1, Int32(BuiltProgram.patience * 1000))
    }
  }
}
