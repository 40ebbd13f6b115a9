import ArgumentParser

struct TUICommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tui", abstract: "Watch the algorithms run, in this terminal (the default command).")

  @OptionGroup(title: ViewOptions.heading) var view: ViewOptions
  @OptionGroup(title: ProblemOptions.heading) var problem: ProblemOptions

  func run() throws {
    try Studio.run(setup: Setup(problem), view: view)
  }
}
