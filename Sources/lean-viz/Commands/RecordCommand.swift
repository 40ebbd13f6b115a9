import ArgumentParser
import AttentionKernel
import DemoFormat
import Foundation
import VizRecording

struct RecordCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "record", abstract: "Play a demo without a terminal and write what it shows to a file.")

  @Argument(help: ArgumentHelp("A demo, a YAML file.", valueName: "demo"))
  var demo: String

  @Option(name: .shortAndLong, help: ArgumentHelp("Where to write, a name that ends in .cast.", valueName: "file"))
  var output: String

  @Option(help: ArgumentHelp("The screen's columns and rows; default: the demo's.", valueName: "120x36"))
  var size: ScreenSize?

  @Option(
    help: ArgumentHelp(
      "Play from a stored trace: nothing is executed, every number is the trace's.", valueName: "trace"),
    completion: .file())
  var fromTrace: String?

  func run() throws {
    guard output.hasSuffix(".cast") else { throw Failure.usage("--output: \(output) does not end in .cast") }
    try WholeFile.requireWritable(output)
    var demo = try Demo(contentsOf: demo)
    if let size { (demo.width, demo.height) = (size.columns, size.rows) }
    for name in demo.snapshotNames { try WholeFile.requireWritable(pathBesideOutput(name)) }
    let (cast, snapshots) = try RecordingSession.record(
      demo, stage: stage(demo), timestamp: Self.sourceDate())
    try ExitSignals.held { () throws(KernelFailure) in
      for (name, frame) in snapshots {
        let svg = frame.svg(theme: .okabeIto, title: demo.title)
        try WholeFile.write(Array((name.hasSuffix(".svg") ? svg : frame.text).utf8), to: pathBesideOutput(name))
      }
      try WholeFile.write(cast.bytes, to: output)
    }
  }

  /// The demo's own problem, or a trace of the same one.
  private func stage(_ demo: Demo) throws -> Stage {
    let setup = try demo.setup(file: self.demo)
    guard let fromTrace else { return .kernel(setup) }
    let replay = try Replay(reading: fromTrace)
    try replay.requireExperiment(of: setup, called: self.demo)
    return .replay(replay)
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

extension Demo {
  /// Reads a demo file; errors name it as it was given.
  fileprivate init(contentsOf path: String) throws {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw Failure.file("\(path): there is no such file")
    }
    if isFolder.boolValue { throw Failure.file("\(path): is a folder") }
    guard let handle = FileHandle(forReadingAtPath: path) else { throw Failure.file("\(path): cannot be read") }
    // One byte more than a demo may have: a device or a huge file ends here.
    guard let data = try? handle.read(upToCount: Demo.mostBytes + 1) ?? Data() else {
      throw Failure.file("\(path): cannot be read")
    }
    guard let text = String(validating: data, as: UTF8.self) else { throw Failure.file("\(path): is not UTF-8") }
    self = try Demo(parsing: text, file: path)
  }

  /// The setup that the demo's problem options give: the command line's options, read by the command line's rules.
  fileprivate func setup(file: String) throws -> Setup {
    let arguments = problem.flatMap { option in
      option.name == "algorithm"
        ? option.values.flatMap { ["--algorithm", $0] } : ["--\(option.name)", option.values.joined(separator: ",")]
    }
    do {
      return try Setup(ProblemOptions.parse(arguments))
    } catch {
      let reason = (error as? Failure)?.message ?? ProblemOptions.message(for: error)
      let place = problem.first { reason.contains("--\($0.name)") }?.place ?? problem.first?.place
      throw DemoError(file: file, place: place, reason: reason)
    }
  }
}
