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

  @Option(help: ArgumentHelp("The screen's columns and rows; default: the demo's.", valueName: "120x36"))
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
    try WholeFile.requireWritable(output)
    if let frames { try WholeFile.requireWritable(frames + "/01.txt") }
    if let traces { try WholeFile.requireWritable(Self.trace(1, in: traces)) }
    var demo = try Demo(named: demo)
    if let size { (demo.width, demo.height) = (size.columns, size.rows) }
    for name in demo.snapshotNames {
      if pathBesideOutput(name) == output { throw Failure.usage("--output: \(name) is a picture that the demo takes") }
      try WholeFile.requireWritable(pathBesideOutput(name))
    }
    let written = try traces.map { try Self.traces(of: demo, for: $0) } ?? []
    let recording = try record(demo, written)
    let bytes =
      isPicture
      ? Array(recording.film.svg(dark: demo.shownTheme ?? .okabeIto, light: .projector, title: demo.title).utf8)
      : recording.cast.bytes
    try ExitSignals.held { () throws(KernelFailure) in
      for (name, frame) in recording.snapshots {
        let svg = frame.svg(theme: .okabeIto, title: demo.title)
        try WholeFile.write(Array((name.hasSuffix(".svg") ? svg : frame.text).utf8), to: pathBesideOutput(name))
      }
      for (bytes, replay) in written { try WholeFile.write(bytes, to: replay.path) }
      if let frames {
        for (index, mark) in recording.marks.enumerated() {
          try WholeFile.write(
            Array(mark.frame.text.utf8), to: "\(frames)/\(Self.fileName(number: index + 1, mark.label)).txt")
        }
      }
      try WholeFile.write(bytes, to: output)
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

  /// "03-a-partial-is-published"
  private static func fileName(number: Int, _ label: String) -> String {
    let words = label.lowercased().split { !$0.isASCII || !($0.isLetter || $0.isNumber) }
    return ([number < 10 ? "0\(number)" : "\(number)"] + words.map(String.init)).joined(separator: "-")
  }

  /// Snapshots lie beside the recording.
  private func pathBesideOutput(_ name: String) -> String {
    guard let slash = output.lastIndex(of: "/") else { return name }
    return output[...slash] + name
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
