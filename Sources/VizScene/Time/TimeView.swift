import AttentionCore
import CellFrame
import VizPlayback

extension Frame {
  /// Time: how long each algorithm takes by the clock in view, how near that is to the machine's roof, what the time goes
  /// to, and who was busy.
  mutating func drawTime(_ state: State) {
    let content = TimeContent(state)
    let layout = TimeLayout(width: width, height: height, runs: state.runs.count, units: content.units)
    drawChrome(state, layout.chrome, caption: timeCaption(state))
    drawLegend(timeLegend, in: layout.chrome.legend)
    drawTimeBars(content, state: state, in: layout.times)
    if layout.isFull {
      drawRoofline(state, in: layout.roof)
      drawPhasePanel(state, in: layout.phases)
    } else {
      drawBandwidth(state, in: layout.roof)
      drawPhaseRows(state, in: layout.phases)
    }
    drawBusyUnits(content, state: state, in: layout.busy)
  }
}

/// What stands where times are missing.
func pendingTime(_ state: State) -> String {
  switch state.timings.phase {
  case .notYet where state.isReplay: "the trace's, when the race has ended (End)"
  case .notYet: "measured when the race has ended (End)"
  case .measuring: "measuring" + (state.timings.progress.map { ": \($0.inWords)" } ?? "")
  case .cancelled where state.timings.measured == nil: "stopped by a key; again when the keys rest"
  case .cancelled: "stopped; r measures again"
  case .failed(let reason): reason
  case .done: "–"
  }
}

extension Timings.Progress {
  /// "whole runs, round 12 of 31"
  var inWords: String {
    switch part {
    case .tiles: "tiles one by one, \(done) of \(counted(of, "pass", "passes"))"
    case .runs: "whole runs, round \(done) of \(of)"
    case .phases: "phases, round \(done) of \(of)"
    }
  }
}

private func timeCaption(_ state: State) -> [String] {
  if state.timings.phase == .measuring, let progress = state.timings.progress {
    return ["Measuring: \(progress.inWords). Nothing else is drawn while it runs; a key stops it."]
  }
  guard let measured = state.timings.measured else {
    return [
      "Decode attention reads every key and value once: how fast it goes is how fast memory gives them.",
      state.isReplay
        ? "A trace has the times that were taken when it was written, and no others."
        : "When the race has ended the parts are timed, then the whole on this machine's cores.",
    ]
  }
  if measured.isOversubscribed {
    return ["More workers than cores: these times say little, and no ratio is made of them."]
  }
  guard let lean = state.runs.firstIndex(where: { $0.schedule.algorithm == .lean }),
    let other = state.runs.indices.filter({ $0 != lean }).min(by: {
      measured.wall[$0].median < measured.wall[$1].median
    })
  else { return [] }
  let isRight = state.runs.allSatisfy { $0.record.accuracy?.isOK == true }
  guard isRight else { return ["A result is not right: no speed is claimed of it."] }
  let ratio = Double(measured.wall[lean].median) / Double(max(1, measured.wall[other].median))
  let cores = measured.workers.inWords
  return [
    "On \(cores), measured: LeanAttention takes \(decimal(ratio, 2)) × the time of "
      + "\(state.runs[other].schedule.algorithm.title)\(state.runs.count > 2 ? ", the faster of the other two" : "").",
    reason(measured, state: state, ratio: ratio, lean: lean, other: other),
  ]
}

/// What a ratio comes from, as far as the trace tells.
private func reason(_ measured: MeasuredTimes, state: State, ratio: Double, lean: Int, other: Int) -> String {
  let schedules = measured.schedules
  let busy = measured.timelines[lean].unitShares.mean.busy
  if ratio > 1.03, busy < 0.9, schedules[lean].makespan <= schedules[other].makespan {
    return
      "It deals its tiles beforehand: one core was slower than the \(measured.workers.threads == 2 ? "other" : "others"), or busy elsewhere, so that "
      + "\(percent(((1 - busy) * 100).rounded() / 100)) of the time somebody waited."
  }
  let steps = listed(schedules.map { grouped($0.makespan) })
  let unit = noun(for: schedules.last?.makespan ?? 0, "step")
  let units = counted(measured.workers.threads, "unit")
  let splits = state.runs.indices.compactMap { measuredSplits(state, place: $0) }.first
  let rest =
    splits == 1
    ? "FlashDecoding's rule does not split there (S=1)."
    : "memory, which the cores share, sets the rest."
  return
    "On \(units) \(schedules.count == 1 ? "the schedule takes" : "the schedules take") \(steps) \(unit); \(rest)"
}
