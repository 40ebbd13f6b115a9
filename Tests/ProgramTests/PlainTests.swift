import Foundation
import Glibc
import TerminalTestSupport
import Testing

/// The tale in sentences.
@Suite struct PlainTests {
  @Test("The whole run is told into a pipe and into a file, without a control character")
  func whole() throws {
    let folder = try TemporaryFolder()
    let piped = try FinishedProgram.run(["--plain"])
    #expect(piped.status == 0 && piped.error.isEmpty, "\(piped)")
    for text in [
      "One new token. 3 heads", "22 → 10 → 9 steps. No schedule needs fewer than 9.",
      "All three equal the f64 reference",
      "interleaved runs",
    ] { #expect(piped.output.contains(text), "\(text) in:\n\(piped.output)") }
    #expect(piped.output.unicodeScalars.allSatisfy { $0 == "\n" || $0.properties.generalCategory != .control })
    let filed = try FinishedProgram.run(["--plain", "--preset", "figure-1"], outputTo: folder.path("tale"))
    #expect(filed.status == 0 && filed.error.isEmpty, "\(filed)")
    let tale = try String(contentsOfFile: folder.path("tale"), encoding: .utf8)
    #expect(tale.contains("f64 reference") && tale.hasSuffix("\n"), "\(tale)")
  }

  @Test(
    "--ascii, and every locale that is not UTF-8, tell it in ASCII, and files and errors as well",
    arguments: [
      (["--plain", "--ascii", "--preset", "figure-1"], "C.UTF-8"), (["--plain", "--preset", "figure-1"], "C"),
      (["play", "hook", "--plain", "--ascii"], "C.UTF-8"), (["play", "lesson-2-softmax", "--plain"], "POSIX"),
      (["replay", "TRACE", "--plain", "--ascii"], "C.UTF-8"), (["replay", "TRACE", "--plain"], "no_SUCH"),
      (["run", "--context", "600", "--heads", "2"], "C"), (["plan"], "C"), (["presets"], "C"), (["--help"], "C"),
      (["presets", "--json"], "C"), (["check", "é⊕.yaml"], "C"), (["plan", "--preset", "Δ"], "POSIX"),
      (["bench", "--runs", "1", "--context", "600", "--heads", "1"], "C"),
      (["play", "--plain", "--ascii", "é⊕.yaml"], "C.UTF-8"),
    ])
  func ascii(arguments: [String], locale: String) throws {
    let folder = try TemporaryFolder()
    if arguments.contains("TRACE") {
      let run = try FinishedProgram.run([
        "run", "--preset", "figure-1", "--runs", "1", "--trace", folder.path("t.json"),
      ])
      #expect(run.status == 0, "\(run)")
    }
    let run = try FinishedProgram.run(
      arguments.map { $0 == "TRACE" ? folder.path("t.json") : $0 }, environment: ["LC_ALL": locale])
    let isRight = !arguments.contains("é⊕.yaml") && !arguments.contains("Δ")
    #expect((run.status == 0) == isRight, "\(run)")
    let text = isRight ? run.output : run.error
    let isASCII = (run.output + run.error).utf8.allSatisfy { $0 < 0x80 }
    #expect(!text.isEmpty && isASCII, "\(run)")
    // What the program says itself has words for everything; names keep what tells them apart.
    if isRight, !arguments.contains("--json") { #expect(!text.contains("\\u{"), "\(run)") }
    if arguments.contains("é⊕.yaml") { #expect(text.contains("\\u{e9}(+).yaml"), "\(run)") }
    if arguments.contains("--json") {
      let json = try JSONSerialization.jsonObject(with: Data(text.utf8))
      #expect(json is [String: Any])
      #expect(text.contains("\\u00d7"), "data are escaped, not changed: \(text)")
    }
  }

  @Test("Tables stand in columns in ASCII too") func asciiTable() throws {
    let run = try FinishedProgram.run(["run", "--context", "600", "--heads", "2"], environment: ["LC_ALL": "C"])
    let rows = run.output.split(separator: "\n").filter { $0.contains("  ok") || $0.contains("error <=") }
    #expect(rows.count == 4, "\(run)")
    // Every number ends where its heading ends.
    let heading = try #require(rows.first)
    let end = heading.count
    for row in rows.dropFirst() { #expect(row.count == end + "  ok".count, "\(run.output)") }
  }

  @Test("A reader that goes away ends it silently, with 141")
  func closedPipe() throws {
    let early = try FinishedProgram.run(["--plain"]) { $0.closeOutput() }
    #expect(early.status == 141 && !early.wasSignalled && early.error.isEmpty, "\(early)")
    let late = try FinishedProgram.run(["--plain"]) { program in
      #expect(program.waitForOutput("Step 10"))
      program.closeOutput()
    }
    #expect(late.status == 141 && !late.wasSignalled && late.error.isEmpty, "\(late)")
  }

  @Test("A full disk is an error of a file")
  func fullDisk() throws {
    let run = try FinishedProgram.run(["--plain"], outputTo: "/dev/full")
    #expect(run.status == 2 && run.error.isOneLine, "\(run)")
  }

  @Test("HUP, INT, QUIT and TERM end it with 128 and their number, also while it measures")
  func signals() throws {
    for signal in [SIGHUP, SIGINT, SIGQUIT, SIGTERM] {
      for text in ["One new token", "Step 22"] {
        let run = try FinishedProgram.run(["--plain"]) { program in
          #expect(program.waitForOutput(text))
          kill(program.process, signal)
        }
        #expect(run.status == 128 + signal && !run.wasSignalled && run.error.isEmpty, "\(signal) after \(text): \(run)")
      }
    }
  }

  @Test("On a terminal it is paced, stops on ^Z, and ^C leaves")
  func onTerminal() throws {
    let terminal = try BuiltProgram.start(["--plain", "--speed", "4"], environment: ["TERM": "dumb"], session: .own)
    try terminal.requireText("Step 1")
    #expect(!terminal.screen.text.contains("Step 22"), "\(terminal.screen.text)")
    terminal.send(signal: SIGSTOP)
    #expect(terminal.waitForStop(seconds: BuiltProgram.patience))
    terminal.send(signal: SIGCONT)
    try terminal.requireText("Step 4")
    terminal.type("\u{3}")
    #expect(terminal.waitForEnd(seconds: BuiltProgram.patience) == .status(130), "\(terminal.screen.text)")
    #expect(!terminal.bytes.contains(0x1B))
  }
}
