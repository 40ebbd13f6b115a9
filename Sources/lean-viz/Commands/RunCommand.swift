import ArgumentParser
import AttentionCore
import AttentionKernel

struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Execute the schedules on this machine, check the results, report times.")

  @Option(
    help: ArgumentHelp("Write each result, F.safetensors as F.fa2.safetensors and so on.", valueName: "file"),
    completion: .file())
  var output: String?

  @Option(
    help: ArgumentHelp(
      "Write the run as trace-event JSON, for Perfetto, `lean-viz replay` and `lean-viz export`.", valueName: "file"),
    completion: .file())
  var trace: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "How often each time is taken; default: \(Self.measuredRuns) measured, \(Self.composedRuns) composed, fewer where they take long.",
      valueName: "n"))
  var runs: Int?

  @Flag(help: "Print JSON, with every segment.") var json = false
  @OptionGroup(title: ProblemOptions.heading) var problem: ProblemOptions

  static let measuredRuns = 31
  /// How many of them are also traced; the one of median time is kept.
  static let tracedRuns = RoundLimit.typicalTraces
  /// Of five timings of each tile.
  static let composedRuns = 5
  /// No more of either begin after so long, unless they were asked for: `run` on less than 100 MB takes 3 s at most.
  static let seconds = 1.0
  static let runLimits = 1...100_000

  func validate() throws {
    if let runs, !Self.runLimits.contains(runs) {
      throw ValidationError("--runs: \(runs) is not from 1 to \(Self.runLimits.upperBound)")
    }
    if let output, output.isEmpty || output.hasSuffix("/") {
      throw ValidationError("--output: '\(output)' names no file")
    }
    if let trace, trace.isEmpty || trace.hasSuffix("/") {
      throw ValidationError("--trace: '\(trace)' names no file")
    }
  }

  func run() throws {
    let report = try report()
    try json ? JSONWriter.print(report.json) : StandardOutput.print(report.text)
    try report.results.requireOK()
  }

  /// Executes and times everything, and writes the files; prints nothing.
  func report() throws -> RunReport {
    defer { StandardError.show(progress: "") }
    let setup = try Setup(problem)
    try setup.requireSchedulesFit()
    // Before the work, not after it.
    var files = FilesInUse()
    if let input = setup.input { files.read(input, as: "--input") }
    if let output {
      for algorithm in setup.experiment.algorithms {
        try files.write(RunResult.path(output, for: algorithm), as: "--output")
      }
    }
    var contents: TraceContents?
    if let trace {
      try files.write(trace, as: "--trace")
      contents = try TraceContents(
        setup.experiment.schedules(), isMeasured: setup.experiment.units == setup.cores)
    }
    let session = try RunSession(setup)
    let results = try session.execute(recording: contents?.hasTiles ?? false)
    if let output {
      for result in results { try result.write(to: output) }
    }
    let times = try session.time(runs: runs, isTraced: trace != nil)
    if let trace, let contents {
      StandardError.show(progress: "writing the trace")
      try session.trace(results, times, contents: contents, setup: setup).write(to: trace)
      contents.tellWhatIsMissing(in: trace)
    }
    return RunReport(session: session, results: results, times: times)
  }
}

/// One schedule's result and how right it is.
struct RunResult {
  var schedule: Schedule
  var execution: Execution
  var accuracy: Accuracy

  /// Writes the result beside `path`, the algorithm in its name.
  func write(to path: String) throws(Failure) {
    let path = Self.path(path, for: schedule.algorithm)
    do {
      try ExitSignals.held {
        try TensorFile.write(
          output: execution.output, logSumExp: execution.logSumExp, of: schedule.problem, to: path)
      }
    } catch {
      throw Failure(error)
    }
  }

  /// `dir/o.safetensors` → `dir/o.fa2.safetensors`; a name without an extension gets the algorithm as one.
  static func path(_ path: String, for algorithm: Algorithm) -> String {
    // Of scalars: a slash or dot is one for the system, whatever accent the name goes on with.
    let scalars = path.unicodeScalars
    let name = scalars.lastIndex(of: "/").map { scalars.index(after: $0) } ?? scalars.startIndex
    // A dot at the start hides a file, it ends no name.
    guard let dot = scalars[name...].dropFirst().lastIndex(of: ".") else { return "\(path).\(algorithm.rawValue)" }
    return path[..<dot] + ".\(algorithm.rawValue)" + path[dot...]
  }
}
