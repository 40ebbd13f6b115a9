import AttentionCore

extension RawTrace {
  /// So many threads as they are written down; on how many cores they were is not, where those were fewer.
  func workers(_ threads: Int) -> Workers { Workers(threads: threads, usableCores: isOversubscribed ? 0 : nil) }

  /// The schedules of the measured runs that are not the algorithms themselves: as many units as threads.
  ///
  /// - Throws: where there are not as many measured runs as algorithms.
  func measuredSchedules(_ experiment: Experiment, clock: Clock) throws(TraceError) -> [Schedule] {
    guard let measured else { return [] }
    guard measured.algorithms.count == algorithms.count else {
      throw TraceError(
        place: "leanViz.measured.algorithms",
        reason: "has \(measured.algorithms.count) for \(numbered(algorithms.count, "algorithm"))")
    }
    if case .measured = clock { return [] }
    guard let threads else { throw TraceError(place: "leanViz", reason: "has measured runs, but no threads") }
    let work = PlannedWork(experiment.problem, units: threads, slots: experiment.slots, splits: experiment.splits)
    for algorithm in experiment.algorithms where algorithm.mostSegments(work) > TraceLimits.segments {
      throw TraceError(place: "leanViz.measured", reason: "needs more than \(TraceLimits.segments) segments")
    }
    return experiment.schedules(units: threads)
  }

  /// Everything that was measured of whole runs; of our own traces only, since times from elsewhere are *imported*.
  ///
  /// - Parameters:
  ///   - schedules: of the runs that are not the algorithms themselves.
  ///   - timelines: theirs.
  func measuredTimes(
    of runs: [TracedRun], clock: Clock, _ schedules: [Schedule], _ timelines: [Timeline]
  ) throws(TraceError) -> MeasuredTimes? {
    guard let threads else { return nil }
    let phases = measured?.algorithms.compactMap(\.phases) ?? []
    guard phases.isEmpty || phases.count == runs.count else {
      throw TraceError(place: "leanViz.measured.algorithms", reason: "has \(phases.count) phases for \(runs.count)")
    }
    switch clock {
    case .measured:
      let wall = runs.compactMap(\.times)
      guard wall.count == runs.count else { return nil }
      return MeasuredTimes(
        workers: workers(threads), wall: wall, timelines: runs.map(\.timeline), schedules: runs.map(\.schedule),
        isCold: isCold, roof: measured?.roof, phases: phases)
    case .composed:
      guard let measured else { return nil }
      let wall = measured.algorithms.compactMap(\.times)
      guard wall.count == runs.count else {
        throw TraceError(place: "leanViz.measured.algorithms", reason: "needs ns in each")
      }
      return MeasuredTimes(
        workers: workers(threads), wall: wall, timelines: timelines, schedules: schedules,
        isCold: measured.isCold, roof: measured.roof, phases: phases)
    default: return nil
    }
  }
}
