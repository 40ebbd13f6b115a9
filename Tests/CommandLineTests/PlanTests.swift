import Foundation
import Testing

@Suite("What the program prints") struct GoldenOutputTests {
  /// Golden files are written anew where this variable is set; a test fails where one is missing or differs.
  private static let recordVariable = "LEANVIZ_RECORD_GOLDENS"

  @Test(
    "is what it was",
    arguments: [
      ("plan", "plan"), ("plan --preset ragged", "plan-ragged"), ("plan --preset figure-1", "plan-figure-1"),
      ("plan --preset one-more-request --algorithm lean", "plan-lean-only"),
      ("plan --context 1,2,3,4,5,6,70000 --heads 4 --kv-heads 2", "plan-many-requests"), ("presets", "presets"),
      ("presets --json", "presets-json"), ("plan --preset figure-1 --json", "plan-figure-1-json"), ("--help", "help"),
      ("plan --help", "help-plan"), ("help run", "help-run"), ("help bench", "help-bench"),
      ("help record", "help-record"), ("help replay", "help-replay"), ("help export", "help-export"),
      ("help play", "help-play"), ("help check", "help-check"),
    ])
  func isWhatItWas(line: String, name: String) throws {
    let run = try ProgramRun(line)
    #expect(run.end == .status(0) && run.error == "", "\(run)")
    let golden = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden/\(name).txt")
    if ProcessInfo.processInfo.environment[Self.recordVariable] != nil {
      try run.output.write(to: golden, atomically: true, encoding: .utf8)
    }
    #expect(try String(contentsOf: golden, encoding: .utf8) == run.output, "\(line)")
  }

  @Test("names its version and instruction set") func version() throws {
    let line = try ProgramRun("--version").output
    #expect(line.wholeMatch(of: /lean-viz \d+\.\d+\.\d+ \((scalar|avx2|avx512|neon)\)\n/) != nil, "\(line)")
    let scalar = try ProgramRun(["--version"], environment: ["LEANVIZ_ISA": "scalar"])
    #expect(scalar.output.hasSuffix("(scalar)\n"))
  }

  @Test("the program's help lists the options of views and problems, and every command") func completeHelp() throws {
    let help = try ProgramRun("--help").output
    for word in [
      "--view", "--theme", "--color", "--plain", "--preset", "--kv-heads", "--distribution", "  plan ", "  run ",
      "  bench ",
      "  presets ", "  record ", "  tui ", "  replay ", "  export ",
    ] {
      #expect(help.contains(word), "\(word)")
    }
    #expect(try ProgramRun("help").output == help && ProgramRun("-h").output == help)
  }
}

@Suite("plan --json") struct PlanJSONTests {
  private func algorithms(_ line: String) throws -> [[String: Any]] {
    try #require(ProgramRun("plan --json " + line).json["algorithms"] as? [[String: Any]])
  }

  private func segments(_ algorithm: [String: Any]) throws -> [[[String: Any]]] {
    try #require(algorithm["ctas"] as? [[String: Any]]).map { try #require($0["segments"] as? [[String: Any]]) }
  }

  @Test("has the fields of its format, with their types") func fields() throws {
    let json = try ProgramRun("plan --json").json
    #expect(json["format"] as? Int == 1 && json["command"] as? String == "plan" && json["units"] as? Int == 8)
    let lean = try algorithms("")[2]
    #expect(lean["algorithm"] as? String == "lean" && lean["dispatch"] as? String == "resident")
    #expect(lean["splits"] is NSNull && lean["tiles"] as? Int == 66 && lean["makespan"] as? Int == 9)
    #expect(lean["utilization"] as? Double == 66.0 / 72.0)
    #expect(lean["partials"] as? Int == 7 && lean["merges"] as? Int == 7)
    let first = try #require(try segments(lean).first?.first)
    #expect(first["request"] as? Int == 0 && first["kv_head"] as? Int == 0 && first["first"] as? Int == 0)
    #expect(first["end"] as? Int == 9 && first["host"] as? Bool == true && first["finishing"] as? Bool == false)
  }

  @Test("keeps CTAs without work in FlashDecoding's grid, split fastest") func emptyCTAs() throws {
    // Four tiles and one tile; three splits of two tiles: 0–2, 2–4, none; 0–1, none, none.
    let fd = try algorithms("--context 1024,256 --heads 1 --splits 3")[1]
    let ctas = try segments(fd)
    #expect(ctas.map(\.count) == [1, 1, 0, 1, 0, 0])
    #expect(ctas[1][0]["first"] as? Int == 2 && ctas[1][0]["end"] as? Int == 4 && ctas[1][0]["request"] as? Int == 0)
    #expect(ctas[3][0]["request"] as? Int == 1 && fd["partials"] as? Int == 3 && fd["merges"] as? Int == 1)
  }

  @Test("covers every tile once, whatever the problem") func coverage() throws {
    for line in [
      "--preset ragged", "--context 700,1,90 --heads 6 --kv-heads 3 --tile 7 --units 13", "--preset llama-3-8b",
    ] {
      for algorithm in try algorithms(line) {
        var next: [[Int]: Int] = [:]
        for segment in try segments(algorithm).joined() {
          let output = try [#require(segment["request"] as? Int), #require(segment["kv_head"] as? Int)]
          let first = try #require(segment["first"] as? Int)
          #expect(next[output, default: 0] == first, "\(line)")
          #expect(segment["host"] as? Bool == (first == 0), "\(line)")
          next[output] = segment["end"] as? Int
        }
        #expect(next.values.reduce(0, +) == algorithm["tiles"] as? Int, "\(line)")
      }
    }
  }

  @Test("is planned for problems that no machine could hold") func absurdProblems() throws {
    for line in [
      "--context 2147483647 --heads 1048576 --head-dim 512 --algorithm lean",
      "--context 2147483647 --tile 1 --heads 1 --units 4096",
      "--context 1 --heads 1 --units 4096 --splits 5", "--context 2147483647 --heads 1 --splits 1000 --units 1",
    ] {
      let run = try ProgramRun("plan " + line)
      #expect(run.end == .status(0) && run.error == "", "\(line): \(run)")
    }
  }

  @Test("is summed up where its segments are more than a list holds, and JSON says how many they are")
  func withoutList() throws {
    let large = "plan --context 2147483647 --tile 65536 --batch 1024 --heads 1 --splits 32768"
    let text = try ProgramRun(large)
    #expect(text.end == .status(0) && text.output.contains("33,554,432"), "\(text)")
    let fd = try algorithms(large.split(separator: " ").dropFirst().joined(separator: " "))[1]
    #expect(fd["ctas"] is NSNull && fd["segments"] as? Int == 33_554_432 && fd["partials"] as? Int == 33_554_432)
    #expect(fd["makespan"] as? Int == 4_194_304 && fd["merges"] as? Int == 33_553_408)
    let most = try ProgramRun("plan --context 2147483647 --heads 1048576 --tile 1 --splits 2147483647")
    #expect(most.end == .status(0) && most.output.contains("2,251,799,812,636,672"), "\(most)")
  }

  @Test("counts one as one") func plurals() throws {
    let output = try ProgramRun("plan --context 1 --heads 1 --units 1 --tile 1").output
    #expect(
      output.firstMatch(of: /(^|[^\d,.])1 [a-zA-Z ]*(requests|tokens|heads|tiles|units|steps|slots)\b/) == nil,
      "\(output)")
  }
}
