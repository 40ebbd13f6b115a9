import ArgumentParser
import AttentionKernel
import CellFrame
import DemoFormat
import Foundation
import VizRecording

struct RecordCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "record", abstract: "Play a demo without a terminal and write what it shows to a file.")

  @Argument(help: ArgumentHelp("A demo file, or the name of a shipped one.", valueName: "demo"))
  var demo: String

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "Where to write: OUT.cast, for asciinema and its player, or OUT.svg, a picture that moves.", valueName: "file"))
  var output: String

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The screen's columns and rows; default: the demo's.", valueName: "120x36"))
  var size: ScreenSize?

  @Flag(help: "Leave out tabs and keys.")
  var clean = false

  @Option(help: ArgumentHelp("A folder for the screen as text at each mark.", valueName: "folder"))
  var frames: String?

  @Option(
    help: ArgumentHelp(
      "Play from a stored trace, or from a folder with one of each problem that the demo shows: nothing is executed, "
        + "every number is the trace's.", valueName: "trace"),
    completion: .file())
  var fromTrace: String?

  @Option(
    help: ArgumentHelp(
      "A folder for a trace of each problem that the demo shows; it is recorded from them, so that --from-trace "
        + "gives the same bytes.", valueName: "folder"))
  var traces: String?

  func validate() throws {
    if traces != nil, fromTrace != nil {
      throw ValidationError("--traces: they are written or, by --from-trace, read")
    }
    for (name, folder) in [("--frames", frames), ("--traces", traces)] where folder?.isEmpty == true {
      throw ValidationError("\(name): '' names no folder")
    }
  }

  func run() throws {
    let isPicture = output.hasSuffix(".svg")
    guard isPicture || output.hasSuffix(".cast") else {
      throw Failure.usage("--output: '\(output)' ends neither in .cast nor in .svg")
    }
    var demo = try Demo(named: demo)
    if let size { (demo.width, demo.height) = (size.columns, size.rows) }
    try requireDistinctFiles(demo)
    let written = try traces.map { try Self.traces(of: demo, for: $0) } ?? []
    let recording = try record(demo, written)
    let dark = demo.shownTheme ?? .okabeIto
    let bytes =
      isPicture
      ? Array(recording.film.svg(dark: dark, light: .projector, title: demo.title).utf8)
      : recording.cast.bytes
    try ExitSignals.held { () throws(KernelFailure) in
      for (name, frame) in recording.snapshots {
        let svg = frame.svg(dark: dark, light: .projector, title: demo.title)
        try WholeFile.write(Array((name.hasSuffix(".svg") ? svg : frame.text).utf8), to: pathBesideOutput(name))
      }
      for (bytes, replay) in written { try WholeFile.write(bytes, to: replay.path) }
      if let frames {
        for (index, mark) in recording.marks.enumerated() {
          try WholeFile.write(
            Array(mark.frame.text.utf8), to: Self.frame(index + 1, mark.label, in: frames))
        }
      }
      try WholeFile.write(bytes, to: output)
    }
  }

  /// Everything that is read and written, before anything is done.
  private func requireDistinctFiles(_ demo: Demo) throws {
    var files = FilesInUse()
    if ShippedDemo.named(self.demo) == nil { files.read(self.demo, as: "the demo") }
    for path in demo.files { files.read(path, as: "the demo") }
    for path in demo.inputs { files.read(path, as: "the demo's input") }
    for path in try fromTrace.map(TraceShelf.files) ?? [] { files.read(path, as: "--from-trace") }
    try files.write(output, as: "--output")
    for name in demo.snapshotNames { try files.write(pathBesideOutput(name), as: "a picture that the demo takes") }
    // Folders have to be there, even where a demo has no marks.
    for folder in [frames, traces].compactMap(\.self) { try WholeFile.requireWritable(folder + "/1.txt") }
    if let traces {
      for place in try Rehearsal(demo).setups.indices {
        try files.write(Self.trace(place + 1, in: traces), as: "--traces")
      }
    }
    if let frames {
      for (place, label) in demo.chapters.enumerated() {
        try files.write(Self.frame(place + 1, label, in: frames), as: "--frames")
      }
    }
  }

  /// - Throws: where a claim of the demo does not hold, after its picture has been printed.
  private func record(_ demo: Demo, _ written: [(bytes: [UInt8], replay: Replay)]) throws -> Recording {
    let performance = Performance(demo, isInteractive: false)
    do {
      return try RecordingSession.record(
        performance, on: stage(of: performance, written.map(\.replay)), timestamp: Self.sourceDate(), isClean: clean)
    } catch let contradiction as Performance.Contradiction {
      StandardError.show(progress: "")
      try StandardOutput.print(StandardCharset.current.text(of: contradiction.frame))
      throw Failure(.checkFailed, contradiction.line)
    }
  }

  /// The demo's own problem, or a trace of the same one.
  private func stage(of performance: Performance, _ written: [Replay]) throws -> Stage {
    let setup = try performance.setup()
    if let traces { return try Stage(setup, from: TraceShelf(written, path: traces)) }
    if let fromTrace { return try Stage(setup, from: TraceShelf(reading: fromTrace)) }
    return .kernel(setup)
  }

  /// Runs each problem that a demo shows. What is recorded from is what will stand in the files.
  private static func traces(of demo: Demo, for folder: String) throws -> [(bytes: [UInt8], replay: Replay)] {
    defer { StandardError.show(progress: "") }
    return try Rehearsal(demo).setups.enumerated().map { place, setup in
      let path = trace(place + 1, in: folder)
      let bytes = try setup.trace(for: path).fileBytes
      return (bytes, Replay(try Trace(json: bytes), path: path))
    }
  }

  private static func trace(_ number: Int, in folder: String) -> String { "\(folder)/\(number).json" }

  /// "FOLDER/03-a-partial-is-published.txt"
  private static func frame(_ number: Int, _ label: String, in folder: String) -> String {
    let words = label.lowercased().split { !$0.isASCII || !($0.isLetter || $0.isNumber) }
    let name = ([number < 10 ? "0\(number)" : "\(number)"] + words.map(String.init)).joined(separator: "-")
    return "\(folder)/\(name).txt"
  }

  /// Snapshots lie beside the recording.
  private func pathBesideOutput(_ name: String) -> String {
    guard let slash = output.unicodeScalars.lastIndex(of: "/") else { return name }
    return String(output.unicodeScalars[...slash]) + name
  }

  /// `SOURCE_DATE_EPOCH`: without it a recording says nothing about when it was made.
  private static func sourceDate() throws(Failure) -> Int? {
    guard let text = ProcessInfo.processInfo.environment["SOURCE_DATE_EPOCH"], !text.isEmpty else { return nil }
    guard let seconds = Int(text), seconds >= 0 else {
      throw .usage("SOURCE_DATE_EPOCH: '\(text)' is not a number of seconds")
    }
    return seconds
  }
}
