import ArgumentParser

struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Execute the schedules on this machine, check the results, report times.")
  @OptionGroup(title: ProblemOptions.heading) var problem: ProblemOptions
}
