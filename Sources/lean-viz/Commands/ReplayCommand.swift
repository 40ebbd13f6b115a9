import ArgumentParser

struct ReplayCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "replay", abstract: "Watch a stored trace, in this terminal: nothing is executed.")

  @Argument(help: ArgumentHelp("A trace, as run --trace writes it.", valueName: "trace"), completion: .file())
  var trace: String

  @OptionGroup(title: ViewOptions.heading) var view: ViewOptions

  func run() throws {
    try Studio.run(.replay(Replay(reading: trace)), view: view)
  }
}
