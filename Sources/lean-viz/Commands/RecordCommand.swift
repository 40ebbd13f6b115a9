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

  @Option(name: .shortAndLong, help: ArgumentHelp("Where to write, a name that ends in .cast.", valueName: "file"))
  var output: String

  @Option(help: ArgumentHelp("The screen's columns and rows; default: the demo's.", valueName: "120x36"))
  var size: ScreenSize?

  func run() throws {
    guard output.hasSuffix(".cast") else { throw Failure.usage("--output: \(output) does not end in .cast") }
    try WholeFile.requireWritable(output)
    var demo = try Demo(named: demo)
    if let size { (demo.width, demo.height) = (size.columns, size.rows) }
    for name in demo.snapshotNames { try WholeFile.requireWritable(pathBesideOutput(name)) }
    let (cast, snapshots) = try record(demo)
    try ExitSignals.held { () throws(KernelFailure) in
      for (name, frame) in snapshots {
        let svg = frame.svg(theme: .okabeIto, title: demo.title)
        try WholeFile.write(Array((name.hasSuffix(".svg") ? svg : frame.text).utf8), to: pathBesideOutput(name))
      }
      try WholeFile.write(cast.bytes, to: output)
    }
  }

  /// - Throws: where a claim of the demo does not hold, after its picture has been printed.
  private func record(_ demo: Demo) throws -> (cast: Asciicast, snapshots: [(name: String, frame: Frame)]) {
    do {
      return try RecordingSession.record(demo, timestamp: Self.sourceDate())
    } catch let contradiction as Performance.Contradiction {
      StandardError.show(progress: "")
      try StandardOutput.print(contradiction.frame.text)
      throw Failure(.checkFailed, contradiction.line)
    }
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
