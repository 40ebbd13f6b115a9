import ArgumentParser
import AttentionCore
import AttentionKernel

struct PlanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan", abstract: "Print the schedules of a problem; nothing runs.")

  @Flag(help: "Print JSON, with every segment.") var json = false
  @Flag(help: "Also say, on standard error, how long planning takes.") var stats = false
  @OptionGroup(title: ProblemOptions.heading) var problem: ProblemOptions

  func run() throws {
    let experiment = try Setup(problem).experiment
    let plans = experiment.plans()
    if json {
      try JSONWriter.print(
        .object([
          ("format", .int(1)), ("command", .string("plan")), ("units", .int(experiment.units)),
          ("slots", .int(experiment.slots)),
          ("problem", experiment.problem.json),
          (
            "algorithms",
            .array(plans.map { .object($0.summary.summaryJSON(wanted: experiment.splits) + $0.ctasJSON) })
          ),
        ]))
    } else {
      try StandardOutput.print(
        (experiment.inWords + [""]
          + Table(rows: [ScheduleSummary.summaryHeader] + plans.map(\.summary.summaryRow)).lines + [""]
          + experiment.splitRuleInWords
          + ReportWords.plan).joined(separator: "\n") + "\n")
    }
    if stats { for line in Self.planningTimes(experiment) { StandardError.print(line: line) } }
  }

  private static let timedPlans = 101

  /// One line per algorithm: the median, 5th and 95th percentile of planning the experiment anew.
  private static func planningTimes(_ experiment: Experiment) -> [String] {
    let clock = ContinuousClock()
    return experiment.algorithms.map { algorithm in
      var alone = experiment
      alone.algorithms = [algorithm]
      let times = (0..<timedPlans).map { _ in
        let elapsed = clock.measure {
          _ = alone.plans()
        }
        return max(0, Int(elapsed / .nanoseconds(1)))
      }
      let samples = Samples(times)
      func milliseconds(_ percent: Double) -> String {
        let microseconds = samples.percentile(percent) / 1000
        return "\(microseconds / 1000).\(String(microseconds % 1000 + 1000).dropFirst()) ms"
      }
      return
        "planning, \(algorithm.title): median \(milliseconds(50)), p5 \(milliseconds(5)), p95 \(milliseconds(95)), "
        + "of \(timedPlans) plans"
    }
  }
}
