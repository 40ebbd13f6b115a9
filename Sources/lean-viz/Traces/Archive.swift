import AttentionCore
import VizPlayback
import VizRecording

/// Answers a state's effects from a stored trace: nothing is executed, and what the trace does not hold is not reported.
final class Archive: Performer {
  private var trace: Trace
  private var runs: [Run]
  private var agenda: Agenda
  private var told = Moment()

  /// - Parameter state: of the trace's schedules, at its beginning.
  init(_ trace: Trace, state: State) {
    self.trace = trace
    runs = state.runs
    agenda = state.agenda
  }

  func begin(_ stage: Stage, state: State) {
    switch stage {
    case .kernel: break
    case .replay(let replay), .demoReplay(_, let replay, _): trace = replay.trace
    }
    runs = state.runs
    agenda = state.agenda
    told = Moment()
  }

  func perform(_ effect: Effect, isCancelled: @escaping () -> Bool, report: (Action) -> Void) {
    switch effect {
    case .compute(let moment): tell(through: moment, report: report)
    case .check: check(report: report)
    case .refer(let request): refer(request, report: report)
    // There are no more runs than those of the trace.
    case .measure: report(.measurementEnded(.done))
    // The rest is the loop's.
    default: break
    }
  }

  private func tell(through end: Moment, report: (Action) -> Void) {
    // Times from elsewhere are there from the beginning: nothing here is disturbed by taking them.
    if told == Moment(), let imported { report(.imported(imported)) }
    guard told < end else { return }
    for run in runs.indices {
      var entries = tiles(ofRun: run, after: told.step, through: end.step)
      for merge in agenda.merges(ofRun: run, in: runs, after: told, through: end) {
        entries += self.merge(merge, ofRun: run)
      }
      report(.computed(run: run, entries: entries, medianTileNanoseconds: nil))
    }
    told = end
    report(.reached(end))
  }

  private func tiles(ofRun place: Int, after first: Int, through last: Int) -> [RecordEntry] {
    let (run, record) = (runs[place], trace.runs[place].record)
    var entries: [RecordEntry] = []
    for (index, span) in run.timeline.spans.enumerated() where span.start < last && span.end > first {
      let segment = run.schedule.segments[index]
      let rows = segment.rows.count
      let recorded = record.segments[index]
      for step in max(first, span.start)..<min(last, span.end) {
        let range = (step - span.start) * rows..<(step - span.start + 1) * rows
        let isRecorded = recorded.m.count >= range.upperBound
        entries.append(
          .tile(
            segment: index, m: isRecorded ? Array(recorded.m[range]) : [],
            l: isRecorded ? Array(recorded.l[range]) : []))
      }
      guard span.end <= last else { continue }
      if let partial = recorded.partial { entries.append(.segment(index, partial)) }
      let output = run.schedule.output(of: segment)
      if run.schedule.mergeIndices(ofOutput: output).isEmpty { entries.append(self.output(output, of: record)) }
    }
    return entries
  }

  private func merge(_ index: Int, ofRun place: Int) -> [RecordEntry] {
    let (schedule, record) = (runs[place].schedule, trace.runs[place].record)
    let destination = schedule.merges[index].destination
    let isLast = index + 1 == schedule.mergeIndices(ofOutput: destination).upperBound
    return (record.merges[index].map { [.merge(index, $0)] } ?? []) + (isLast ? [output(destination, of: record)] : [])
  }

  private func output(_ index: Int, of record: Record) -> RecordEntry {
    .output(index, record.outputs[index] ?? OutputRecord(output: [], logSumExp: []))
  }

  private func refer(_ request: ReferenceRequest, report: (Action) -> Void) {
    let references = trace.runs[request.run].references
    let parts = runs[request.run].segments(ofOutput: request.output).compactMap { references[$0] }
    // A result is held against the reference over the same keys, or against none.
    guard parts.count == runs[request.run].segments(ofOutput: request.output).count else { return }
    report(.referenced(request, parts))
  }

  /// Once everything has been told: how right it was, and how long it took.
  private func check(report: (Action) -> Void) {
    for (place, run) in trace.runs.enumerated() {
      if let accuracy = run.record.accuracy { report(.checked(run: place, accuracy)) }
    }
    if let composed { report(.composed(composed)) }
    if let measured = trace.measured { report(.measured(measured)) }
    report(.measurementEnded(.done))
  }
}

// MARK: Times

extension Archive {
  private var timelines: [Timeline] { trace.runs.map(\.timeline) }

  private var composed: Timings.Composed? {
    guard let costs = trace.costs else { return nil }
    switch trace.clock {
    case .composed: return Timings.Composed(costs: costs, timelines: timelines)
    // Laid out of the costs that the trace holds, by its schedules' own rules.
    case .measured:
      return Timings.Composed(costs: costs, timelines: trace.runs.map { $0.schedule.composedTimeline(costs) })
    default: return nil
    }
  }

  private var imported: Timings.Imported? {
    guard case .imported(let source) = trace.clock, timelines.contains(where: { !$0.spans.isEmpty }) else {
      return nil
    }
    return Timings.Imported(
      source: source, timelines: timelines, wall: trace.runs.map(\.times))
  }
}
