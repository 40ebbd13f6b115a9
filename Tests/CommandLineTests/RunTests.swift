import Foundation
import Testing

@Suite("run") struct RunTests {
  /// A folder that is removed when the test ends.
  private final class Folder {
    let url = FileManager.default.temporaryDirectory.appending(path: "lean-viz-run-\(UUID().uuidString)")
    init() throws { try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true) }
    deinit { try? FileManager.default.removeItem(at: url) }
    var names: [String] { get throws { try FileManager.default.contentsOfDirectory(atPath: url.path).sorted() } }
    func path(_ name: String) -> String { url.appending(path: name).path }
  }

  private static let small = ["--context", "700,90", "--heads", "4", "--kv-heads", "2", "--tile", "64"]

  @Test("prints the plan's schedules, its times by clock, and errors that are right", arguments: [1, 2, 7])
  func json(units: Int) throws {
    let options = Self.small + ["--units", "\(units)", "--threads", "2", "--json"]
    let run = try ProgramRun(["run", "--runs", "3"] + options)
    #expect(run.end == .status(0) && run.error == "", "\(run)")
    let json = try run.json
    let plan = try ProgramRun(["plan"] + options).json
    #expect(json["command"] as? String == "run" && json["threads"] as? Int == 2 && json["units"] as? Int == units)
    #expect(json["clock"] as? String == (units == 2 ? "measured" : "composed"))
    #expect(["scalar", "avx2", "avx512", "neon"].contains(json["isa"] as? String))
    #expect(json["problem"] as? NSDictionary == plan["problem"] as? NSDictionary)
    let algorithms = try #require(json["algorithms"] as? [[String: Any]])
    let planned = try #require(plan["algorithms"] as? [[String: Any]])
    #expect(algorithms.count == 3)
    for (algorithm, planned) in zip(algorithms, planned) {
      for (field, value) in planned { #expect(algorithm[field] as? NSObject == value as? NSObject, "\(field)") }
      let times = try #require(algorithm["ns"] as? [String: Int])
      #expect(Set(times.keys) == ["median", "p5", "p95", "runs"] && times["runs"] == 3)
      let ordered = [times["p5"], times["median"], times["p95"]].compactMap { $0 }
      #expect(ordered == ordered.sorted() && ordered[0] > 0, "\(times)")
      #expect(algorithm["kv_bytes"] as? Int == (700 + 90) * 2 * 2 * 64 * 4)
      #expect(algorithm["ok"] as? Bool == true)
      for error in ["max_abs_error", "max_rel_error", "max_lse_error"] {
        #expect(try #require(algorithm[error] as? Double) < 1e-4, "\(error)")
      }
    }
  }

  @Test("says in words what it did, with the clock on every ratio") func words() throws {
    let composed = try ProgramRun("run --runs 2").output
    #expect(composed.contains("composed, 8 units") && composed.contains("all 3 equal the f64 reference"), "\(composed)")
    let ratio = "as fast as FlashAttention-2 (composed, 8 units, as if 8 of these CPU cores did it, not a GPU)"
    #expect(composed.contains(ratio), "\(composed)")
    #expect(composed.contains("flash-attention's rule at 1 slot per unit; a GPU counts 2 (8 slots)"), "\(composed)")
    let measured = try ProgramRun("run --runs 2 --units 2 --threads 2").output
    #expect(measured.contains("measured, 2 cores"), "\(measured)")
  }

  @Test("with more threads than cores says so, and gives no ratio") func oversubscribed() throws {
    let run = try ProgramRun("run --runs 2 --threads 300 --units 300 --context 600 --tile 8")
    #expect(run.end == .status(0), "\(run)")
    #expect(run.output.contains("oversubscribed") && !run.output.contains("as fast as"), "\(run.output)")
    #expect(run.output.contains("measured, 300 threads on ") && !run.output.contains("300 cores"), "\(run.output)")
  }

  @Test("writes one file an algorithm, the algorithm before the name's end") func output() throws {
    for (name, files) in [
      ("o.safetensors", ["o.fa2.safetensors", "o.fd.safetensors", "o.lean.safetensors"]),
      ("plain", ["plain.fa2", "plain.fd", "plain.lean"]),
      (".hidden", [".hidden.fa2", ".hidden.fd", ".hidden.lean"]), ("a.b.c", ["a.b.fa2.c", "a.b.fd.c", "a.b.lean.c"]),
    ] {
      let folder = try Folder()
      let run = try ProgramRun(["run", "--runs", "1", "--output", folder.path(name)] + Self.small)
      #expect(run.end == .status(0) && run.error == "", "\(run)")
      #expect(try folder.names == files)
    }
  }

  @Test("with an output that cannot be written ends with 2 and leaves nothing behind") func unwritable() throws {
    let folder = try Folder()
    let run = try ProgramRun(["run", "--runs", "1", "--output", folder.path("missing/o.safetensors")] + Self.small)
    #expect(run.end == .status(2) && run.output == "" && run.error.contains("missing/o.fa2.safetensors"), "\(run)")
    #expect(try folder.names == [])
  }

  @Test("computes the same bits whatever the threads, from a made-up input or the file of one") func sameBits() throws {
    let folder = try Folder()
    for threads in ["1", "2", "5"] {
      let run = try ProgramRun(
        ["run", "--runs", "1", "--threads", threads, "--output", folder.path("t\(threads).bin")] + Self.small)
      #expect(run.end == .status(0), "\(run)")
    }
    for algorithm in ["fa2", "fd", "lean"] {
      let results = try ["1", "2", "5"].map {
        try Data(contentsOf: folder.url.appending(path: "t\($0).\(algorithm).bin"))
      }
      #expect(Set(results).count == 1, "\(algorithm)")
    }
  }

  @Test("takes q, k and v from a file; options may repeat what it says, not contradict it") func input() throws {
    let folder = try Folder()
    let path = folder.path("in.safetensors")
    try SmallTensorFile(requests: 2, queryHeads: 4, kvHeads: 2, keys: 9, headDim: 8, lengths: [9, 5]).data
      .write(to: URL(filePath: path))
    let run = try ProgramRun(
      [
        "run", "--runs", "1", "--json", "--input", path, "--context", "9,5", "--heads", "4", "--output",
        folder.path("o.safetensors"),
      ])
    #expect(run.end == .status(0), "\(run)")
    let json = try run.json
    let problem = try #require(json["problem"] as? [String: Any])
    #expect(
      problem["contexts"] as? [Int] == [9, 5] && problem["kv_heads"] as? Int == 2 && problem["head_dim"] as? Int == 8)
    #expect(problem["tile"] as? Int == 256 && problem["dtype"] as? String == "f32")
    #expect(try ProgramRun(["plan", "--input", path, "--units", "3"]).output.contains("2 requests of 9, 5 tokens"))
    for option in [["--heads", "8"], ["--batch", "3"], ["--context", "9"], ["--dtype", "f16"], ["--seed", "2"]] {
      let wrong = try ProgramRun(["run", "--input", path] + option)
      #expect(wrong.end == .status(64) && wrong.error.contains(option[0]) && wrong.output == "", "\(wrong)")
    }
  }

  @Test("a NaN in the input is a result, not an error") func notANumber() throws {
    let folder = try Folder()
    let path = folder.path("in.safetensors")
    var file = SmallTensorFile(requests: 1, queryHeads: 2, kvHeads: 2, keys: 700, headDim: 8, lengths: nil)
    file.keys[3] = .nan
    try file.data.write(to: URL(filePath: path))
    let run = try ProgramRun(["run", "--runs", "1", "--json", "--input", path])
    #expect(run.end == .status(0), "\(run)")
    let algorithms = try #require(run.json["algorithms"] as? [[String: Any]])
    #expect(algorithms.allSatisfy { $0["ok"] as? Bool == true })
  }
}

/// A safetensors file in f32 with some numbers in it.
private struct SmallTensorFile {
  var shapes: [(name: String, type: String, shape: [Int])]
  var queries: [Float]
  var keys: [Float]
  var values: [Float]
  var lengths: [Int32]?

  init(requests: Int, queryHeads: Int, kvHeads: Int, keys: Int, headDim: Int, lengths: [Int32]?) {
    let kv = [requests, kvHeads, keys, headDim]
    shapes = [("q", "F32", [requests, queryHeads, headDim]), ("k", "F32", kv), ("v", "F32", kv)]
    if lengths != nil { shapes.append(("context_lengths", "I32", [requests])) }
    func wave(_ count: Int, _ step: Float) -> [Float] {
      (0..<count).map { (Float($0) * step).truncatingRemainder(dividingBy: 2) - 1 }
    }
    queries = wave(requests * queryHeads * headDim, 0.37)
    self.keys = wave(kv.reduce(1, *), 0.71)
    values = wave(kv.reduce(1, *), 0.53)
    self.lengths = lengths
  }

  var data: Data {
    let tensors =
      [queries, keys, values].map { $0.withUnsafeBytes { Data($0) } }
      + (lengths.map { [$0.withUnsafeBytes { Data($0) }] } ?? [])
    var end = 0
    let entries = zip(shapes, tensors).map { shape, bytes in
      defer { end += bytes.count }
      return
        "\"\(shape.name)\":{\"dtype\":\"\(shape.type)\",\"shape\":\(shape.shape),\"data_offsets\":[\(end),\(end + bytes.count)]}"
    }
    let header = Data("{\(entries.joined(separator: ","))}".utf8)
    return withUnsafeBytes(of: UInt64(header.count).littleEndian) { Data($0) } + header + tensors.joined()
  }
}
