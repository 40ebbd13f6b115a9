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
      let samples = times.samples[place]
      return TracedRun(
        schedule: schedule, timeline: times.timelines[place],
        times: TracedTimes(
          median: samples.median, p5: samples.percentile(5), p95: samples.percentile(95), runs: samples.count),
        record: contents.record(record, of: schedule),
        references: references.map { table in schedule.segments.map { table.reference(of: $0, in: schedule) } })
    }
    return Trace(
      experiment: experiment, name: setup.source, input: setup.input == nil ? nil : setup.source,
      threads: engine.threads,
      instructionSet: engine.instructionSet.rawValue, clock: clock, isCold: times.isCold,
      isOversubscribed: engine.isOversubscribed, costs: times.costs, runs: runs)
  }
}

/// Double-precision results over segments, each computed once however many schedules cut there.
private final class ReferenceTable {
  private let engine: Engine
  private var known: [Segment: Reference] = [:]

  init(_ engine: Engine) { self.engine = engine }

  func reference(of segment: Segment, in schedule: Schedule) -> Reference {
    if let reference = known[segment] { return reference }
    let reference = engine.reference(ofOutput: schedule.output(of: segment), keys: [segment.keys])
    known[segment] = reference
    return reference
  }
}

extension Trace {
  /// Writes the trace, whole or not at all.
  func write(to path: String) throws(Failure) {
    do {
      try ExitSignals.held { () throws(KernelFailure) in
        try WholeFile.write(Array(json(writer: "lean-viz \(LeanViz.version)").utf8), to: path)
      }
    } catch {
      throw Failure(error)
    }
  }
}
