import Foundation
import FoundationXML
import Testing

/// `run --trace`, `replay`, `export` and `record --from-trace`, from outside.
@Suite("Traces") struct TraceCommandTests {
  private final class Folder {
    let url = FileManager.default.temporaryDirectory.appending(path: "lean-viz-trace-\(UUID().uuidString)")
    init() throws { try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true) }
    deinit { try? FileManager.default.removeItem(at: url) }
    var names: [String] { get throws { try FileManager.default.contentsOfDirectory(atPath: url.path).sorted() } }
    func path(_ name: String) -> String { url.appending(path: name).path }
    func text(_ name: String) throws -> String { try String(contentsOf: url.appending(path: name), encoding: .utf8) }
  }

  private static let small = [
    "--context", "90,33", "--heads", "4", "--kv-heads", "2", "--head-dim", "8", "--tile", "8",
  ]

  private func isOneLine(_ text: String) -> Bool { text.hasSuffix("\n") && text.filter { $0 == "\n" }.count == 1 }

  @Test("are trace events: a process an algorithm, a thread a unit, spans that never overlap", arguments: [2, 5])
  func events(units: Int) throws {
    let folder = try Folder()
    let options = Self.small + ["--units", "\(units)", "--threads", "2"]
    let run = try ProgramRun(["run", "--runs", "2", "--trace", folder.path("t.json"), "--json"] + options)
    #expect(run.end == .status(0) && run.error == "", "\(run)")
    let json = try #require(
      JSONSerialization.jsonObject(with: Data(folder.text("t.json").utf8)) as? [String: Any])
    let metadata = try #require(json["leanViz"] as? [String: Any])
    #expect(
      metadata["format"] as? Int == 1 && metadata["units"] as? Int == units && metadata["slots"] as? Int == 1
        && metadata["threads"] as? Int == 2)
    #expect(metadata["clock"] as? String == (units == 2 ? "measured" : "composed"))
    // In the words of run --json, with its values.
    let algorithms = try #require(metadata["algorithms"] as? [[String: Any]])
    let reported = try #require(run.json["algorithms"] as? [[String: Any]])
    #expect(metadata["problem"] as? NSDictionary == (try run.json["problem"]) as? NSDictionary)
    #expect(metadata["isa"] as? String == (try run.json["isa"]) as? String)
    for (written, reported) in zip(algorithms, reported) {
      for (key, value) in reported where !["rule", "slots"].contains(key) {
        #expect(written[key] as? NSObject == value as? NSObject, "\(key)")
      }
    }
    let events = try #require(json["traceEvents"] as? [[String: Any]])
    func names(_ kind: String) -> [String] {
      events.filter { $0["name"] as? String == kind }
        .compactMap { ($0["args"] as? [String: Any])?["name"] as? String }
    }
    // Beside a composed run, the same problem on the threads themselves.
    let processes =
      [(units == 2 ? "measured, 2 cores" : "composed, 5 units", units)] + (units == 2 ? [] : [("measured, 2 cores", 2)])
    #expect(
      names("process_name")
        == processes.flatMap { clock, _ in
          ["FlashAttention-2", "FlashDecoding", "LeanAttention"].map { "\($0) (\(clock))" }
        })
    #expect(
      names("thread_name")
        == processes.flatMap { _, units in (0..<3).flatMap { _ in (0..<units).map { "unit \($0)" } } })
    let text = try folder.text("t.json")
    let times = text.matches(of: /"(ts|dur)": ([^,]*),/)
    #expect(times.count > 20 && times.allSatisfy { $0.2.wholeMatch(of: /[0-9]+\.[0-9]{3}/) != nil })
    var spans: [[Int]: [(start: Double, end: Double)]] = [:]
    for event in events where event["ph"] as? String == "X" {
      let track = try [#require(event["pid"] as? Int), #require(event["tid"] as? Int)]
      let start = try #require(event["ts"] as? Double)
      spans[track, default: []].append((start, start + (try #require(event["dur"] as? Double))))
    }
    for (track, spans) in spans {
      let sorted = spans.sorted { $0.start < $1.start }
      // Doubles of whole ns: a thousandth of one is rounding.
      for (one, next) in zip(sorted, sorted.dropFirst()) {
        #expect(one.end <= next.start + 1e-6, "\(track): \(one), \(next)")
      }
    }
    #expect(try folder.names == ["t.json"])
  }

  @Test("become a drawing, a table and a text") func exports() throws {
    let folder = try Folder()
    let trace = folder.path("t.json")
    #expect(try ProgramRun(["run", "--runs", "2", "--trace", trace, "--threads", "2"]).end == .status(0))
    for name in ["o.svg", "o.csv", "o.txt"] {
      let run = try ProgramRun(["export", trace, "-o", folder.path(name)])
      #expect(run.end == .status(0) && run.output == "" && run.error == "", "\(run)")
    }
    #expect(try ProgramRun(["export", trace, "-o", folder.path("steps.svg"), "--steps"]).end == .status(0))
    #expect(try folder.text("o.txt").contains("22 → 10 → 9 steps. No schedule needs fewer than 9."))
    let rows = try folder.text("o.csv").split(separator: "\n")
    #expect(rows[0] == "algorithm,clock,unit,kind,request,kv_head,first,end,start_ns,duration_ns")
    #expect(rows.dropFirst().allSatisfy { $0.split(separator: ",", omittingEmptySubsequences: false).count == 10 })
    #expect(rows.dropFirst().filter { $0.hasPrefix("lean,composed,") && $0.contains(",attend,") }.count == 10)
    var tiles = 0
    for row in rows.dropFirst() {
      let fields = row.split(separator: ",", omittingEmptySubsequences: false)
      guard fields[0] == "fd", fields[3] == "attend" else { continue }
      tiles += try #require(Int(fields[7])) - #require(Int(fields[6]))
    }
    #expect(tiles == 66)
    for name in ["o.svg", "steps.svg"] {
      let svg = try folder.text(name)
      #expect(XMLParser(data: Data(svg.utf8)).parse(), "\(name)")
      for words in ["FlashAttention-2", "LeanAttention", ">A7<", ">U7<", "One decode step: 1 request"] {
        #expect(svg.contains(words), "\(name): \(words)")
      }
      // Three times every tile has its own box and label.
      #expect(svg.matches(of: /<title>U[0-9]+: [A-C][0-9]+<\/title>/).count == 3 * 66, "\(name)")
    }
    #expect(try folder.text("o.svg").contains("composed, 8 units") && folder.text("steps.svg").contains("steps"))
    #expect(try folder.names == ["o.csv", "o.svg", "o.txt", "steps.svg", "t.json"])
  }

  @Test("are told in sentences, with the numbers of the run") func plain() throws {
    let folder = try Folder()
    let trace = folder.path("t.json")
    let run = try ProgramRun(["run", "--runs", "3", "--trace", trace, "--json"])
    let told = try ProgramRun(["replay", trace, "--plain"])
    #expect(told.end == .status(0) && told.error == "", "\(told)")
    #expect(
      told.output.contains("22 → 10 → 9 steps. No schedule needs fewer than 9.")
        && told.output.contains("Composed, 8 units:"))
    #expect(run.end == .status(0) && told.output.contains("Measured: the same problem on"), "\(told)")
    #expect(try ProgramRun(["replay", trace, "--plain"]).output == told.output)
  }

  @Test("make recordings that are the same bytes") func recordings() throws {
    let folder = try Folder()
    let trace = folder.path("t.json")
    let demo = folder.path("d.yaml")
    let steps = """
      lean-demo: 1
      title: t
      problem: {preset: three-heads}
      steps:
        - mark: begin
        - play: {until: end, speed: 20}
      end: {hold: 1s}
      """
    try steps.write(toFile: demo, atomically: true, encoding: .utf8)
    #expect(try ProgramRun(["run", "--runs", "2", "--trace", trace]).end == .status(0))
    for name in ["one.cast", "two.cast"] {
      let run = try ProgramRun(["record", demo, "-o", folder.path(name), "--from-trace", trace])
      #expect(run.end == .status(0) && run.output == "" && run.error == "", "\(run)")
    }
    #expect(try folder.text("one.cast") == folder.text("two.cast"))
    #expect(try folder.text("one.cast").contains("composed, 8 units"))
    // Another problem's trace is not the demo's picture.
    #expect(try ProgramRun(["run", "--runs", "1", "--units", "5", "--trace", folder.path("u.json")]).end == .status(0))
    let other = try ProgramRun(["record", demo, "-o", folder.path("no.cast"), "--from-trace", folder.path("u.json")])
    #expect(
      other.end == .status(64) && other.error.contains("other units than what the demo shows")
        && isOneLine(other.error), "\(other)")
    // A recording is no trace.
    let cast = try ProgramRun(["replay", folder.path("one.cast"), "--plain"])
    #expect(cast.end == .status(2) && cast.error.contains("asciinema") && isOneLine(cast.error), "\(cast)")
  }

  @Test("of a demo that shows several problems lie in one folder, and make the same recording again")
  func severalProblems() throws {
    let folder = try Folder()
    let traces = folder.path("traces")
    try FileManager.default.createDirectory(atPath: traces, withIntermediateDirectories: true)
    let demo = folder.path("d.yaml")
    let steps = """
      lean-demo: 1
      title: t
      problem: {preset: three-heads, splits: 1}
      steps:
        - mark: one piece a head
        - play: {until: {algorithm: fd, step: 3}, speed: 20}
        - key: s
        - key: right
        - expect: {algorithm: fd, steps: 11}
        - mark: two heads, to the end
        - set: {heads: 2}
        - play: {until: end, speed: 20}
        - key: r
        - expect: {ok: true, screen: "medians of"}
      end: {hold: 1s}
      """
    try steps.write(toFile: demo, atomically: true, encoding: .utf8)
    let first = try ProgramRun(["record", demo, "-o", folder.path("one.cast"), "--traces", traces])
    #expect(first.end == .status(0) && first.output == "" && first.error == "", "\(first)")
    #expect(try FileManager.default.contentsOfDirectory(atPath: traces).sorted() == ["1.json", "2.json", "3.json"])
    let again = try ProgramRun(["record", demo, "-o", folder.path("two.cast"), "--from-trace", traces])
    #expect(again.end == .status(0) && again.output == "" && again.error == "", "\(again)")
    #expect(try folder.text("one.cast") == folder.text("two.cast"))
    // Each is a trace like any other.
    let told = try ProgramRun(["replay", traces + "/2.json", "--plain"])
    #expect(told.end == .status(0) && told.output.contains("22 → 11 → 9 steps"), "\(told)")

    try FileManager.default.removeItem(atPath: traces + "/3.json")
    let missing = try ProgramRun(["record", demo, "-o", folder.path("no.cast"), "--from-trace", traces])
    #expect(missing.end == .status(64) && isOneLine(missing.error), "\(missing)")
    #expect(missing.error.contains("none of the traces in \(traces) is of lean-viz --preset three-heads"), "\(missing)")
    let both = try ProgramRun(
      ["record", demo, "-o", folder.path("no.cast"), "--from-trace", traces, "--traces", traces])
    #expect(both.end == .status(64), "\(both)")
    // A claim that does not hold leaves no traces either.
    try steps.replacingOccurrences(of: "steps: 11", with: "steps: 12").write(
      toFile: demo, atomically: true, encoding: .utf8)
    try FileManager.default.removeItem(atPath: traces)
    try FileManager.default.createDirectory(atPath: traces, withIntermediateDirectories: true)
    let untrue = try ProgramRun(["record", demo, "-o", folder.path("no.cast"), "--traces", traces])
    #expect(untrue.end == .status(1) && isOneLine(untrue.error), "\(untrue)")
    #expect(try FileManager.default.contentsOfDirectory(atPath: traces) == [])
    let empty = try ProgramRun(["record", demo, "-o", folder.path("no.cast"), "--from-trace", traces])
    #expect(
      empty.end == .status(2) && empty.error.contains("has no traces in it") && isOneLine(empty.error), "\(empty)")
    #expect(try folder.names == ["d.yaml", "one.cast", "traces", "two.cast"])
  }

  @Test("that cannot be written end with 2, before anything runs, and leave nothing") func unwritable() throws {
    let folder = try Folder()
    for path in [folder.path("no/such/t.json"), folder.url.path, "/dev/full"] {
      let run = try ProgramRun(["run", "--runs", "1", "--context", "2000000", "--heads", "1", "--trace", path])
      #expect(run.end == .status(2) && run.output == "" && isOneLine(run.error), "\(run)")
    }
    let cut = try ProgramRun(
      ["run", "--runs", "1", "--trace", folder.path("t.json")])
    #expect(cut.end == .status(0))
    #expect(try folder.names == ["t.json"])
  }

  @Test("that cannot be read end with 2 and one line that names the file", arguments: ["replay", "export", "record"])
  func unreadable(command: String) throws {
    let folder = try Folder()
    let demo = folder.path("d.yaml")
    try "lean-demo: 1\ntitle: t\nsteps:\n  - say: x\n".write(toFile: demo, atomically: true, encoding: .utf8)
    func write(_ name: String, _ text: String) throws -> String {
      try text.write(toFile: folder.path(name), atomically: true, encoding: .utf8)
      return folder.path(name)
    }
    let empty = folder.path("empty")
    try FileManager.default.createDirectory(atPath: empty, withIntermediateDirectories: true)
    let huge = folder.path("huge.json")
    _ = FileManager.default.createFile(atPath: huge, contents: nil)
    truncate(huge, 1 << 40)
    for path in [
      "", "/nonexistent/t.json", empty, "/dev/zero", "/etc/passwd", huge, try write("empty.json", ""),
      try write("deep.json", String(repeating: "[", count: 1 << 20)), try write("null.json", "null"),
      try write("half.json", "{\"leanViz\": {\"format\": 1, \"units\":"),
      try write("other.json", "{\"traceEvents\": []}"),
      try write("x.cast", "not even JSON"),
    ] {
      let arguments =
        switch command {
        case "replay": ["replay", path, "--plain"]
        case "export": ["export", path, "-o", folder.path("o.svg")]
        default: ["record", demo, "-o", folder.path("o.cast"), "--from-trace", path]
        }
      let run = try ProgramRun(arguments)
      #expect(run.end == .status(2) && run.output == "" && isOneLine(run.error), "\(run)")
      #expect(run.error.hasPrefix("lean-viz: \(path.isEmpty ? "''" : path): "), "\(run)")
    }
    #expect(try !folder.names.contains("o.svg") && !folder.names.contains("o.cast"))
  }
}
