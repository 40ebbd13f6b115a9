import Foundation
import Glibc
import TerminalTestSupport
import Testing

/// What the program takes of threads, descriptors and memory, and gives back.
@Suite struct ResourceTests {
  /// Threads, descriptors and memory at one moment.
  private struct Use: CustomStringConvertible {
    var threads, descriptors, megabytes: Int

    init(_ facts: ProcessFacts) {
      (threads, descriptors, megabytes) = (facts.threads, facts.descriptors, facts.anonymousMegabytes)
    }

    var description: String { "\(threads) threads, \(descriptors) descriptors, \(megabytes) MB" }
  }

  /// As after the tenth problem: one engine's threads may just be on their way in or out, and an allocator keeps some.
  private func expectNoMore(_ last: Use, than tenth: Use) {
    let cores = sysconf(Int32(_SC_NPROCESSORS_ONLN))
    #expect(last.threads <= tenth.threads + 2 * cores, "\(tenth), then \(last)")
    #expect(last.descriptors <= tenth.descriptors + 1, "\(tenth), then \(last)")
    #expect(last.megabytes <= tenth.megabytes + 16, "\(tenth), then \(last)")
  }

  @Test("A hundred problems by a demo's settings leave nothing behind") func settings() throws {
    let folder = try TemporaryFolder()
    let changes = (1...130).map { number in
      """
        - mark: "problem \(number)."
        - set: {context: \(number % 37 + 1), units: \(number % 7 + 1)}
        - play: {until: end, speed: 100}

      """
    }
    let path = try folder.write(
      "lean-demo: 1\ntitle: many\nproblem: {context: 9, heads: 2, head-dim: 8, tile: 4}\nsteps:\n"
        + changes.joined(), to: "many.yaml")
    let run = try FinishedProgram.run(["play", path, "--plain"]) { program in
      program.narrowOutput()
      guard program.waitForOutput("problem 10.") else { return }
      let tenth = Use(program.facts)
      guard program.waitForOutput("problem 110.") else { return }
      let last = Use(program.facts)
      #expect(tenth.threads > 0 && last.threads > 0)
      expectNoMore(last, than: tenth)
    }
    #expect(run.status == 0 && run.output.contains("problem 130."), "\(run)")
  }

  @Test("Problems by presets and by the form leave nothing behind") func presetsAndForm() throws {
    let terminal = try BuiltProgram.start()
    let before = terminal.modes
    try terminal.requireText("step 1")
    var tenth: Use?
    for number in 1...60 {
      let keys = 300 + number
      if number.isMultiple(of: 2) {
        terminal.type("p\u{1B}OH" + (number.isMultiple(of: 4) ? "" : "\u{1B}[B") + "\r")
        try terminal.requireText(number.isMultiple(of: 4) ? "three-heads" : "figure-1")
      } else {
        terminal.type("e" + String(repeating: "\u{7F}", count: 8) + "\(keys)\r")
        try terminal.requireText(" \(keys) keys")
      }
      if number == 10 {
        // Only to let it settle: nothing is claimed of a race that may still be playing.
        _ = terminal.waitForRest()
        tenth = Use(terminal.facts)
      }
    }
    let last = Use(terminal.facts)
    expectNoMore(last, than: try #require(tenth))
    terminal.type("q")
    terminal.expectEnd(.status(0), modes: before, "q")
  }

  /// Of a problem of some KB: the caches' worth of copies for cold runs, and the program.
  private static let mostMegabytes: Int = {
    let cache = max(64 << 20, sysconf(Int32(_SC_LEVEL3_CACHE_SIZE)), sysconf(Int32(_SC_LEVEL2_CACHE_SIZE)))
    return 4 * (cache >> 20) + 64
  }()

  @Test(
    "A small problem takes little memory",
    arguments: [
      ["run", "--runs", "1"], ["bench", "--runs", "1", "--threads", "64"],
    ])
  func smallProblem(command: [String]) throws {
    // So many segments that the process waits in the middle of its output, when everything has been done.
    let problem = ["--context", "40,39,38", "--heads", "3", "--head-dim", "8", "--tile", "1", "--json"]
    let units = command[0] == "run" ? ["--units", "64"] : []
    let run = try FinishedProgram.run(command + problem + units) { program in
      program.narrowOutput()
      #expect(program.waitForOutput("{"))
      let most = program.facts.mostResidentMegabytes
      #expect(most > 0 && most <= Self.mostMegabytes, "\(most) MB of \(Self.mostMegabytes)")
    }
    #expect(run.status == 0, "\(run)")
  }

  @Test("Copies of K and V give way to a limit, told or not; the run goes on") func limits() throws {
    for limit in ["ulimit -d 60000", "ulimit -v 400000"] {
      let run = try FinishedProgram.run(
        ["run", "--preset", "figure-1", "--units", "2", "--threads", "2"], limits: limit)
      #expect(run.status == 0 && run.error.isEmpty, "\(limit): \(run)")
    }
  }
}
