import AttentionCore

extension Trace {
  /// Reads a trace: one that this program wrote, or one by hand or by another program in the same format.
  ///
  /// Where it was not written by lean-viz its times are on the clock *imported*, whatever it says itself.
  /// - Throws: a ``TraceError`` for whatever is wrong, with its place.
  public init(json bytes: [UInt8]) throws(TraceError) {
    let raw = try RawTrace(json: bytes)
    let problem = try raw.attentionProblem()
    guard let units = raw.units else { throw TraceError(place: "leanViz", reason: "has no units") }
    guard !raw.algorithms.isEmpty else { throw TraceError(place: "leanViz", reason: "has no algorithms") }
    let schedules = try raw.schedules(problem, units: units)
    let experiment = try raw.experiment(problem, units: units, schedules: schedules)
    let clock = try raw.clock(units: units)
    let onCores = try raw.measuredSchedules(experiment, clock: clock)
    let timelines = try raw.timelines(raw.processes(schedules, clock: clock, onCores: onCores))
    var runs: [TracedRun] = []
    for (place, schedule) in schedules.enumerated() {
      runs.append(
        try TracedRun(
          raw.algorithms[place], schedule: schedule, timeline: timelines[place],
          at: "leanViz.algorithms[\(place)]"))
    }
    try raw.checkCosts(problem, clock: clock)
    self.init(
      experiment: experiment, name: raw.name, input: raw.input, threads: raw.threads,
      instructionSet: raw.instructionSet, clock: clock,
      isCold: raw.isCold, isOversubscribed: raw.isOversubscribed, costs: raw.costs, runs: runs)
    measured = try raw.measuredTimes(of: runs, clock: clock, onCores, Array(timelines[runs.count...]))
  }
}

extension RawTrace {
  fileprivate func attentionProblem() throws(TraceError) -> AttentionProblem {
    let place = "leanViz.problem"
    guard let problem else { throw TraceError(place: "leanViz", reason: "has no problem") }
    guard let queryHeads = problem.queryHeads, let headDim = problem.headDim, let tile = problem.tileTokens else {
      throw TraceError(place: place, reason: "needs contexts, query_heads, head_dim and tile")
    }
    do throws(ProblemError) {
      let made = try AttentionProblem(
        contexts: problem.contexts, queryHeads: queryHeads, kvHeads: problem.kvHeads ?? queryHeads, headDim: headDim,
        elementType: problem.elementType, tileTokens: tile)
      // The sum of 2²⁰ times 2³¹ tiles fits.
      guard made.totalTiles <= TraceLimits.tiles, made.outputs <= TraceLimits.segments else {
        throw ProblemError(.context, "\(made.totalTiles) KV tiles of \(made.outputs) outputs are too many for a trace")
      }
      return made
    } catch {
      throw TraceError(place: place, reason: "\(error.option.rawValue): \(error.reason)")
    }
  }

  /// The schedules as they are written down; planned, where there are no CTAs.
  fileprivate func schedules(_ problem: AttentionProblem, units: Int) throws(TraceError) -> [Schedule] {
    var schedules: [Schedule] = []
    for (index, run) in algorithms.enumerated() {
      let place = "leanViz.algorithms[\(index)]"
      guard let algorithm = run.algorithm else { throw TraceError(place: place, reason: "has no algorithm") }
      guard !schedules.contains(where: { $0.algorithm == algorithm }) else {
        throw TraceError(place: place, reason: "\(algorithm.rawValue) is there twice")
      }
      if let recorded = run.schedule {
        schedules.append(try recorded.schedule(algorithm, problem, units: units, slots: slots, run.splits, at: place))
        continue
      }
      guard let ctas = run.ctas else {
        let splits = run.splits.map { SplitCount.fixed($0) } ?? self.splits ?? .automatic
        let work = PlannedWork(problem, units: units, slots: slots, splits: splits)
        guard algorithm.mostSegments(work) <= TraceLimits.segments else {
          throw TraceError(place: place, reason: "needs more than \(TraceLimits.segments) segments")
        }
        schedules.append(Schedule(algorithm, problem: problem, units: units, slots: slots, splits: splits))
        continue
      }
      guard let dispatch = run.dispatch else {
        throw TraceError(place: place, reason: "has ctas but no dispatch, which is grid or resident")
      }
      var grid: [[Schedule.Share]] = []
      for (position, shares) in ctas.enumerated() {
        for (number, share) in shares.enumerated()
        where share.request >= problem.requests || share.kvHead >= problem.kvHeads {
          throw TraceError(
            place: "\(place).ctas[\(position)].segments[\(number)]",
            reason: "there is no request \(share.request) with KV head \(share.kvHead)")
        }
        grid.append(
          shares.map { Schedule.Share(output: $0.request * problem.kvHeads + $0.kvHead, tiles: $0.tiles) })
      }
      do throws(ScheduleError) {
        schedules.append(
          try Schedule(
            algorithm, problem: problem, units: units, slots: slots, dispatch: dispatch, splits: run.splits, grid: grid)
        )
      } catch {
        throw TraceError(place: "\(place).ctas", reason: error.reason)
      }
    }
    return schedules
  }

  fileprivate func experiment(
    _ problem: AttentionProblem, units: Int, schedules: [Schedule]
  ) throws(TraceError) -> Experiment {
    let ofFlashDecoding = schedules.first { $0.algorithm == .fd }?.splits.map { SplitCount.fixed($0) }
    do throws(ProblemError) {
      return try Experiment(
        problem: problem, units: units, slots: slots, threads: threads, splits: splits ?? ofFlashDecoding ?? .automatic,
        algorithms: schedules.map(\.algorithm), seed: seed ?? 1, distribution: distribution ?? .iid)
    } catch {
      throw TraceError(place: "leanViz", reason: "\(error.option.rawValue): \(error.reason)")
    }
  }

  /// What our own runs say of their clock holds; any other trace is imported.
  fileprivate func clock(units: Int) throws(TraceError) -> Clock {
    let isOurs = writer?.hasPrefix("lean-viz ") == true
    switch clock {
    case "measured" where isOurs:
      guard let threads, threads == units else {
        throw TraceError(place: "leanViz", reason: "is measured with \(units) units, but not as many threads")
      }
      return .measured(workers(threads))
    case "composed" where isOurs: return .composed(units: units)
    case nil, "measured", "composed", "imported":
      return .imported(source: source ?? writer ?? "source not recorded")
    case let other?:
      throw TraceError(
        place: "leanViz.clock", reason: "\"\(other.prefix(30))\" is not measured, composed or imported")
    }
  }

  fileprivate func checkCosts(_ problem: AttentionProblem, clock: Clock) throws(TraceError) {
    if let costs, costs.tiles.count != problem.totalTiles {
      throw TraceError(
        place: "leanViz.costs.tiles", reason: "has \(costs.tiles.count) costs for \(problem.totalTiles) KV tiles")
    }
    if case .composed = clock, costs == nil {
      throw TraceError(place: "leanViz", reason: "is composed but has no costs")
    }
  }

  /// The algorithms, and then the measured runs that are not theirs.
  fileprivate func processes(
    _ schedules: [Schedule], clock: Clock, onCores: [Schedule]
  ) throws(TraceError) -> [Process] {
    var processes: [Process] = []
    for (place, schedule) in schedules.enumerated() {
      let pid = algorithms[place].pid ?? place + 1
      processes.append(Process(place: "leanViz.algorithms[\(place)]", pid: pid, schedule: schedule, clock: clock))
    }
    for (place, schedule) in onCores.enumerated() {
      let name = "leanViz.measured.algorithms[\(place)]"
      guard let pid = measured?.algorithms[place].pid else { throw TraceError(place: name, reason: "has no pid") }
      processes.append(
        Process(place: name, pid: pid, schedule: schedule, clock: .measured(workers(schedule.units))))
    }
    return processes
  }

  /// What runs under one pid.
  fileprivate struct Process {
    /// Where it is written down, for errors.
    var place: String
    var pid: Int
    var schedule: Schedule
    var clock: Clock
  }

  /// The spans of each process, in the order of the file.
  fileprivate func timelines(_ processes: [Process]) throws(TraceError) -> [Timeline] {
    let schedules = processes.map(\.schedule)
    var placeOfPid: [Int: Int] = [:]
    for (place, process) in processes.enumerated() {
      guard placeOfPid.updateValue(place, forKey: process.pid) == nil else {
        throw TraceError(place: "\(process.place).pid", reason: "\(process.pid) is there twice")
      }
    }
    var timelines = processes.map { Timeline(clock: $0.clock, units: $0.schedule.units, spans: []) }
    var indices = processes.map { _ in [Int]() }
    for (index, span) in spans.enumerated() {
      let where_ = "traceEvents[\(span.place)]"
      guard let place = placeOfPid[span.pid] else {
        throw TraceError(place: where_ + ".pid", reason: "\(span.pid) is no algorithm's")
      }
      guard (1...schedules[place].units).contains(span.tid) else {
        throw TraceError(
          place: where_ + ".tid", reason: "\(span.tid) is no unit's: they are 1 to \(schedules[place].units)")
      }
      let item = try span.item(in: schedules[place])
      timelines[place].spans.append(
        Span(track: Track(unit: span.tid - 1), kind: span.kind, start: span.start, end: span.end, item: item))
      indices[place].append(index)
    }
    for place in timelines.indices {
      try checkNesting(timelines[place], events: indices[place].map { spans[$0].place })
    }
    // Elsewhere clocks begin where they like; ours at 0.
    if case .imported = processes.first?.clock {
      let first = timelines.flatMap { $0.spans.map(\.start) }.min() ?? 0
      for place in timelines.indices {
        for index in timelines[place].spans.indices {
          timelines[place].spans[index].start -= first
          timelines[place].spans[index].end -= first
        }
      }
    }
    for (place, timeline) in timelines.enumerated() where timeline.end > TraceLimits.longest {
      throw TraceError(
        place: processes[place].place, reason: "takes longer than \(TraceLimits.longest / 1_000_000_000) s")
    }
    return timelines
  }

  /// On one track a span is within another, or they do not touch.
  private func checkNesting(_ timeline: Timeline, events: [Int]) throws(TraceError) {
    let order = timeline.spans.indices.sorted {
      let (a, b) = (timeline.spans[$0], timeline.spans[$1])
      return (a.track.unit, a.start, b.end, $0) < (b.track.unit, b.start, a.end, $1)
    }
    var open: [Int] = []
    var unit = -1
    for index in order {
      let span = timeline.spans[index]
      if span.track.unit != unit { open = [] }
      unit = span.track.unit
      while let last = open.last, timeline.spans[last].end <= span.start { open.removeLast() }
      if let last = open.last, span.end > timeline.spans[last].end {
        throw TraceError(
          place: "traceEvents[\(events[index])]", reason: "overlaps traceEvents[\(events[last])] on unit \(unit)")
      }
      open.append(index)
    }
  }
}

extension RawSpan {
  /// The segment or merge that it ran. Kinds that are not ours need not name any.
  fileprivate func item(in schedule: Schedule) throws(TraceError) -> Int? {
    let isOfMerge = SpanFacts.isOfMerge(kind)
    let (name, item, count) =
      isOfMerge
      ? ("merge", merge, schedule.merges.count) : ("segment", segment, schedule.segments.count)
    guard let item else {
      guard [.attend, .publish, .merge, .reduce].contains(kind) else { return nil }
      throw TraceError(place: "traceEvents[\(place)].args", reason: "names no \(name)")
    }
    guard item < count else {
      throw TraceError(
        place: "traceEvents[\(place)].args.\(name)",
        reason: "there is no \(name) \(item): \(schedule.algorithm.title) has \(count)")
    }
    return item
  }
}
