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

  func run() throws {
    let isPicture = output.hasSuffix(".svg")
    guard isPicture || output.hasSuffix(".cast") else {
      throw Failure.usage("--output: \(output) ends neither in .cast nor in .svg")
    }
    try WholeFile.requireWritable(output)
    if let frames { try WholeFile.requireWritable(frames + "/01.txt") }
    var demo = try Demo(contentsOf: demo)
    if let size { (demo.width, demo.height) = (size.columns, size.rows) }
    for name in demo.snapshotNames {
      if pathBesideOutput(name) == output { throw Failure.usage("--output: \(name) is a picture that the demo takes") }
      try WholeFile.requireWritable(pathBesideOutput(name))
    }
    let recording = try RecordingSession.record(
      demo, setup: demo.setup(file: self.demo), timestamp: Self.sourceDate(), isClean: clean)
    let bytes =
      isPicture
      ? Array(recording.film.svg(dark: .okabeIto, light: .projector, title: demo.title).utf8) : recording.cast.bytes
    try ExitSignals.held { () throws(KernelFailure) in
      for (name, frame) in recording.snapshots {
        let svg = frame.svg(theme: .okabeIto, title: demo.title)
        try Self.write(Array((name.hasSuffix(".svg") ? svg : frame.text).utf8), to: pathBesideOutput(name))
      }
      if let frames {
        for (index, mark) in recording.marks.enumerated() {
          try Self.write(
            Array(mark.frame.text.utf8), to: "\(frames)/\(Self.fileName(number: index + 1, mark.label)).txt")
        }
      }
      try Self.write(bytes, to: output)
    }
  }

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

  private static func write(_ bytes: [UInt8], to path: String) throws(KernelFailure) {
    try WholeFile.write(to: path) { append throws(KernelFailure) in
      // Arrays hand out their bytes only to closures that rethrow any error.
      let result = bytes.withUnsafeBytes { bytes in Result { () throws(KernelFailure) in try append(bytes) } }
      try result.get()
    }
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
