import DemoFormat
import Foundation
import Testing
import VizPlayback
import VizRecording

@testable import lean_viz

/// The demos and lessons that the program brings along.
@Suite("Shipped demos") struct ShippedDemoTests {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "demos")

  @Test(
    "play to their end on the real kernel, every claim true, and what they say stands on the screen uncut",
    arguments: ShippedDemo.all.map(\.name))
  func play(name: String) throws {
    var performance = Performance(try Demo(named: name), isInteractive: false)
    var stage = HeadlessStage(try Headless(.kernel(performance.setup())), width: 120, height: 36)
    try performance.open(on: &stage)
    var seen: Set<SpokenWords.Scenery> = []
    do {
      while !performance.director.isDone {
        _ = try performance.play(seconds: 0.25, on: &stage)
        guard seen.insert(SpokenWords.Scenery(stage.state)).inserted else { continue }
        for words in SpokenWords.missing(in: stage.state) { Issue.record("\(name), \(words)") }
      }
    } catch let contradiction as Performance.Contradiction {
      Issue.record("\(contradiction.line)\n\(contradiction.frame.text)")
    }
    let spoken = Set(seen.compactMap(\.narration))
    for case .say(let words, _) in performance.demo.cues { #expect(spoken.contains(words), "never said: \(words)") }
  }

  /// One problem; others by a setting, by keys, and by a change in the split strip and in the form.
  private static let changing = """
    lean-demo: 1
    title: changing
    problem: {context: 320, tile: 64, heads: 2, units: 4, splits: 1}
    steps:
      - play: {until: {algorithm: lean, step: 1}, speed: 4}
      - set: {heads: 3}
      - key: [s, right]
      - try: {text: "S = 3", set: {splits: 3}}
      - try: {text: "5 units", set: {units: 5}}
      - play: {until: end, speed: 4}
      - expect: {ok: true, steps: 5, algorithm: fa2}
    """

  @Test("are the same bytes from one set of traces, every claim true", arguments: [("hook", 1), ("changing", 5)])
  func fromTraces(name: String, problems: Int) throws {
    let demo = try name == "hook" ? Demo(named: name) : Demo(parsing: Self.changing, file: "changing.yaml")
    let traces = try Rehearsal(demo).setups.map {
      Replay(try Trace(json: $0.trace(for: "t.json").fileBytes), path: "t.json")
    }
    #expect(traces.count == problems)
    let performance = Performance(demo, isInteractive: false)
    let recordings = try (0..<2).map { _ in
      try RecordingSession.record(
        performance, on: Stage(performance.setup(), from: TraceShelf(traces, path: "t")), timestamp: nil,
        framesPerSecond: 4)
    }
    #expect(recordings[0].cast.bytes == recordings[1].cast.bytes)
    #expect(recordings[0].cast.bytes.count > 10_000)
  }

  @Test(
    "have a mark, five claims or more of the model and of the screen, and K and V of at most 128 MB",
    arguments: ShippedDemo.all.map(\.name))
  func shape(name: String) throws {
    let demo = try Demo(named: name)
    let expectations = demo.cues.compactMap { if case .expect(let claim) = $0 { claim } else { nil } }
    #expect(!demo.chapters.isEmpty)
    #expect(expectations.count >= 5, "\(expectations.count) claims")
    #expect(expectations.contains { !$0.screenTexts.isEmpty } && expectations.contains { $0.screenTexts.isEmpty })
    var settings = demo.settings
    for cue in [nil] + demo.cues.map(Optional.some) {
      if case .set(let changed) = cue { settings = settings.changed(by: changed) } else if cue != nil { continue }
      let bytes = try demo.setup(settings, at: nil).experiment.problem.kvBytes
      #expect(bytes <= 128_000_000, "\(settings): \(bytes) bytes")
    }
    #expect(try Rehearsal(demo).seconds <= 200, "longer than three minutes and a bit")
  }

  @Test("are those in demos/, word for word") func embedded() throws {
    let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path).filter { $0.hasSuffix(".yaml") }
    #expect(Set(files) == Set(ShippedDemo.all.map { "\($0.name).yaml" }).union(["stills.yaml"]))
    for demo in ShippedDemo.all {
      let text = try String(contentsOf: Self.folder.appending(path: "\(demo.name).yaml"), encoding: .utf8)
      #expect(demo.text == text, "\(demo.name)")
    }
  }

  @Test("the index, the files and the recordings agree", arguments: ShippedDemo.all.map(\.name))
  func index(name: String) throws {
    func text(_ file: String) throws -> String {
      try String(contentsOf: Self.folder.appending(path: file), encoding: .utf8)
    }
    let demo = try Demo(named: name)
    let seconds = try Rehearsal(demo).seconds
    let row = try #require(
      try text("README.md").split(separator: "\n").first { $0.hasPrefix("| [\(name)](\(name).yaml) |") })
    let cells = row.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
    #expect(cells.count == 4 && cells[2] == "\(Int(seconds.rounded()))", "\(row); it takes \(seconds) s")
    #expect(cells[3] == "`lean-viz play \(name)` · [svg](\(name).svg) · [cast](\(name).cast)")

    let lines = try text("\(name).cast").split(separator: "\n")
    func json(_ line: Substring) throws -> Any { try JSONSerialization.jsonObject(with: Data(line.utf8)) }
    let header = try #require(try json(lines[0]) as? [String: Any])
    #expect(header["title"] as? String == demo.title)
    #expect(header["width"] as? Int == demo.width && header["height"] as? Int == demo.height)
    let events = try lines.dropFirst().map { try #require(try json($0) as? [Any]) }
    #expect(events.filter { $0[1] as? String == "m" }.map { $0[2] as? String } == demo.chapters)
    let end = try #require(events.last?[0] as? Double)
    // A frame more for each cue.
    #expect(abs(end - seconds) < 2 + Double(demo.cues.count) / 30, "\(end) s instead of \(seconds)")

    let picture = try text("\(name).svg")
    #expect(picture.utf8.count <= 1_000_000 && picture.contains("<title>"), "\(picture.utf8.count) bytes")
  }

  @Test("lessons ask; demos do not") func lessons() throws {
    for shipped in ShippedDemo.all {
      #expect(try Demo(named: shipped.name).isLesson == (shipped.question != nil))
    }
  }
}

/// The JSON Schema that editors read.
@Suite("The schema of demos") struct DemoSchemaTests {
  @Test("is the one in demos/, and every demo there names it") func shipped() throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "demos")
    let text = try ProgramRun(["check", "--schema"]).output
    let file = folder.appending(path: "lean-demo.schema.json")
    if ProcessInfo.processInfo.environment["LEANVIZ_RECORD_GOLDENS"] != nil {
      try text.write(to: file, atomically: true, encoding: .utf8)
    }
    #expect(try String(contentsOf: file, encoding: .utf8) == text)
    for demo in ShippedDemo.all {
      #expect(demo.text.hasPrefix("# yaml-language-server: $schema=lean-demo.schema.json\n"), "\(demo.name)")
    }
  }
}
