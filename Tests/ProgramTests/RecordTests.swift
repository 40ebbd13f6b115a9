import Foundation
import Glibc
import TerminalTestSupport
import Testing
import TestSupport

/// `record`: a demo in, an asciicast or a picture that moves out.
@Suite struct RecordTests {
  private static let demo = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "demos/hook.yaml").path

  /// An asciicast, read strictly.
  private struct Cast {
    var header: [String: Any]
    var events: [(time: Double, kind: String, data: String)] = []

    init(_ path: String) throws {
      let lines = try String(contentsOfFile: path, encoding: .utf8).split(
        separator: "\n", omittingEmptySubsequences: false)
      try #require(lines.last == "", "the last line has no end")
      func json(_ line: Substring) throws -> Any { try JSONSerialization.jsonObject(with: Data(line.utf8)) }
      header = try #require(try json(lines[0]) as? [String: Any])
      for line in lines.dropFirst().dropLast() {
        let event = try #require(try json(line) as? [Any], "\(line)")
        try #require(event.count == 3, "\(line)")
        events.append(
          (try #require(event[0] as? Double), try #require(event[1] as? String), try #require(event[2] as? String)))
      }
    }

    var markers: [String] { events.filter { $0.kind == "m" }.map(\.data) }

    /// The screen after each event of output, with its time.
    func frames(width: Int, height: Int) -> [(time: Double, screen: VirtualTerminal)] {
      var screen = VirtualTerminal(width: width, height: height)
      return events.filter { $0.kind == "o" }.map { event in
        screen.feed(event.data.utf8)
        return (event.time, screen)
      }
    }
  }

  @Test("Pictures that a demo takes lie beside the recording, and show the view that they were taken of")
  func stills() throws {
    let folder = try TemporaryFolder()
    let stills = URL(filePath: Self.demo).deletingLastPathComponent().appending(path: "stills.yaml").path
    let run = try FinishedProgram.run(["record", stills, "-o", folder.path("stills.cast")])
    #expect(run.status == 0 && run.output.isEmpty && run.error.isEmpty, "\(run)")
    #expect(folder.contents == ["map.svg", "merge.svg", "race.svg", "stills.cast"])
    for (name, words) in [
      ("race", ["FlashDecoding", "22"]), ("map", ["tile B5", "after it"]),
      ("merge", ["f64 reference", "output B: 4 partials, 3 merges"]),
    ] {
      let picture = try String(contentsOfFile: folder.path("\(name).svg"), encoding: .utf8)
      for text in words { #expect(picture.contains(text), "\(name).svg has no '\(text)'") }
      // The README's are of the same size: nobody has changed a view and forgotten them.
      let shipped = URL(filePath: stills).deletingLastPathComponent().appending(path: "\(name).svg")
      let kept = try String(contentsOf: shipped, encoding: .utf8)
      #expect(kept.split(separator: "\n").first == picture.split(separator: "\n").first, "\(name).svg")
    }
  }

  @Test("The hook is 20 s long, has its marks, and ends on the verdict card; twice it is the same but for times")
  func hook() throws {
    let folder = try TemporaryFolder()
    var casts: [Cast] = []
    for name in ["one.cast", "two.cast"] {
      let run = try FinishedProgram.run(["record", Self.demo, "-o", folder.path(name)])
      #expect(run.status == 0 && run.output.isEmpty && run.error.isEmpty, "\(run)")
      casts.append(try Cast(folder.path(name)))
    }
    #expect(folder.contents == ["one.cast", "two.cast"])
    let cast = casts[0]
    #expect(cast.header["version"] as? Int == 2, "\(cast.header)")
    #expect(cast.header["width"] as? Int == 120 && cast.header["height"] as? Int == 36, "\(cast.header)")
    #expect(cast.header["title"] as? String == "22 steps, 10 steps, 9 steps", "\(cast.header)")
    let times = cast.events.map(\.time)
    #expect(times == times.sorted(), "the times do not ascend")
    #expect((18...26).contains(times.last ?? 0), "\(String(describing: times.last)) s")
    let text = try String(contentsOfFile: Self.demo, encoding: .utf8)
    let marks = text.split(separator: "\n").compactMap { $0.split(separator: "mark: ").dropFirst().first }
    #expect(cast.markers == marks.map(String.init) && !marks.isEmpty, "\(cast.markers)")

    let frames = cast.frames(width: 120, height: 36)
    let last = try #require(frames.last?.screen)
    #expect(last.unknown.isEmpty, "\(last.unknown)")
    // Whoever plays it gets their terminal back, and whoever breaks it off lacks a cursor at most.
    #expect(last.leftBehind.isEmpty, "\(last.leftBehind)")
    let leftOn = Set(frames.flatMap(\.screen.leftBehind))
    #expect(leftOn == ["a hidden cursor"])
    for text in ["22 → 10 → 9 steps.", "f64 reference", "as if 8 CPU cores", "measured, "] {
      #expect(last.text.contains(text), "\(text) is not on the last frame:\n\(last.text)")
    }
    let again = casts[1].frames(width: 120, height: 36)
    #expect(frames.map(\.time) == again.map(\.time))
    for (one, two) in zip(frames, again) {
      let (a, b) = (one.screen.text.withoutMeasuredTimes, two.screen.text.withoutMeasuredTimes)
      if a != b {
        Issue.record("at \(one.time) s:\n\(one.screen.text)\n\(two.screen.text)")
        break
      }
    }
  }

  @Test("A name that ends in .svg is a picture that moves; --frames writes the screen at each mark, --clean no keys")
  func movingPicture() throws {
    let folder = try TemporaryFolder()
    try FileManager.default.createDirectory(atPath: folder.path("frames"), withIntermediateDirectories: false)
    let arguments = ["record", Self.demo, "-o", folder.path("hook.svg"), "--clean", "--frames", folder.path("frames")]
    let run = try FinishedProgram.run(arguments)
    #expect(run.status == 0 && run.output.isEmpty && run.error.isEmpty, "\(run)")
    #expect(folder.contents == ["frames", "hook.svg"])
    let picture = try String(contentsOfFile: folder.path("hook.svg"), encoding: .utf8)
    #expect(picture.hasPrefix("<svg ") && picture.hasSuffix("</svg>\n") && picture.utf8.count <= 1_000_000)
    for text in ["@keyframes", "22 steps, 10 steps, 9 steps", "22 → 10 → 9 steps."] {
      #expect(picture.contains(text), "no '\(text)'")
    }
    for text in ["quit", "2 map"] { #expect(!picture.contains(text), "'\(text)' in a clean picture") }
    let frames = try FileManager.default.contentsOfDirectory(atPath: folder.path("frames")).sorted()
    #expect(
      frames == [
        "01-three-heads-eight-units.txt", "02-a-partial-is-published.txt", "03-leanattention-is-done.txt",
        "04-the-verdict.txt",
      ])
    for (name, words) in zip(
      frames, ["three-heads", "▲ step 4", "Nine steps: LeanAttention is done", "22 → 10 → 9 steps."])
    {
      let text = try String(contentsOfFile: folder.path("frames/\(name)"), encoding: .utf8)
      #expect(
        text.contains(words) && text.split(separator: "\n", omittingEmptySubsequences: false).count == 37, "\(text)")
    }
  }

  @Test("--size is the recording's size")
  func size() throws {
    let folder = try TemporaryFolder()
    let run = try FinishedProgram.run(["record", Self.demo, "-o", folder.path("small.cast"), "--size", "80x24"])
    #expect(run.status == 0, "\(run)")
    let cast = try Cast(folder.path("small.cast"))
    #expect(cast.header["width"] as? Int == 80 && cast.header["height"] as? Int == 24, "\(cast.header)")
    let last = try #require(cast.frames(width: 80, height: 24).last?.screen)
    #expect(last.text.contains("22 → 10 → 9 steps."), "\(last.text)")
    #expect(last.unknown.isEmpty, "\(last.unknown)")
  }

  @Test(
    "What is wrong in a demo is one line with file, line and column, and 2",
    arguments: [
      ("lean-demo: 1\ntitle: t\nsteps:\n  - explode: now\n", ":4:5:"),
      ("lean-demo: 1\ntitle: t\nsteps:\n  - play: {until: never}\n", ":4:"),
      ("lean-demo: 1\ntitle: t\nproblem: {units: 0}\nsteps: []\n", ":3:"),
      ("lean-demo: 1\ntitle: t\nproblem:\n  heads: 4\n  kv-heads: 3\nsteps:\n  - say: hello\n", ":5:"),
      ("lean-demo: 1\ntitle: t\nproblem: {preset: nothing}\nsteps:\n  - say: hello\n", ":3:"), ("lean-demo: [\n", ":"),
      ("", ":"), ("lean-demo: 2\nsteps: []\n", ":1:"),
    ])
  func badDemo(text: String, place: String) throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(text, to: "bad.yaml")
    let run = try FinishedProgram.run(["record", path, "-o", folder.path("out.cast")])
    #expect(run.status == 2 && run.error.isOneLine && run.output.isEmpty, "\(text)\n\(run)")
    #expect(run.error.contains("bad.yaml" + place), "\(text)\n\(run)")
    #expect(folder.contents == ["bad.yaml"], "\(folder.contents)")
  }

  @Test("Files that cannot be read or written are 2, other names 64, and nothing is left beside")
  func files() throws {
    let folder = try TemporaryFolder()
    func expect(_ arguments: [String], _ status: Int32, limits: String? = nil) throws {
      let before = folder.contents
      let run = try FinishedProgram.run(["record"] + arguments, limits: limits)
      #expect(run.status == status && run.error.isOneLine && run.output.isEmpty, "\(arguments): \(run)")
      #expect(folder.contents == before, "\(arguments): \(folder.contents)")
    }
    let short = try folder.write("lean-demo: 1\ntitle: t\nsteps:\n  - say: hello\n", to: "short.yaml")
    try expect([folder.path("missing.yaml"), "-o", folder.path("out.cast")], 2)
    try expect([folder.url.path, "-o", folder.path("out.cast")], 2)
    try expect([short, "-o", folder.path("no/such/folder/out.cast")], 2)
    try expect([short, "-o", folder.path("out.mp4")], 64)
    try expect([short, "-o", folder.path("no/such/folder/out.svg")], 2)
    try expect([short, "-o", folder.path("out.svg"), "--frames", folder.path("no-folder")], 2)
    let picture = try folder.write("lean-demo: 1\ntitle: t\nsteps:\n  - snapshot: out.svg\n", to: "picture.yaml")
    try expect([picture, "-o", folder.path("out.svg")], 64)
    try expect([short, "-o", folder.path("out.cast"), "--size", "0x0"], 64)
    try expect([short], 64)
    let huge = try folder.write(
      "lean-demo: 1\ntitle: t\nproblem: {context: 2000000000, heads: 64}\nsteps:\n  - play: {until: end}\n",
      to: "huge.yaml")
    try expect([huge, "-o", folder.path("out.cast")], 64)
    try FileManager.default.createDirectory(atPath: folder.path("folder.cast"), withIntermediateDirectories: false)
    try expect([short, "-o", folder.path("folder.cast")], 2)
    try FileManager.default.createSymbolicLink(atPath: folder.path("full.cast"), withDestinationPath: "/dev/full")
    try expect([short, "-o", folder.path("full.cast")], 2)
    // The file may not grow beyond 512 bytes.
    try expect([short, "-o", folder.path("out.cast")], 2, limits: "ulimit -f 1")
    try expect([short, "-o", folder.path("out.svg")], 2, limits: "ulimit -f 1")
    // Bytes that are no text.
    try Data([0x80, 0xFF, 0x00]).write(to: folder.url.appending(path: "bytes.yaml"))
    try expect([folder.path("bytes.yaml"), "-o", folder.path("out.cast")], 2)
  }

  @Test("A signal in the middle leaves nothing beside, and what was there")
  func signal() throws {
    let folder = try TemporaryFolder()
    let old = try folder.write("old", to: "out.cast")
    // Which takes longer than any of the delays, however fast the machine is.
    let plays = (1...3000).map { "  - set: {context: \($0 % 40 + 1)}\n  - play: {until: end}\n" }
    let demos = try TemporaryFolder()
    let long = try demos.write(
      "lean-demo: 1\ntitle: long\nproblem: {context: 9, heads: 2, head-dim: 8, tile: 4}\nsteps:\n" + plays.joined(),
      to: "long.yaml")
    var random = SeededRandom(seed: 3)
    for signal in [SIGHUP, SIGINT, SIGQUIT, SIGTERM] {
      let delay = UInt32.random(in: 50...600, using: &random)
      let run = try FinishedProgram.run(["record", long, "-o", old]) { program in
        usleep(delay * 1000)
        kill(program.process, signal)
      }
      #expect(
        run.status == 128 + signal && !run.wasSignalled && run.error.isEmpty, "\(signal) after \(delay) ms: \(run)")
      #expect(folder.contents == ["out.cast"])
      #expect(try String(contentsOfFile: old, encoding: .utf8) == "old")
    }
  }
}

extension String {
  /// The text without what a clock has measured, and without how that moves what stands beside.
  fileprivate var withoutMeasuredTimes: String {
    replacing(/[0-9.,]+ (ns|µs|ms|s)\b/, with: "#").replacing(/slowed [0-9.,]+×/, with: "slowed #×")
      .replacing(/(takes|pass) [0-9.]+ %/, with: "# %").replacing(/[ ─━]+/, with: " ")
  }
}
