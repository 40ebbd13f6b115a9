import DemoFormat
import Foundation
import Testing
import VizPlayback

@testable import lean_viz

/// The demos and lessons that the program brings along.
@Suite("Shipped demos") struct ShippedDemoTests {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "demos")

  @Test("play to their end on the real kernel, every claim true", arguments: ShippedDemo.all.map(\.name))
  func play(name: String) throws {
    let demo = try Demo(named: name)
    do {
      _ = try RecordingSession.record(demo, timestamp: nil, framesPerSecond: 4)
    } catch let contradiction as Performance.Contradiction {
      Issue.record("\(contradiction.line)\n\(contradiction.frame.text)")
    }
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
    #expect(try Rehearsal(demo).seconds <= 180, "longer than three minutes")
  }

  @Test("are those in demos/, word for word") func embedded() throws {
    let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path).filter { $0.hasSuffix(".yaml") }
    #expect(Set(files) == Set(ShippedDemo.all.map { "\($0.name).yaml" }).union(["stills.yaml"]))
    for demo in ShippedDemo.all {
      let text = try String(contentsOf: Self.folder.appending(path: "\(demo.name).yaml"), encoding: .utf8)
      #expect(demo.text == text, "\(demo.name)")
    }
  }

  @Test("lessons ask, and explain what is wrong; demos do not ask") func lessons() throws {
    for shipped in ShippedDemo.all {
      let demo = try Demo(named: shipped.name)
      #expect(demo.isLesson == (shipped.question != nil))
      for case .ask(let question, _) in demo.cues { #expect(question.correction != nil, "\(shipped.name)") }
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
