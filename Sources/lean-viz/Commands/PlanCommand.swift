import ArgumentParser
import AttentionCore

struct PlanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan", abstract: "Print the schedules of a problem; nothing runs.")

  @Flag(help: "Print JSON, with every segment.") var json = false
  @OptionGroup(title: ProblemOptions.heading) var problem: ProblemOptions

  func run() throws {
    let experiment = try Setup(problem).experiment
    let schedules = experiment.schedules()
    if json {
      try JSONWriter.print(
        .object([
          ("format", .int(1)), ("command", .string("plan")), ("units", .int(experiment.units)),
          ("problem", experiment.problem.json),
          (
            "algorithms",
            .array(schedules.map { .object($0.summaryJSON(wanted: experiment.splits) + [("ctas", $0.ctasJSON)]) })
          ),
        ]))
    } else {
      try StandardOutput.print(
        (experiment.inWords + [""] + Table(rows: [Schedule.summaryHeader] + schedules.map(\.summaryRow)).lines + [""]
          + experiment.splitRuleInWords).joined(separator: "\n") + "\n")
    }
  }
}
