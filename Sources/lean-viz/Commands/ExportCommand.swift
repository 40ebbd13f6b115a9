import ArgumentParser
import AttentionKernel
import CellFrame
import VizPlayback
import VizRecording
import VizScene

struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Turn a stored trace into a drawing, a table or a text.")

  @Argument(help: ArgumentHelp("A trace, as run --trace writes it.", valueName: "trace"), completion: .file())
  var trace: String

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "Where to write: a drawing (.svg), a row per span (.csv), or the race's last picture (.txt).", valueName: "file"))
  var output: String

  @Flag(help: "Draw steps, not the trace's times.") var steps = false
  @Flag(help: "Draw on a dark ground; default: on a light one, wherever it is looked at.") var dark = false

  /// Columns and rows of the text.
  private static let textSize = (width: 120, height: 36)

  func run() throws {
    let kind = try Kind(output)
    for (name, isGiven) in [("--steps", steps), ("--dark", dark)] where isGiven && kind != .svg {
      throw Failure.usage("\(name): is for drawings (.svg)")
    }
    var files = FilesInUse()
    files.read(trace, as: "the trace")
    try files.write(output, as: "--output")
    let replay = try Replay(reading: trace)
    let text =
      switch kind {
      case .svg:
        ScheduleDrawing(replay.trace, inSteps: steps, caption: replay.trace.experiment.caption).svg(isDark: dark)
      case .csv: replay.trace.csv
      case .txt: try Self.lastFrame(replay).text
      }
    try ExitSignals.held { () throws(KernelFailure) in try WholeFile.write(Array(text.utf8), to: output) }
  }

  private enum Kind: String {
    case svg, csv, txt

    init(_ path: String) throws(Failure) {
      let name = path.unicodeScalars.split(separator: "/").last
      let ending = name?.split(separator: ".", omittingEmptySubsequences: false) ?? []
      guard ending.count > 1, let last = ending.last, let kind = Kind(rawValue: String(last)) else {
        throw .usage("--output: '\(path)' ends neither in .svg nor in .csv nor in .txt")
      }
      self = kind
    }
  }

  /// The Race when everything is done.
  private static func lastFrame(_ replay: Replay) throws -> Frame {
    var stage = try Headless(.replay(replay))
    try stage.apply(.goToEnd)
    return Frame(stage.state, width: textSize.width, height: textSize.height)
  }
}
