import ArgumentParser
import AttentionCore
import AttentionKernel

struct BenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract: "Measure the algorithms against each other and against the machine's read bandwidth; units are threads.")

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "How many rounds, no more and no fewer; default: \(Self.leastRounds), and more until every ratio is known to ±3 % "
        + "or \(Int(Self.addedSeconds)) s are over.", valueName: "n"))
  var runs: Int?

  @Flag(help: "Every run reads the same K and V; default: each another copy, so that they come from memory.")
  var warm = false

  @Flag(help: "Print JSON, with every segment.") var json = false
  @OptionGroup(title: ProblemOptions.heading) var problem: ProblemOptions

  static let leastRounds = 31
  static let addedSeconds = 60.0

  func validate() throws {
    if let runs, !RunCommand.runLimits.contains(runs) {
      throw ValidationError("--runs: \(runs) is not from 1 to \(RunCommand.runLimits.upperBound)")
    }
  }

  func run() throws {
    let report = try report()
    try json ? JSONWriter.print(report.json) : StandardOutput.print(report.text)
    try report.results.requireOK()
  }

  /// The problem's options with a unit per thread, whatever a preset says.
  func measuredOptions(usableCores cores: Int) throws(Failure) -> ProblemOptions {
    let threads = problem.threads ?? cores
    // Elsewhere said to be out of range.
    guard ProblemLimits.threads.contains(threads) else { return problem }
    if let units = problem.units, units != threads, ProblemLimits.units.contains(units) {
      let asMany = units <= cores ? "--threads \(units), or " : ""
      throw .usage(
        "--units: \(units) with --threads \(threads): bench measures a unit per thread. "
          + "Use \(asMany)lean-viz run --units \(units), which composes"
      )
    }
    var options = problem
    options.threads = threads
    options.units = problem.units ?? threads
    return options
  }

  /// Executes and measures everything; prints nothing.
  func report() throws -> BenchReport {
    defer { StandardError.show(progress: "") }
    let session = try RunSession(
      Setup(measuredOptions(usableCores: usableCores())), coldCopies: .thorough)
    let results = try session.execute()
    let refusal = results.refusal ?? session.refusal
    StandardError.show(progress: "copying K and V")
    let progress = RoundProgress()
    guard
      let measured = try session.engine.measure(
        session.schedules, limit: limit(session, refusal: refusal), tracedRounds: .max, cold: !warm, isSpread: true,
        readTest: true,
        didRound: { progress.show($0) })
    else { throw Failure(.ours, "the measurement ended without being asked to") }
    StandardError.show(progress: "measuring phases")
    return BenchReport(
      session: session, results: results, measured: measured, isWarm: warm, refusal: refusal,
      phases: try session.engine.phaseShares(session.schedules, cold: !warm) ?? [],
      arithmetic: try session.engine.arithmeticRoof(), forkJoin: session.engine.forkJoinTimes(),
      clockReading: session.engine.clockReadingCost())
  }

  private func limit(_ session: RunSession, refusal: String?) -> RoundLimit {
    if let runs { return RoundLimit(rounds: runs) }
    let algorithms = session.experiment.algorithms
    return RoundLimit(rounds: Self.leastRounds, addedSeconds: Self.addedSeconds) { rounds in
      !Comparison(algorithms, rounds, refusal: refusal).isNoisy
    }
  }
}

/// Says now and then, on a terminal, how many rounds are done.
private final class RoundProgress {
  private let clock = ContinuousClock()
  private var last: ContinuousClock.Instant?

  func show(_ rounds: Int) {
    let now = clock.now
    if let last, last.duration(to: now) < .milliseconds(200) { return }
    last = now
    StandardError.show(progress: "measuring, round \(rounds)")
  }
}
