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
      "One new token. 3 heads", "22 → 10 → 9 steps; the floor is 9.", "All three equal the f64 reference",
      "interleaved runs",
    ] { #expect(piped.output.contains(text), "\(text) in:\n\(piped.output)") }
    #expect(piped.output.unicodeScalars.allSatisfy { $0 == "\n" || $0.properties.generalCategory != .control })
    let filed = try FinishedProgram.run(["--plain", "--preset", "figure-1"], outputTo: folder.path("tale"))
    #expect(filed.status == 0 && filed.error.isEmpty, "\(filed)")
    let tale = try String(contentsOfFile: folder.path("tale"), encoding: .utf8)
    #expect(tale.contains("f64 reference") && tale.hasSuffix("\n"), "\(tale)")
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
