import AttentionKernel
import Foundation
import Glibc
import Testing
import VizRecording

@testable import lean_viz

/// Names of files, in and out, under every command that takes them.
@Suite("Files") struct FileArgumentTests {
  /// A folder with a trace, a tensor file and a demo; gone with the test.
  private final class Folder {
    let path = FileManager.default.temporaryDirectory.appending(path: "lean-viz-files-\(UUID().uuidString)").path

    init() throws {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
      try Data(ImportedTraceTests.byHand.utf8).write(to: URL(filePath: path + "/t.json"))
      try Data(Self.tensors).write(to: URL(filePath: path + "/in.safetensors"))
      let demo = """
        lean-demo: 1
        title: t
        problem: {input: \(path)/in.safetensors, units: 2, threads: 1}
        steps:
          - mark: one
          - snapshot: picture.svg
          - play: {until: end, speed: 100}

        """
      try Data(demo.utf8).write(to: URL(filePath: path + "/d.yaml"))
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// The bytes of every file, by its name.
    var contents: [String: [UInt8]] {
      (AttentionKernel.Folder.names(in: path) ?? []).reduce(into: [:]) { contents, name in
        contents[name] = (try? WholeFile.read("\(path)/\(name)", atMost: 1 << 20)) ?? []
      }
    }

    /// One request, two heads, 40 keys of 8 entries: zeros.
    private static var tensors: [UInt8] {
      let (q, kv) = (2 * 8 * 4, 2 * 40 * 8 * 4)
      let header =
        "{\"q\":{\"dtype\":\"F32\",\"shape\":[1,2,8],\"data_offsets\":[0,\(q)]},"
        + "\"k\":{\"dtype\":\"F32\",\"shape\":[1,2,40,8],\"data_offsets\":[\(q),\(q + kv)]},"
        + "\"v\":{\"dtype\":\"F32\",\"shape\":[1,2,40,8],\"data_offsets\":[\(q + kv),\(q + 2 * kv)]}}"
      return (0..<8).map { UInt8(truncatingIfNeeded: header.utf8.count >> (8 * $0)) } + Array(header.utf8)
        + [UInt8](repeating: 0, count: q + 2 * kv)
    }
  }

  /// A run in the folder, of words that a shell reads, since these may be any bytes.
  private func run(_ words: String, in folder: Folder) throws -> ProgramRun {
    try ProgramRun([], script: "cd '\(folder.path)' && exec \"$0\" \(words)")
  }

  @Test("whose names are not UTF-8 are read, written and named") func names() throws {
    let folder = try Folder()
    let files = FileManager.default
    // é in Latin-1.
    func raw(_ name: String) -> String { "\"$(printf 'caf\\351\(name)')\"" }
    func text(_ name: String) -> String { FileName.text(of: Array("caf".utf8) + [0xE9] + Array(name.utf8)) }
    func move(_ name: String, to other: String) {
      let bytes = FileName.bytes(of: "\(folder.path)/\(text(other))").map { CChar(bitPattern: $0) } + [0]
      #expect(rename("\(folder.path)/\(name)", bytes) == 0)
    }
    let include =
      "lean-demo: 1\ntitle: t\nproblem: {context: 40, heads: 2, head-dim: 8, units: 2, threads: 1}\n"
      + "steps:\n  - mark: one\n  - play: {until: end, speed: 100}\n"
    try include.write(toFile: folder.path + "/d.yaml", atomically: true, encoding: .utf8)
    move("d.yaml", to: ".yaml")
    move("in.safetensors", to: ".safetensors")
    try files.removeItem(atPath: folder.path + "/t.json")

    let lines = [
      "run --runs 1 --threads 1 --units 2 --input \(raw(".safetensors")) --output \(raw(".out")) --trace \(raw(".json"))",
      "plan --input \(raw(".safetensors"))", "check \(raw(".yaml"))", "replay \(raw(".json")) --plain",
      "export \(raw(".json")) -o \(raw(".svg"))", "play --plain \(raw(".yaml"))",
      "record \(raw(".yaml")) -o \(raw(".cast")) --traces . --frames .",
    ]
    var said = ""
    for line in lines {
      let run = try run(line, in: folder)
      #expect(run.end == .status(0) && run.error == "", "\(line): \(run)")
      said += run.output
    }
    #expect(
      Set(folder.contents.keys)
        == Set([".yaml", ".safetensors", ".fa2.out", ".fd.out", ".lean.out", ".json", ".svg", ".cast"].map(text))
        .union(["1.json", "01-one.txt"]))
    #expect(said.contains("caf\\xE9.yaml: a demo") && !said.contains("\u{FFFD}"), "\(said)")
    for line in ["replay \(raw(".none")) --plain", "run --input \(raw(".none"))", "play --plain \(raw(".none"))"] {
      let run = try run(line, in: folder)
      #expect(run.end == .status(2) && run.error.hasPrefix("lean-viz: caf\\xE9.none: "), "\(line): \(run)")
    }
    let wrong = try run("run --trace \(raw("/"))", in: folder)
    #expect(wrong.end == .status(64) && wrong.error.contains("caf\\xE9/"), "\(wrong)")
  }

  @Test("that are used twice are refused before any work, however they are spelled") func twice() throws {
    let folder = try Folder()
    let files = FileManager.default
    let path = folder.path
    try files.createSymbolicLink(atPath: path + "/link.safetensors", withDestinationPath: "in.safetensors")
    try files.createSymbolicLink(atPath: path + "/later", withDestinationPath: "./o.fa2")
    try files.createSymbolicLink(atPath: path + "/o.svg", withDestinationPath: "picture.svg")
    try files.linkItem(atPath: path + "/t.json", toPath: path + "/hard.svg")
    try files.linkItem(atPath: path + "/d.yaml", toPath: path + "/d.cast")
    try files.linkItem(atPath: path + "/in.safetensors", toPath: path + "/x.lean.bin")
    let before = folder.contents
    let run = "run --runs 1 --input in.safetensors"
    let record = "record d.yaml --size 120x36"
    for (line, words) in [
      ("\(run) --trace in.safetensors", "--trace: in.safetensors is the same file as --input"),
      ("\(run) --trace ./link.safetensors", "--trace: ./link.safetensors is the same file as --input"),
      ("\(run) --output x.bin", "--output: x.lean.bin is the same file as --input"),
      ("\(run) --output o --trace o.fd", "--trace: o.fd is the same file as --output"),
      ("\(run) --output ./o --trace later", "--trace: later is the same file as --output"),
      ("\(run) --trace new.json >new.json", "--trace: new.json is the same file as standard output"),
      ("export t.json -o hard.svg", "--output: hard.svg is the same file as the trace"),
      ("\(record) -o d.cast", "--output: d.cast is the same file as the demo"),
      ("\(record) -o picture.svg", "picture.svg is the same file as --output"),
      ("\(record) -o o.svg", "picture.svg is the same file as --output"),
      ("\(record) -o new.cast --from-trace t.json --frames . >01-one.txt", "is the same file as standard output"),
      ("record hook -o hard.svg --from-trace t.json", "--output: hard.svg is the same file as --from-trace"),
    ] {
      let end = try self.run(line, in: folder)
      #expect(end.end == .status(64) && end.error.filter { $0 == "\n" }.count == 1, "\(line): \(end)")
      #expect(end.error.contains(words), "\(line): \(end.error)")
    }
    for name in ["new.json", "01-one.txt"] { try files.removeItem(atPath: "\(path)/\(name)") }
    #expect(folder.contents == before)
  }

  @Test("that are pipes or devices are refused alike, for every input, and redirected ones are read") func pipes()
    throws
  {
    let folder = try Folder()
    #expect(mkfifo(folder.path + "/fifo", 0o600) == 0)
    for input in ["fifo", "/dev/stdin"] {
      for line in [
        "plan --input \(input)", "run --input \(input)", "replay \(input) --plain", "export \(input) -o o.svg",
        "check \(input)", "play --plain \(input)", "record \(input) -o o.cast",
        "record d.yaml -o o.cast --from-trace \(input)",
      ] {
        let end = try run(line, in: folder)
        #expect(end.end == .status(2), "\(line): \(end)")
        #expect(end.error == "lean-viz: \(input): is not an ordinary file (save it first)\n", "\(line): \(end)")
      }
    }
    #expect(try run("check /dev/stdin <d.yaml", in: folder).end == .status(0))
    #expect(try run("plan --input /dev/stdin <in.safetensors", in: folder).end == .status(0))
  }

  @Test(
    "are quoted for a shell so that it gives the very bytes again",
    arguments: [
      [0x61], [], [0x27], [0x61, 0xE9, 0x62], [0xFF, 0xE9], [0x27, 0xE9, 0x27, 0x20], [0x0A, 0x24, 0x80, 0x5C],
    ] as [[UInt8]])
  func quoting(bytes: [UInt8]) throws {
    let replay = Replay(try Trace(json: Array(ImportedTraceTests.byHand.utf8)), path: FileName.text(of: bytes))
    let words = replay.commandLine.dropFirst("lean-viz replay ".count)
    let pipe = Pipe()
    let shell = Process()
    shell.executableURL = URL(filePath: "/bin/bash")
    shell.arguments = ["-c", "printf %s \(words)"]
    shell.standardOutput = pipe
    try shell.run()
    #expect([UInt8](pipe.fileHandleForReading.readDataToEndOfFile()) == bytes, "\(words)")
    shell.waitUntilExit()
  }
}

@Suite("A trace that is none") struct ForeignTraceTests {
  @Test(
    "of another program is told as such, whatever its events are like",
    arguments: [
      #"{"traceEvents":[{"ph":"X","cat":"kernel","name":"f","pid":0,"tid":"stream 7","ts":1,"dur":9}]}"#,
      #"{"schemaVersion":1,"traceEvents":[{"ph":"B","pid":1,"tid":1,"ts":1},{"ph":"E","pid":1,"tid":1,"ts":2}]}"#,
      #"[{"ph":"B","name":"a","pid":1,"tid":1,"ts":1},"#, #"[]"#, #"{}"#, #"{"a":NaN}"#,
      #"{"traceEvents":[{"ph":"X","pid":1,"pid":1,"args":{"leanViz":1}}]}"#,
      #"{"traceEvents":[{"ph":"M","args":{"a":"leanViz"}}], "otherData": {}}"#,
    ])
  func foreign(text: String) throws {
    let error = #expect(throws: TraceError.self) { try Trace(json: Array(text.utf8)) }
    let words = "has no leanViz metadata, as traces of other programs; replay reads what lean-viz run --trace writes"
    // Where it speaks of leanViz somewhere else it is read, and wrong where it is wrong.
    #expect(error?.description == words || text.contains("args\":{\"leanViz"), "\(String(describing: error))")
  }

  @Test("of spans in halves is refused at the first half", arguments: ["B", "E"]) func pairs(phase: String) throws {
    let text = ImportedTraceTests.byHand.replacing("\"ph\": \"i\"", with: "\"ph\": \"\(phase)\"")
    let error = #expect(throws: TraceError.self) { try Trace(json: Array(text.utf8)) }
    #expect(
      error?.description == "traceEvents[5]: is half of a span (ph \(phase)): spans are whole here (ph X, with dur)")
  }

  @Test(
    "but another file is told as what it is",
    arguments: [
      ("gunzip", [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 2, 3]), ("HTML", Array("<!doctype html>".utf8)),
      ("LFS", Array("version https://git-lfs.github.com/spec/v1\n".utf8)), ("zip", Array("PK\u{3}\u{4}".utf8)),
      ("safetensors", [2, 0, 0, 0, 0, 0, 0, 0] + Array("{}".utf8)), ("UTF-16", [0xFF, 0xFE, 0x7B, 0]),
    ] as [(String, [UInt8])])
  func kinds(words: String, bytes: [UInt8]) throws {
    let path = FileManager.default.temporaryDirectory.appending(path: "lean-viz-\(UUID().uuidString).json").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try Data(bytes).write(to: URL(filePath: path))
    let failure = #expect(throws: Failure.self) { try Replay(reading: path) }
    let line = failure?.message ?? ""
    #expect(failure?.status == .file && line.hasPrefix("\(path): ") && line.contains(words), "\(line)")
    #expect(line.hasSuffix("; replay reads traces that lean-viz run --trace writes"), "\(line)")
  }
}
