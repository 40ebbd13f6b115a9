import AttentionCore
import VizPlayback

/// At most two lines about what just happened and why; every claim is worked out from the schedule and the record.
func captionLines(_ state: State) -> [String] {
  // Merge is always of the steps.
  switch state.clock {
  case .composed where state.view != .merge: return composedCaption(state)
  case .measured where state.view != .merge: return measuredCaption(state)
  case .imported where state.view != .merge: return importedCaption(state)
  default: break
  }
  if let item = state.latestTold {
    return eventCaption(state.runs[item.run], event: state.runs[item.run].events[item.event])
  }
  if state.playhead.step == 0 { return openingCaption(state) }
  return stepCaption(state)
}

extension State {
  /// The one run that is spoken of, where a view shows one.
  fileprivate var onlyRun: Int? { view == .map || view == .merge ? selection.run : zoomed }

  /// The latest event of the present step that belongs to a run in view.
  fileprivate var latestTold: Agenda.Item? {
    guard let latest = agenda.latest(at: playhead) else { return nil }
    guard let only = onlyRun else { return latest }
    return agenda.items[..<playhead.passed].reversed().prefix { $0.step == playhead.step }.first { $0.run == only }
  }
}

private func composedCaption(_ state: State) -> [String] {
  guard let composed = state.timings.composed else { return [] }
  return ["Composed: \(asIf(state)).", "On one core, \(exchangeRate(composed, state.runs))."]
}

private func measuredCaption(_ state: State) -> [String] {
  guard let measured = state.timings.measured else { return [] }
  let times = zip(state.runs, measured.wall).map { "\($0.schedule.algorithm.shortName) \(duration($1.median))" }
  let spread = state.shows(.keys) ? "; press 4 for their spread" : ""
  return [
    "Measured on \(measured.workers.inWords): another schedule of the same problem, with "
      + "\(counted(measured.workers.threads, "unit")). Shown: one traced run each.",
    "Medians of \(counted(measured.wall.first?.runs ?? 0, "untraced run")): \(times.joined(separator: " · "))\(spread).",
  ]
}

private func importedCaption(_ state: State) -> [String] {
  guard let imported = state.timings.imported else { return [] }
  let times = zip(state.runs, imported.timelines).map { "\($0.schedule.algorithm.shortName) \(duration($1.end))" }
  return [
    "Imported from a trace: \(imported.source). Nothing of it ran here, and nothing of it was checked here.",
    "One run each: \(times.joined(separator: " · ")). m shows the next clock.",
  ]
}

private func openingCaption(_ state: State) -> [String] {
  let problem = state.problem
  let solid = "Solid tiles: computed " + (state.isReplay ? "before the trace was written" : "just now, here")
  return [
    "\(counted(problem.totalTiles, "tile")) for \(counted(state.experiment.units, "unit")): who computes which? A column is a step: a unit computes one tile of K and V.",
    "\(solid); dim: planned. A7 is tile 7 of output A; an output is the result of one \(problem.groupSize > 1 ? "KV head" : "head").",
  ]
}

/// Between events: who works and who does not.
private func stepCaption(_ state: State) -> [String] {
  let step = state.playhead.step
  let shown = state.onlyRun.map { [state.runs[$0]] } ?? state.runs
  let going = shown.filter { step <= $0.schedule.makespan }
  if going.isEmpty {
    return ["Step \(grouped(step)): all tiles of \(listed(shown.map(\.schedule.algorithm.title))) are done."]
  }
  let working = going.map { run in
    let busy = run.busyUnits(atStep: step - 1)
    return "\(run.schedule.algorithm.title) \(busy) of \(run.schedule.units)"
  }
  var lines = ["Step \(grouped(step)): units with a tile: \(listed(working))."]
  if let run = going.first(where: { $0.busyUnits(atStep: step - 1) < $0.schedule.units }) {
    lines.append(idleReason(run, step: step))
  }
  return lines
}

private func idleReason(_ run: Run, step: Int) -> String {
  let idle = run.lanes.indices.filter { unit in
    !run.lanes[unit].contains { $0.start <= step - 1 && step - 1 < $0.end }
  }
  let schedule = run.schedule
  let names = unitNames(idle)
  let verb = idle.count == 1 ? "has" : "have"
  switch schedule.reduction {
  case .none where schedule.problem.outputs < schedule.units:
    let outputs = counted(schedule.problem.outputs, "output")
    return
      "\(names) \(verb) nothing to do under \(schedule.algorithm.title): it does not cut an output, and there \(schedule.problem.outputs == 1 ? "is" : "are") only \(outputs)."
  case .host:
    return
      "\(names) \(idle.count == 1 ? "is" : "are") done: no unit holds more than \(counted(schedule.makespan, "tile")), none fewer than \(grouped(schedule.makespan - 1))."
  default:
    return
      "\(names) \(verb) no work left under \(schedule.algorithm.title) and \(idle.count == 1 ? "waits" : "wait") for the others."
  }
}

private func eventCaption(_ run: Run, event: StepEvent) -> [String] {
  switch event.kind {
  case .finish(let segments): finishCaption(run, segments: segments)
  case .publish(let segments): publishCaption(run, segments: segments, step: event.step)
  case .merge(let merge): mergeCaption(run, merge: merge)
  }
}

private func finishCaption(_ run: Run, segments: [Int]) -> [String] {
  let schedule = run.schedule
  let complete = segments.filter { schedule.segments[$0].role == .completes }
  let hosts = segments.filter { schedule.segments[$0].role != .completes }
  var lines: [String] = []
  if !complete.isEmpty {
    let units = unitNames(complete.map(run.unit(ofSegment:)))
    let verb = complete.count == 1 ? "has" : "have"
    let done = outputNames(run, complete)
    let steps = run.timeline.spans[complete[0]].end
    let rest =
      steps == schedule.makespan && schedule.utilization < 1 && schedule.reduction == .none
      ? " after \(counted(steps, "step")): \(percent(1 - schedule.utilization)) of the units' time went unused" : ""
    lines.append("\(schedule.algorithm.title): \(units) \(verb) finished \(done)\(rest).")
  }
  if !hosts.isEmpty {
    let units = unitNames(hosts.map(run.unit(ofSegment:)))
    let isOne = hosts.count == 1
    let subject = "\(units), \(isOne ? "the host" : "hosts") of \(outputNames(run, hosts)),"
    // Behind another sentence there is one line left.
    lines.append(
      lines.isEmpty
        ? "\(schedule.algorithm.title): \(subject) \(isOne ? "has done its" : "have done their") own tiles and "
          + "\(isOne ? "keeps its" : "keep their") (m, l, O) to merge the others' partials into."
        : "\(subject) \(isOne ? "keeps its" : "keep their") (m, l, O) to merge partials into.")
  }
  return lines
}

private func publishCaption(_ run: Run, segments: [Int], step: Int) -> [String] {
  let schedule = run.schedule
  let units = unitNames(segments.map(run.unit(ofSegment:)))
  let isOne = segments.count == 1
  guard schedule.reduction == .host else {
    let stays = isOne ? "It stays" : "They stay"
    let left =
      schedule.reduction == .lastArriver
      ? "\(stays) in memory until the last CTA of the output has ended: that one merges."
      : step < schedule.makespan
        ? "\(stays) in memory: the merging pass starts after the last chunk."
        : "\(isOne ? "That was" : "These were") the last: now the barrier, then the merging pass."
    return [
      "\(schedule.algorithm.title): \(counted(segments.count, "chunk")) of \(outputNames(run, segments)) \(isOne ? "is" : "are") done, \(isOne ? "its partial" : "their partials") (m, l, O) published (◇).",
      left,
    ]
  }
  let output = schedule.output(of: schedule.segments[segments[0]])
  let goesOn = segments.filter { index in
    run.lanes[run.unit(ofSegment: index)].contains { $0.start == run.timeline.spans[index].end }
  }
  var lines: [String]
  if isOne {
    let tiles = schedule.tiles(of: schedule.segments[segments[0]])
    let host = hostUnit(run, output: output)
    let isLast = tiles.hull.upperBound == schedule.problem.tiles(ofOutput: output)
    let which =
      isLast ? (tiles.count == 1 ? "the last tile" : "the last \(tiles.count) tiles") : counted(tiles.count, "tile")
    lines = [
      "\(units) has done \(which) of \(schedule.problem.name(ofOutput: output)) and publishes its partial (◇) for U\(host), the host."
    ]
  } else {
    lines = [
      "\(units) publish their partials (◇) of \(outputNames(run, segments)) for the hosts: \(hostNames(run, segments))."
    ]
  }
  if !goesOn.isEmpty {
    let next = goesOn.compactMap { index in
      run.lanes[run.unit(ofSegment: index)].first { $0.start == run.timeline.spans[index].end }?.item
    }
    lines.append(
      "\(unitNames(goesOn.map(run.unit(ofSegment:)))) \(goesOn.count == 1 ? "goes" : "go") straight on with \(outputNames(run, next)): nobody waits."
    )
  } else {
    lines.append("A partial is (m, l, O): the largest score, the sum of e^(score − m), the unnormalised output.")
  }
  return lines
}

private func mergeCaption(_ run: Run, merge index: Int) -> [String] {
  let schedule = run.schedule
  let merge = schedule.merges[index]
  let name = schedule.problem.name(ofOutput: merge.destination)
  let all = schedule.mergeIndices(ofOutput: merge.destination)
  let source = run.unit(ofSegment: merge.source)
  let host = run.unit(ofSegment: merge.host)
  let isLast = index == all.upperBound - 1
  let partial = "partial \(merge.order + 2) of \(all.count + 1) of \(name) (U\(source)'s) is merged (◆)"
  let what =
    switch schedule.reduction {
    case .host: "U\(host), the host of \(name), merges U\(source)'s partial (◆), \(merge.order + 1) of \(all.count)"
    case .lastArriver: "The last to end merges: \(partial)"
    case .pass, .none: "Merging pass: \(partial)"
    }
  let first = what + (isLast ? ": \(name) is complete." : ".")
  guard let weights = run.record.merges[index]?.weights.first else { return [first] }
  let row = schedule.problem.groupSize > 1 ? " (first query head)" : ""
  return [
    first,
    "m′ = \(decimal(Double(weights.m), 3))   α = \(decimal(Double(weights.alpha), 3)) re-scales what was there, β = \(decimal(Double(weights.beta), 3)) the partial\(row).",
  ]
}

private func hostUnit(_ run: Run, output: Int) -> Int {
  let merges = run.schedule.mergeIndices(ofOutput: output)
  return merges.isEmpty ? 0 : run.unit(ofSegment: run.schedule.merges[merges.lowerBound].host)
}

private func hostNames(_ run: Run, _ segments: [Int]) -> String {
  let outputs = Set(segments.map { run.schedule.output(of: run.schedule.segments[$0]) })
  return unitNames(Array(Set(outputs.map { hostUnit(run, output: $0) })))
}

/// The outputs of some segments: "output A", "outputs A and B", or how many where they are many.
private func outputNames(_ run: Run, _ segments: [Int]) -> String {
  let problem = run.schedule.problem
  let outputs = Set(segments.map { run.schedule.output(of: run.schedule.segments[$0]) }).sorted()
  if outputs.count == 1, let only = outputs.first { return problem.name(ofOutput: only) }
  guard outputs.count <= 4, problem.outputs <= 26 else { return counted(outputs.count, "output") }
  return "outputs " + listed(outputs.map(problem.letter(ofOutput:)))
}
