import ArgumentParser

struct TUICommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tui", abstract: "Watch the algorithms run, in this terminal (the default command).")

  @OptionGroup(title: ViewOptions.heading) var view: ViewOptions
  @OptionGroup(title: ProblemOptions.heading) var problem: ProblemOptions

  func run() throws {
    try Studio.run(.kernel(Setup(shownOptions)), view: view)
  }

  /// The problem's options. Where none says what to look at, merging is shown on input on which it matters.
  var shownOptions: ProblemOptions {
    var options = problem
    if view.view == .merge, !problem.sayWhichProblem, problem.preset == nil, problem.distribution == nil {
      options.distribution = .needles
    }
    return options
  }
}
