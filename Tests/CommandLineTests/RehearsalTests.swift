import AttentionCore
import DemoFormat
import Testing
import VizPlayback

@testable import lean_viz

/// `check` reads, and makes no more than it must.
@Suite("What a check goes through") struct RehearsalTests {
  private func rehearsal(_ rest: String, effort: Rehearsal.Effort = .glance) throws -> Rehearsal {
    try Rehearsal(Demo(parsing: "lean-demo: 1\ntitle: t\n" + rest, file: "x.yaml"), effort: effort)
  }

  private func error(_ rest: String) -> String {
    do { return "nothing wrong: \(try rehearsal(rest).seconds)" } catch { return "\(error)" }
  }

  @Test("settings alone put nothing on stage, however large or many; what is wrong with them is told")
  func settings() throws {
    let large = "problem: {preset: three-heads}\nsteps:\n"
    #expect(
      try rehearsal(large + "  - set: {heads: 1048576}\n  - set: {heads: 3}\n  - set: {heads: 1048575}").unseen == 0)
    let many = (0..<1500).map { "  - set: {context: \(1000 + $0)}\n" }.joined()
    let through = try rehearsal(large + many)
    #expect(through.unseen == 0 && through.setups.isEmpty)
    #expect(error(large + many + "  - set: {units: 0}").contains("x.yaml:1505:5: --units: 0 is not from 1 to 4096"))
  }

  @Test("a race that is too large for a glance is told of, and takes the time that any race takes")
  func largeRaces() throws {
    for problem in [
      "{context: 16, batch: 1048576, heads: 1, units: 8}",
      "{context: 100000000, tile: 1, units: 4096, heads: 1, splits: 1000000}",
      "{context: 2147483647, heads: 1048576, tile: 1, splits: 2147483647}",
    ] {
      let through = try rehearsal(
        "problem: \(problem)\nsteps:\n  - play: {until: end, speed: 2}\n  - seek: start\n  - key: z")
      #expect(through.unseen == 3 && through.seconds == Pace.target / 2, "\(problem)")
    }
    // As long as it really is.
    let problem = "problem: {context: 160, tile: 1, batch: 500, heads: 1, units: 8}\nsteps:\n  - play: {until: end}"
    let (glance, full) = (try rehearsal(problem), try rehearsal(problem, effort: .full))
    #expect(glance.unseen == 0 && glance.seconds == full.seconds && abs(full.seconds - Pace.target) < 1e-6)
  }

  @Test(
    "many small races, steps and keys are gone into until it has cost enough",
    arguments: [
      "  - set: {units: 3}\n  - set: {units: 4}\n  - seek: end\n", "  - step: 1000\n  - step: -1000\n",
      "  - key: s\n  - key: esc\n",
      "  - seek: {algorithm: lean, event: merge, number: 7}\n",
    ])
  func many(steps: String) throws {
    let count = 1200 / steps.split(separator: "\n").count
    let whole = "steps:\n" + String(repeating: steps, count: count)
    let short = try rehearsal("steps:\n" + String(repeating: steps, count: 20))
    #expect(short.unseen == 0)
    let limited = try rehearsal(whole, effort: .init(left: 1 << 13, mostSegments: 1 << 17))
    #expect(limited.unseen > 200, "\(limited.unseen) of 1200")
  }

  @Test(
    "what is wrong after a setting is found, as before",
    arguments: [
      (
        "  - set: {units: 4}\n  - seek: {algorithm: fa2, step: 100}",
        "x.yaml:5:5: there is no such step or event in this race"
      ),
      ("  - set: {algorithm: [fa2, lean]}\n  - expect: {algorithm: fd, busy: 1}", "x.yaml:5:5: fd is not in this race"),
      (
        "  - set: {heads: 1}\n  - focus: {algorithm: fa2, output: 1}",
        "x.yaml:5:5: focus: there is no such algorithm, output, tile or merge in this race"
      ),
      (
        "  - key: p\n  - key: down\n  - key: enter\n  - focus: {algorithm: fa2, output: 2}",
        "x.yaml:7:5: focus: there is no such algorithm, output, tile or merge in this race"
      ),
      ("  - key: down\n  - key: enter\n  - type: x", "x.yaml:6:5: there is nothing to type into here"),
    ])
  func errors(steps: String, expected: String) {
    #expect(error("steps:\n" + steps) == expected)
  }

  @Test(
    "options that take one value, a list or a word say so, with the place",
    arguments: [
      ("units: [8, 9]", "--units: takes one value, not a list of 2"),
      ("units: x", "--units: 'x' is not a whole number"),
      ("context: [5, x]", "--context: '5,x' is not a length, or several: [4096, 512]"),
      ("context: []", "--context: '' is not a length, or several: [4096, 512]"),
      ("algorithm: [fa2, flash]", "--algorithm: 'flash' is not one of fa2, fd, lean, flashinfer, xqa, all"),
      ("dtype: f8", "--dtype: 'f8' is not one of f32, f16, bf16"),
      ("splits: many", "--splits: 'many' is not auto or a number"),
      ("seed: -1", "--seed: '-1' is not a number from 0 to 18446744073709551615"),
      ("distribution: [iid, sinks]", "--distribution: takes one value, not a list of 2"),
      ("preset: four-heads", "--preset: there is no 'four-heads'"),
      ("threads: 0", "--threads: 0 is not from 1 to 1024"),
    ])
  func options(setting: String, expected: String) {
    for text in ["problem: {\(setting)}\nsteps: []", "steps:\n  - set: {\(setting)}"] {
      #expect(error(text).hasPrefix("x.yaml:") && error(text).contains(": " + expected), "\(error(text))")
    }
  }

  @Test(
    "every option of the command line can be set, and comes to the same",
    arguments: [
      ("preset: ragged", "--preset ragged"), ("context: [700, 90]", "--context 700,90"),
      ("context: 700, batch: 3", "--context 700 --batch 3"),
      ("heads: 6, kv-heads: 3", "--heads 6 --kv-heads 3"),
      ("head-dim: 128, dtype: bf16", "--head-dim 128 --dtype bf16"),
      ("tile: 7, units: 5, threads: 3", "--tile 7 --units 5 --threads 3"),
      ("splits: 4, seed: 9", "--splits 4 --seed 9"),
      ("splits: auto, distribution: needles", "--splits auto --distribution needles"),
      ("algorithm: [lean, fa2]", "--algorithm lean --algorithm fa2"), ("algorithm: all", "--algorithm all"),
      ("algorithm: \"lean,fd\"", "--algorithm lean --algorithm fd"),
    ])
  func sameAsCommandLine(settings: String, line: String) throws {
    let demo = try Demo(parsing: "lean-demo: 1\ntitle: t\nproblem: {\(settings)}\nsteps: []", file: "x.yaml")
    let options = try ProblemOptions.parse(line.split(separator: " ").map(String.init))
    #expect(try demo.setup(demo.settings, at: nil) == Setup(options))
  }

  @Test("what is shipped is gone into whole", arguments: ShippedDemo.all.map(\.name))
  func shipped(name: String) throws {
    let demo = try Demo(named: name)
    let (glance, full) = (try Rehearsal(demo, effort: .glance), try Rehearsal(demo))
    #expect(glance.unseen == 0 && glance.seconds == full.seconds && !full.setups.isEmpty)
  }
}
