import Foundation
import TerminalTestSupport
import Testing

/// /proc is not mounted everywhere: chroots, sandboxes, containers that hide it.
@Suite struct WithoutProcTests {
  /// Words of the shell that hide /proc from the program; they need root, or namespaces for everybody.
  private static let hiding = "mount -t tmpfs none /proc && exec \"$0\" \"$@\""
  private static let canHide: Bool = {
    let run = try? WithoutProcTests.run(["/bin/true"])
    return run?.status == 0
  }()

  private static func run(_ command: [String]) throws -> FinishedProgram {
    try FinishedProgram.run(
      program: "/usr/bin/unshare", ["-m", "/bin/sh", "-c", hiding] + command,
      environment: ["PATH": "/usr/sbin:/usr/bin:/sbin:/bin"])
  }

  @Test(
    "Arguments arrive without /proc", .enabled(if: canHide, "unshare -m is not possible here"),
    arguments: [
      (["--version"], 0, "lean-viz "), (["plan", "--json"], 0, "\"command\": \"plan\""),
      (["run", "--context", "100", "--heads", "1"], 0, "f64 reference"),
      (["--plain", "--context", "100", "--heads", "1"], 0, "One new token."), (["check", "hook"], 0, "a demo of"),
      (["plan", "--units", "0"], 64, "--units: 0 is not from 1"),
    ])
  func arguments(arguments: [String], status: Int, text: String) throws {
    let run = try Self.run([BuiltProgram.path] + arguments)
    #expect(run.status == status && (status == 0 ? run.output : run.error).contains(text), "\(run)")
    #expect(run.error.isEmpty == (status == 0), "\(run)")
  }
}
