import Glibc
import Testing

@Suite("Standard streams and signals") struct StreamTests {
  @Test("a reader that goes away ends the program with 141, silently", arguments: [0, 1, 100_000])
  func closedPipe(bytes: Int) throws {
    let run = try ProgramRun(["plan", "--json", "--splits", "2147483647"], readBytes: bytes)
    #expect(run.end == .status(141) && run.error == "", "\(run)")
  }

  @Test(
    "closed from the start, standard output ends any command with 141, silently",
    arguments: ["plan", "presets --json", "--help", "--version", "run --context 100 --heads 1"])
  func closedOutput(line: String) throws {
    let run = try ProgramRun(line.split(separator: " ").map(String.init), redirections: ">&-")
    #expect(run.end == .status(141) && run.error == "", "\(run)")
  }

  @Test("a full disk ends any command with 2 and a line", arguments: ["plan", "presets --json", "--help", "--version"])
  func fullDisk(line: String) throws {
    let run = try ProgramRun(line.split(separator: " ").map(String.init), redirections: ">/dev/full")
    #expect(run.end == .status(2) && run.error.hasPrefix("lean-viz: standard output: "), "\(run)")
  }

  @Test("nothing is said beside the results where standard error is no terminal") func quiet() throws {
    let run = try ProgramRun("run --context 300 --heads 2")
    #expect(run.end == .status(0) && run.error == "", "\(run)")
  }

  @Test("with standard error closed it works all the same") func closedError() throws {
    #expect(try ProgramRun(["plan"], redirections: "2>&-").end == .status(0))
    #expect(try ProgramRun(["plan", "--units", "0"], redirections: "2>&-").end == .status(64))
  }

  @Test(
    "signals end it with 128 and their number, as an ordinary status",
    arguments: [SIGHUP, SIGINT, SIGTERM])
  func signals(number: Int32) throws {
    // Writes without end.
    let interrupted = try ProgramRun(["plan", "--json", "--splits", "2147483647"], interruption: number)
    #expect(interrupted.end == .status(128 + number) && interrupted.error == "", "\(interrupted.end)")
  }
}
