import Foundation
import TerminalTestSupport
import Testing

/// `replay` in a terminal, and the key that exports.
@Suite struct ReplayTests {
  @Test("A trace plays by itself and ends on its card; nothing is measured; q leaves") func replay() throws {
    let folder = try TemporaryFolder()
    let run = try FinishedProgram.run(["run", "--runs", "2", "--trace", folder.path("t.json")])
    #expect(run.status == 0 && run.error.isEmpty, "\(run)")
    let terminal = try BuiltProgram.start(["replay", folder.path("t.json")])
    let before = terminal.modes
    try terminal.requireText("replayed from t.json")
    try terminal.requireText("step 2")
    terminal.type("\u{1B}OF")
    try terminal.requireText("22 → 10 → 9 steps.")
    try terminal.requireText("All three equal the f64 reference")
    #expect(!terminal.screen.text.contains("live,") && !terminal.screen.text.contains("measuring"))
    #expect(terminal.waitForRest())
    terminal.type("r")
    try terminal.requireText("a replay executes nothing")
    terminal.type("3")
    try terminal.requireText("f64 reference")
    terminal.type("y")
    try terminal.requireText("command line copied")
    terminal.type("q")
    terminal.expectEnd(.status(0), modes: before, "q")
  }

  @Test("x writes a drawing into the working directory under a name that is free, or says why not") func export() throws
  {
    let folder = try TemporaryFolder()
    let terminal = try PseudoTerminal(width: 120, height: 36)
    try terminal.start(
      "/bin/sh", ["-c", "cd \"$0\" && exec \"$1\"", folder.url.path, BuiltProgram.path],
      environment: BuiltProgram.environment)
    try terminal.requireText("step 1")
    terminal.type("x")
    try terminal.requireText("exported to lean-viz-three-heads.svg")
    terminal.type("x")
    try terminal.requireText("exported to lean-viz-three-heads-2.svg")
    #expect(folder.contents == ["lean-viz-three-heads-2.svg", "lean-viz-three-heads.svg"])
    let svg = try String(contentsOfFile: folder.path("lean-viz-three-heads.svg"), encoding: .utf8)
    #expect(svg.hasPrefix("<svg") && svg.contains("steps: one per KV tile"))
    try FileManager.default.removeItem(at: folder.url)
    terminal.type("x")
    try terminal.requireText("not exported: ")
    terminal.type("q")
    #expect(terminal.waitForEnd(seconds: BuiltProgram.patience) == .status(0))
  }
}
