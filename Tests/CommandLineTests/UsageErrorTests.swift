import Testing

/// Wrong command lines, each with what the error must name.
private let wrongLines: [(line: String, names: String)] = [
  ("plan --context 1,,2", "--context"), ("plan --context ''", "--context"), ("plan --context ,", "--context"),
  ("plan --context 5,", "--context"), ("plan --context 4k", "--context"), ("plan --context 1.5", "--context"),
  ("plan --context 0", "--context"), ("plan --context 2147483648", "--context"),
  ("plan --context 4611686018427387904", "--context"),
  ("plan --context 9223372036854775807,1", "--context"),
  ("plan --context 1234567890123456789012345678901234567890", "--context"), ("plan --context=-1", "--context"),
  ("plan --context", "--context"), ("plan --context 8 --context 8", "--context"),
  ("plan --batch 0", "--batch"), ("plan --batch=-1", "--batch"), ("plan --batch 1048577", "--batch"),
  ("plan --batch 4611686018427387904", "--batch"), ("plan --batch ''", "--batch"),
  ("plan --batch 1234567890123456789012345678901234567890", "--batch"),
  ("plan --batch 3 --context 1,2", "--batch"), ("plan --batch 1 --context 1,2", "--batch"),
  ("plan --preset ragged --batch 3", "--batch"), ("plan --batch 2 --batch 2", "--batch"),
  ("plan --batch 1048576 --heads 2", "--heads"),
  ("plan --heads 0", "--heads"), ("plan --heads 1048577", "--heads"), ("plan --heads=-8", "--heads"),
  ("plan --heads 9223372036854775807", "--heads"), ("plan --heads 9223372036854775807 --batch 1048576", "--heads"),
  ("plan --heads x", "--heads"), ("plan --heads 1,2", "--heads"),
  ("plan --kv-heads 3", "--kv-heads"), ("plan --kv-heads 16", "--kv-heads"), ("plan --kv-heads 0", "--kv-heads"),
  ("plan --heads 8 --kv-heads 5", "--kv-heads"),
  ("plan --head-dim 0", "--head-dim"), ("plan --head-dim 12", "--head-dim"), ("plan --head-dim 520", "--head-dim"),
  ("plan --head-dim 4611686018427387904", "--head-dim"),
  ("plan --dtype f8", "--dtype"), ("plan --dtype F32", "--dtype"), ("plan --dtype ''", "--dtype"),
  ("plan --tile 0", "--tile"), ("plan --tile 65537", "--tile"), ("plan --tile 4611686018427387904", "--tile"),
  ("plan --units 0", "--units"), ("plan --units 4097", "--units"), ("plan --units 4611686018427387904", "--units"),
  ("plan --units 8 --units 9", "--units"), ("plan --units=8 --units=9", "--units"),
  ("plan --threads 0", "--threads"), ("plan --threads 1025", "--threads"),
  ("plan --splits 0", "--splits"), ("plan --splits 2147483648", "--splits"), ("plan --splits many", "--splits"),
  ("plan --splits ''", "--splits"), ("plan --algorithm lean --splits 0", "--splits"),
  ("run --context 2147483647 --heads 1048576 --tile 1 --splits 2147483647", "2251799812636672 segments"),
  ("bench --context 2147483647 --heads 1048576 --tile 1 --splits 2147483647", "bytes"),
  ("--plain --context 2147483647 --heads 1048576 --tile 1 --splits 2147483647", "bytes"),
  ("run --trace t.json --context 2147483647 --heads 1048576 --tile 1 --splits 2147483647", "bytes"),
  ("plan --algorithm flash", "--algorithm"), ("plan --algorithm fa2,lean", "--algorithm"),
  ("plan --algorithm fd --algorithm fd", "--algorithm"), ("plan --algorithm all --algorithm lean", "--algorithm"),
  ("plan --seed -1", "--seed"), ("plan --seed=-1", "--seed"), ("plan --seed 18446744073709551616", "--seed"),
  ("plan --distribution normal", "--distribution"),
  ("plan --preset four-heads", "--preset"), ("plan --preset ''", "--preset"),
  ("plan --contxt 5", "--contxt"), ("plan extra", "extra"), ("plan --json=yes", "--json"),
  ("plan --json --json", "--json"),
  ("run --runs 0", "--runs"), ("run --runs -1", "-1 is not from 1 to 100000"), ("run --runs 100001", "--runs"),
  ("run --runs x", "--runs"),
  ("run --output ''", "--output"), ("run --output there/", "--output"), ("run --units 0", "--units"),
  ("run --context 2147483647 --heads 1048576 --head-dim 512", "bytes"),
  ("run --context 2147483647 --batch 512", "bytes"), ("run --threads 0", "--threads"),
  ("bench --runs 0", "--runs"), ("bench --runs -1", "-1 is not from 1 to 100000"), ("bench --runs 100001", "--runs"),
  ("bench --runs x", "--runs"), ("bench --units 0", "--units"), ("bench --units 8 --threads 2", "--threads"),
  ("bench --threads 0", "--threads"), ("bench --threads 1025", "--threads"), ("bench --cold", "--cold"),
  ("bench --context 2147483647 --heads 1048576 --head-dim 512", "bytes"),
  ("presets --context 5", "--context"), ("presets x", "x"),
  ("--view sweep", "--view"), ("--view Race", "--view"), ("tui --view sweep", "--view"),
  ("--theme neon", "--theme"), ("--color 17", "--color"), ("--color ''", "--color"),
  ("--speed 0", "--speed"), ("--speed nan", "--speed"), ("--speed fast", "--speed"), ("--speed 1e9", "--speed"),
  ("--fps 0", "--fps"), ("--fps 1000", "--fps"), ("--fps 1.5", "--fps"),
  ("nonsense", "nonsense"), ("--nonsense", "--nonsense"), ("tui --units 0", "--units"),
  ("record", "demo"), ("record hook", "--output"), ("record hook -o o.cast --size 120", "--size"),
  ("run --trace ''", "--trace"), ("run --trace there/", "--trace"), ("replay", "trace"), ("replay a b", "b"),
  ("replay a.json --view Race", "--view"), ("export", "trace"), ("export a.json", "--output"),
  ("export a.json -o o.pdf", "--output"), ("export a.json -o svg", "--output"),
  ("export a.json -o o.csv --steps", "--steps"), ("export a.json -o o.txt --dark", "--dark"),
  ("record hook -o o.cast --frames ''", "--frames"), ("record hook -o o.cast --traces ''", "--traces"),
  ("record hook -o o.cast --size 0x5", "--size"), ("record hook -o o.cast --size 120x36x2", "--size"),
]

@Suite("Wrong usage") struct UsageErrorTests {
  @Test("ends with 64, nothing on standard output, and one line that says what", arguments: wrongLines)
  func isOneLine(line: String, names: String) throws {
    let run = try ProgramRun(line)
    #expect(run.end == .status(64), "\(line): \(run)")
    #expect(run.output == "", "\(line)")
    #expect(run.error.hasPrefix("lean-viz: ") && run.error.hasSuffix("\n"), "\(line): \(run.error)")
    #expect(run.error.split(separator: "\n").count == 1 && run.error.count <= 201, "\(line): \(run.error)")
    #expect(run.error.contains(names), "\(line): \(run.error)")
  }

  @Test("the parser's errors point to the command's help") func pointsToHelp() throws {
    #expect(try ProgramRun("plan --nonsense").error.hasSuffix(" (see lean-viz plan --help)\n"))
    #expect(try ProgramRun("run --runs x").error.hasSuffix(" (see lean-viz run --help)\n"))
    #expect(try ProgramRun("--nonsense").error.hasSuffix(" (see lean-viz --help)\n"))
  }

  @Test("stays one line of bounded length whatever is in the arguments") func hostileArguments() throws {
    for hostile in ["a\nb\nc", "\u{1B}[2J\u{7}", String(repeating: "9", count: 10_000), "\r\n", "é\u{202E}x"] {
      for arguments in [
        ["plan", "--preset", hostile], ["plan", "--units", hostile], ["plan", hostile], ["run", "--input", hostile],
      ] {
        let run = try ProgramRun(arguments)
        let lines = run.error.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(run.end == .status(64) || run.end == .status(2), "\(run)")
        #expect(lines.count == 2 && lines[0].count <= 200 && run.output == "", "\(run)")
        #expect(!run.error.dropLast().unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7F }, "\(run)")
      }
    }
  }

  @Test("an instruction set that is unknown is an error of the run") func unknownInstructionSet() throws {
    let run = try ProgramRun(["run"], environment: ["LEANVIZ_ISA": "mmx"])
    #expect(run.end == .status(64) && run.error.contains("LEANVIZ_ISA") && run.output == "", "\(run)")
  }

  @Test("a file that is missing or malformed ends with 2") func files() throws {
    for arguments in [
      ["--input", "/nonexistent/x"], ["--input", "/dev/null"], ["--input", "/"], ["--input", "/etc/passwd"],
    ] {
      for command in ["plan", "run"] {
        let run = try ProgramRun([command] + arguments)
        #expect(run.end == .status(2) && run.output == "", "\(run)")
        #expect(
          run.error.hasPrefix("lean-viz: \(arguments[1]): ") && run.error.filter { $0 == "\n" }.count == 1, "\(run)")
      }
    }
  }
}
