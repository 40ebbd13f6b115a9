import ArgumentParser

struct RecordCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "record", abstract: "Play a demo without a terminal and write what it shows to a file.")

  @Argument(help: ArgumentHelp("A demo: a YAML file, or the name of a shipped one.", valueName: "demo"))
  var demo: String

  @Option(name: .shortAndLong, help: ArgumentHelp("Where to write; the name's end says what.", valueName: "file"))
  var output: String

  @Option(help: ArgumentHelp("The screen's columns and rows; default: the demo's.", valueName: "120x36"))
  var size: ScreenSize?

  func run() throws {
    try RecordingSession.run(demo: demo, output: output, size: size)
  }
}
