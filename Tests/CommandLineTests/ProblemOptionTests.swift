import Foundation
import Testing

/// What the problem options come to: each line's contexts, query heads, KV heads, head dimension, type, tile, units, slots
/// and FlashDecoding's splits where they are fixed.
private struct Resolved: Sendable, CustomStringConvertible {
  var line: String
  var contexts: [Int] = [4096]
  var heads = 8
  var kvHeads: Int?
  var headDim = 64
  var dtype = "f32"
  var tile: Int?
  var units = 8
  var slots = 1
  var splits: Int?

  var description: String { line }
}

private let cases: [Resolved] = [
  // Without any option that says which problem: three-heads.
  .init(line: "", contexts: [5632], heads: 3),
  .init(line: "--slots 2", contexts: [5632], heads: 3, slots: 2),
  .init(line: "--context 8 --slots 8", contexts: [8], slots: 8),
  .init(line: "--units 16", contexts: [5632], heads: 3, units: 16),
  .init(line: "--splits 3 --seed 7 --threads 3 --distribution needles", contexts: [5632], heads: 3, splits: 3),
  .init(line: "--preset three-heads", contexts: [5632], heads: 3),
  // With one: the defaults.
  .init(line: "--context 4096"),
  .init(line: "--heads 8"),
  .init(line: "--batch 1"),
  .init(line: "--kv-heads 8"),
  .init(line: "--head-dim 64"),
  .init(line: "--dtype f32"),
  .init(line: "--tile 256"),
  .init(line: "--context 100,200,300", contexts: [100, 200, 300]),
  .init(line: "--context 2147483647", contexts: [2_147_483_647]),
  .init(line: "--context 100 --batch 3", contexts: [100, 100, 100]),
  .init(line: "--context 100,100 --batch 2", contexts: [100, 100]),
  .init(line: "--batch 2", contexts: [4096, 4096]),
  .init(line: "--heads 12", heads: 12),
  .init(line: "--heads 12 --kv-heads 4", heads: 12, kvHeads: 4),
  .init(line: "--kv-heads 2", kvHeads: 2),
  .init(line: "--head-dim 8", headDim: 8, tile: 256),
  .init(line: "--head-dim 72", headDim: 72, tile: 128),
  .init(line: "--head-dim 128", headDim: 128, tile: 128),
  .init(line: "--head-dim 136", headDim: 136, tile: 64),
  .init(line: "--head-dim 512", headDim: 512, tile: 64),
  .init(line: "--head-dim 512 --tile 65536", headDim: 512, tile: 65536),
  .init(line: "--dtype bf16 --units 4096 --tile 1", dtype: "bf16", tile: 1, units: 4096),
  .init(line: "--context 8 --splits 1000 --units 3", contexts: [8], units: 3, splits: 1000),
  .init(line: "--context 8 --splits auto", contexts: [8]),
  // Over a named preset.
  .init(line: "--preset figure-1", contexts: [1280], heads: 2, units: 5, splits: 2),
  .init(line: "--preset figure-1 --splits auto --units 9", contexts: [1280], heads: 2, units: 9),
  .init(line: "--preset figure-1 --context 2560", contexts: [2560], heads: 2, units: 5, splits: 2),
  .init(line: "--preset ragged", contexts: [16384, 4096, 1024, 512], heads: 2),
  .init(line: "--preset ragged --batch 4", contexts: [16384, 4096, 1024, 512], heads: 2),
  .init(line: "--preset ragged --context 5", contexts: [5], heads: 2),
  .init(line: "--preset ragged --context 5 --batch 2", contexts: [5, 5], heads: 2),
  .init(
    line: "--preset llama-3-8b", contexts: [8192], heads: 32, kvHeads: 8, headDim: 128, dtype: "f16", tile: 128,
    units: 108, slots: 2),
  .init(
    line: "--preset llama-3-8b --heads 16", contexts: [8192], heads: 16, kvHeads: 16, headDim: 128, dtype: "f16",
    tile: 128, units: 108, slots: 2),
  .init(
    line: "--preset llama-3-8b --heads 32", contexts: [8192], heads: 32, kvHeads: 32, headDim: 128, dtype: "f16",
    tile: 128, units: 108, slots: 2),
  .init(
    line: "--preset llama-3-8b --kv-heads 4", contexts: [8192], heads: 32, kvHeads: 4, headDim: 128, dtype: "f16",
    tile: 128, units: 108, slots: 2),
  .init(
    line: "--preset llama-3-8b --heads 16 --kv-heads 2 --units 7", contexts: [8192], heads: 16, kvHeads: 2,
    headDim: 128,
    dtype: "f16", tile: 128, units: 7, slots: 2),
  .init(
    line: "--preset llama-3-8b --head-dim 64", contexts: [8192], heads: 32, kvHeads: 8, headDim: 64, dtype: "f16",
    tile: 256, units: 108, slots: 2),
  .init(
    line: "--preset llama-3-8b --head-dim 256 --tile 100", contexts: [8192], heads: 32, kvHeads: 8, headDim: 256,
    dtype: "f16", tile: 100, units: 108, slots: 2),
  .init(
    line: "--preset llama-3-8b --dtype f32 --batch 2", contexts: [8192, 8192], heads: 32, kvHeads: 8, headDim: 128,
    dtype: "f32", tile: 128, units: 108, slots: 2),
  .init(
    line: "--preset one-more-request", contexts: Array(repeating: 8192, count: 34), heads: 8, headDim: 128,
    dtype: "f16",
    tile: 128, units: 132, slots: 2),
  .init(
    line: "--preset one-more-request --batch 16", contexts: Array(repeating: 8192, count: 16), heads: 8, headDim: 128,
    dtype: "f16", tile: 128, units: 132, slots: 2),
  .init(
    line: "--preset llama-3-8b --slots 1", contexts: [8192], heads: 32, kvHeads: 8, headDim: 128, dtype: "f16",
    tile: 128, units: 108),
  .init(
    line: "--preset phi-3-medium", contexts: [8192], heads: 40, kvHeads: 10, headDim: 128, dtype: "f16", tile: 128,
    units: 108, slots: 2),
]

@Suite("Problem options") struct ProblemOptionTests {
  @Test("come to one problem, the same in every order", arguments: cases) private func resolve(expected: Resolved)
    throws
  {
    let run = try ProgramRun("plan --json " + expected.line)
    #expect(run.end == .status(0) && run.error == "", "\(run.error)")
    let json = try run.json
    let problem = try #require(json["problem"] as? [String: Any])
    #expect(problem["contexts"] as? [Int] == expected.contexts)
    #expect(problem["query_heads"] as? Int == expected.heads)
    #expect(problem["kv_heads"] as? Int == expected.kvHeads ?? expected.heads)
    #expect(problem["head_dim"] as? Int == expected.headDim)
    #expect(problem["dtype"] as? String == expected.dtype)
    #expect(problem["tile"] as? Int == expected.tile ?? 256)
    #expect(json["units"] as? Int == expected.units)
    #expect(json["slots"] as? Int == expected.slots)
    let algorithms = try #require(json["algorithms"] as? [[String: Any]])
    #expect(algorithms.map { $0["algorithm"] as? String } == ["fa2", "fd", "lean"])
    #expect(algorithms.allSatisfy { $0["slots"] as? Int == expected.slots })
    #expect(algorithms[0]["rule"] is NSNull && algorithms[2]["rule"] is NSNull)
    if let splits = expected.splits {
      #expect(algorithms[1]["splits"] as? Int == splits && algorithms[1]["rule"] is NSNull)
    } else {
      #expect(algorithms[1]["rule"] as? String == "fa2")
    }
  }

  @Test(
    "algorithms come in the order given",
    arguments: [("all", ["fa2", "fd", "lean"]), ("lean fa2", ["lean", "fa2"]), ("fd", ["fd"])])
  func algorithms(names: String, expected: [String]) throws {
    let options = names.split(separator: " ").map { "--algorithm \($0)" }.joined(separator: " ")
    let algorithms = try ProgramRun("plan --json \(options)").json["algorithms"] as? [[String: Any]]
    #expect(algorithms?.map { $0["algorithm"] as? String } == expected)
  }
}
