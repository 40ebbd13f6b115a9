import AttentionCore
import AttentionKernel
import VizRecording

extension RunSession {
  /// What is written down of a run.
  ///
  /// - Parameters:
  ///   - results: with their records.
  ///   - times: with a timeline of each schedule.
  ///   - setup: of the session.
  func trace(_ results: [RunResult], _ times: RunTimes, contents: TraceContents, setup: Setup) -> Trace {
    var experiment = experiment
    // As many as there really were: to repeat it, it takes no less.
    experiment.threads = engine.threads
    let references = contents.hasReferences ? ReferenceTable(engine) : nil
    let runs = results.indices.map { place in
      let result = results[place]
      let schedule = result.schedule
      var record = result.execution.record ?? Record(for: schedule)
      record.accuracy = result.accuracy
      return TracedRun(
        schedule: schedule, timeline: times.timelines[place], times: times.samples[place].wallTime,
        record: contents.record(record, of: schedule),
        references: references.map { table in schedule.segments.map { table.reference(of: $0, in: schedule) } })
    }
    return Trace(
      experiment: experiment, name: setup.source, input: setup.input == nil ? nil : setup.source,
      threads: engine.threads,
      instructionSet: engine.instructionSet.rawValue, clock: clock, isCold: times.isCold,
      isOversubscribed: engine.isOversubscribed, costs: times.costs, runs: runs,
      measured: contents.hasMeasuredRuns ? times.measured : nil)
  }
}

extension Setup {
  /// Executes, checks and times it, and writes everything down.
  ///
  /// - Parameter path: of the file that it is for.
  func trace(for path: String) throws -> Trace {
    try requireSchedulesFit()
    let contents = try TraceContents(experiment.schedules(), isMeasured: experiment.units == cores)
    let session = try RunSession(self)
    let results = try session.execute(recording: contents.hasTiles)
    contents.tellWhatIsMissing(in: path)
    return session.trace(results, try session.time(runs: nil, isTraced: true), contents: contents, setup: self)
  }
}

/// Double-precision results over segments, each computed once however many schedules cut there.
private final class ReferenceTable {
  private let engine: Engine
  private var known: [Segment: Reference] = [:]

  init(_ engine: Engine) { self.engine = engine }

  func reference(of segment: Segment, in schedule: Schedule) -> Reference {
    if let reference = known[segment] { return reference }
    let reference = engine.reference(ofOutput: schedule.output(of: segment), keys: schedule.keyRanges(of: segment))
    known[segment] = reference
    return reference
  }
}

extension Trace {
  /// The bytes of its file.
  var fileBytes: [UInt8] { Array(json(writer: "lean-viz \(LeanViz.version)").utf8) }

  /// Writes the trace, whole or not at all.
  func write(to path: String) throws(Failure) {
    do {
      try ExitSignals.held { () throws(KernelFailure) in try WholeFile.write(fileBytes, to: path) }
    } catch {
      throw Failure(error)
    }
  }
}
