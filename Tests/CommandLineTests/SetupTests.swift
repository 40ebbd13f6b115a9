import ArgumentParser
import AttentionCore
import Testing

@testable import lean_viz
import TestSupport

@Suite("The reproducing command line") struct CommandLineTests {
  private func setup(_ arguments: [String]) throws -> Setup {
    let command = try LeanViz.parseAsRoot(arguments)
    return try Setup(#require(command as? TUICommand).problem) { path throws(Failure) in
      if path.hasSuffix("missing") { throw .file("\(path): missing") }
      return ProblemShape(contexts: [512, 64], queryHeads: 4, kvHeads: 2, headDim: 128, elementType: .bf16)
    }
  }

  private func words(_ line: String) -> [String] { line.split(separator: " ").map(String.init) }

  @Test(
    "has no more options than it takes",
    arguments: [
      ("", "lean-viz"), ("--preset three-heads", "lean-viz"), ("--units 8", "lean-viz"),
      ("--units 16", "lean-viz --units 16"), ("--context 4096", "lean-viz --context 4096"),
      ("--heads 8", "lean-viz --context 4096"), ("--heads 4", "lean-viz --heads 4"),
      ("--preset three-heads --heads 4", "lean-viz --preset three-heads --heads 4"),
      ("--preset llama-3-8b --heads 32", "lean-viz --preset llama-3-8b --kv-heads 32"),
      ("--preset llama-3-8b --units 108", "lean-viz --preset llama-3-8b"),
      ("--preset llama-3-8b --slots 2", "lean-viz --preset llama-3-8b"), ("--slots 1", "lean-viz"),
      ("--preset llama-3-8b --slots 1", "lean-viz --preset llama-3-8b --slots 1"),
      ("--slots 2", "lean-viz --slots 2"),
      ("--preset figure-1 --splits auto", "lean-viz --preset figure-1 --splits auto"),
      ("--batch 3", "lean-viz --context 4096 --batch 3"), ("--context 7,8", "lean-viz --context 7,8"),
      ("--seed 1 --distribution iid --algorithm all", "lean-viz"),
      ("--algorithm lean --algorithm fa2 --seed 9", "lean-viz --algorithm lean --algorithm fa2 --seed 9"),
      ("--input q.safetensors", "lean-viz --input q.safetensors"),
      ("--input it's", "lean-viz --input 'it'\\''s'"),
      ("--input q --tile 128 --units 3", "lean-viz --input q --units 3"),
    ])
  func isShort(given: String, expected: String) throws {
    #expect(try setup(words(given)).commandLine == expected)
  }

  @Test(
    "Merge starts where merging matters, unless something else is asked for",
    arguments: [
      (["--view", "merge"], Distribution.needles), (["--view", "merge", "--units", "4"], .needles),
      (["--view", "merge", "--preset", "three-heads"], .iid), (["--view", "merge", "--heads", "4"], .iid),
      (["--view", "merge", "--distribution", "sinks"], .sinks), (["--view", "map"], .iid), ([], .iid),
    ])
  func mergeStartsOnNeedles(arguments: [String], distribution: Distribution) throws {
    let command = try #require(try LeanViz.parseAsRoot(arguments) as? TUICommand)
    #expect(try Setup(command.shownOptions).experiment.distribution == distribution, "\(arguments)")
  }

  @Test("gives the same setup again, whatever was asked for") func roundTrip() throws {
    for seed in UInt64(0)..<100 {
      var random = SeededRandom(seed: seed)
      let arguments = Self.randomArguments(&random)
      guard let asked = try? setup(arguments) else { continue }
      let line = asked.commandLine
      let again = try setup(Array(words(line).dropFirst()))
      #expect(again.experiment == asked.experiment && again.input == asked.input, "\(arguments) became \(line)")
    }
  }

  @Test("follows an experiment that was changed") func changed() throws {
    var setup = try setup([])
    setup.experiment.splits = .fixed(3)
    setup.experiment.units = 12
    setup.experiment.problem = try ProblemShape(contexts: [9, 9], kvHeads: 4, headDim: 128).problem(tileTokens: 64)
    #expect(
      setup.commandLine
        == "lean-viz --preset three-heads --context 9 --batch 2 --heads 8 --kv-heads 4 --head-dim 128 --tile 64 "
        + "--units 12 --splits 3")
  }

  private static func randomArguments(_ random: inout SeededRandom) -> [String] {
    let choices: [(String, [String])] = [
      ("--preset", Preset.all.map(\.name)), ("--context", ["1", "4096", "5632", "3,4", "7,7,7"]),
      ("--batch", ["1", "2", "3"]), ("--heads", ["2", "3", "8", "32"]), ("--kv-heads", ["1", "2", "8"]),
      ("--head-dim", ["64", "128", "256"]), ("--dtype", ["f32", "f16", "bf16"]), ("--tile", ["64", "128", "256", "7"]),
      ("--units", ["1", "8", "108"]), ("--slots", ["1", "2", "8"]), ("--threads", ["1", "2"]),
      ("--splits", ["auto", "2", "9"]),
      ("--algorithm", ["all", "fa2", "fd", "lean"]), ("--seed", ["0", "1", "18446744073709551615"]),
      ("--distribution", ["iid", "shifted", "sinks", "needles"]),
    ]
    return choices.flatMap { option, values in
      Int.random(in: 0..<3, using: &random) == 0 ? [option, values.randomElement(using: &random) ?? ""] : []
    }
  }
}

@Suite("A tensor file's problem") struct TensorFileOptionTests {
  private let shape = ProblemShape(contexts: [512, 64], queryHeads: 4, kvHeads: 2, headDim: 128, elementType: .bf16)

  private func setup(_ line: String, shape: ProblemShape? = nil) throws -> Setup {
    let arguments = ["--input", "q"] + line.split(separator: " ").map(String.init)
    let command = try #require(LeanViz.parseAsRoot(arguments) as? TUICommand)
    return try Setup(command.problem) { _ throws(Failure) in shape ?? self.shape }
  }

  @Test(
    "agrees with options that say the same",
    arguments: [
      "", "--context 512,64", "--batch 2", "--heads 4", "--kv-heads 2", "--head-dim 128", "--dtype bf16",
      "--context 512,64 --batch 2 --heads 4 --kv-heads 2 --head-dim 128 --dtype bf16", "--tile 7", "--units 3",
      "--slots 2",
      "--threads 2 --splits 4 --algorithm lean",
    ])
  func agrees(line: String) throws {
    let setup = try setup(line)
    #expect(ProblemShape(setup.experiment.problem) == shape && setup.input == "q" && setup.preset == nil)
    #expect(setup.experiment.problem.tileTokens == (line.hasPrefix("--tile") ? 7 : 128))
  }

  @Test(
    "is contradicted by options that say otherwise",
    arguments: [
      ("--context 512", "--context"), ("--context 64,512", "--context"), ("--context 512,64,1", "--context"),
      ("--batch 1", "--batch"), ("--heads 8", "--heads"), ("--kv-heads 4", "--kv-heads"),
      ("--head-dim 64", "--head-dim"),
      ("--dtype f16", "--dtype"), ("--preset three-heads", "--preset"), ("--seed 3", "--seed"),
      ("--distribution iid", "--distribution"),
    ])
  func contradicts(line: String, option: String) throws {
    let failure = #expect(throws: Failure.self) { try setup(line) }
    #expect(
      failure?.status == .usage && failure?.message?.hasPrefix(option + ": ") == true,
      "\(line): \(failure?.message ?? "")")
  }

  @Test("one context length stands for all where all are alike") func uniform() throws {
    let uniform = ProblemShape(contexts: [9, 9, 9])
    #expect(try setup("--context 9", shape: uniform).experiment.problem.contexts == [9, 9, 9])
    #expect(throws: Failure.self) { try setup("--context 8", shape: uniform) }
  }

  @Test("a preset of the same problem brings its tile, units and splits") func samePreset() throws {
    let preset = try #require(Preset.named("figure-1"))
    let setup = try setup("--preset figure-1", shape: ProblemShape(preset))
    #expect(setup.experiment.units == 5 && setup.experiment.splits == .fixed(2))
    #expect(setup.commandLine == "lean-viz --input q --preset figure-1")
  }
}
