import AttentionCore
import DemoFormat
import Foundation

func dev() throws {
  let args = CommandLine.arguments.dropFirst()
  let name = args.first ?? "three-heads"
  let p = Preset.named(name)!
  let problem = try AttentionProblem(
    contexts: p.contexts, queryHeads: p.queryHeads, kvHeads: p.kvHeads, headDim: p.headDim, elementType: p.elementType,
    tileTokens: p.tileTokens)
  let setup = Setup(experiment: try Experiment(problem: problem, units: p.units, splits: p.splits), source: name)
  if args.contains("record") {
    let demo = try Demo(parsing: String(contentsOfFile: "demos/hook.yaml", encoding: .utf8), file: "hook.yaml")
    let cast = try RecordingSession.record(demo, setup: setup, theme: .okabeIto, depth: .indexed256, timestamp: nil) {
      _ in
    }
    try Data(cast.bytes).write(to: URL(fileURLWithPath: "/tmp/hook.cast"))
  } else {
    var v = ViewSettings()
    if args.contains("big") { v.big = true }
    if args.contains("ascii") { v.ascii = true }
    exit(try Studio.run(setup, view: v))
  }
}
do { try dev() } catch { print("error", error); exit(70) }
