import AttentionCore
import AttentionKernel
import VizScene

/// What `run` says at the end.
struct RunReport {
  var session: RunSession
  var results: [RunResult]
  /// On the session's clock.
  var times: RunTimes

  private var experiment: Experiment { session.experiment }
  private var isAllOK: Bool { results.allSatisfy(\.accuracy.isOK) }
}

extension RunReport {
  var json: JSON {
    let clock = if case .measured = session.clock { "measured" } else { "composed" }
    return .object([
      ("format", .int(1)), ("command", .string("run")), ("units", .int(experiment.units)),
      ("threads", .int(session.engine.threads)), ("isa", .string(session.engine.instructionSet.rawValue)),
      ("clock", .string(clock)), ("oversubscribed", .bool(session.engine.isOversubscribed)),
      ("problem", experiment.problem.json), ("algorithms", .array(results.indices.map(algorithmJSON))),
    ])
  }

  private func algorithmJSON(_ index: Int) -> JSON {
    let (result, times) = (results[index], times.samples[index])
    let nanoseconds: JSON = .object([
      ("median", .int(times.median)), ("p5", .int(times.percentile(5))), ("p95", .int(times.percentile(95))),
      ("runs", .int(times.count)),
    ])
    return .object(
      result.schedule.summaryJSON(wanted: experiment.splits) + [
        ("ns", nanoseconds), ("kv_bytes", .int(experiment.problem.kvBytes)),
        ("max_abs_error", .double(result.accuracy.maxAbsError)),
        ("max_rel_error", .double(result.accuracy.maxRelError)),
        ("max_lse_error", .double(result.accuracy.maxLseError)), ("ok", .bool(result.accuracy.isOK)),
        ("ctas", result.schedule.ctasJSON),
      ])
  }
}

extension RunReport {
  var text: String {
    let header = [
      "", "steps", "utilization", "splits", "partials", "merges", "time", "p5", "p95", "|Δ| ≤", "|Δ lse| ≤", "",
    ]
    let rows = results.indices.map { index in
      let (result, times) = (results[index], times.samples[index])
      let schedule = result.schedule
      return [
        schedule.algorithm.title, grouped(schedule.makespan), percent(schedule.utilization),
        schedule.splits.map(grouped) ?? "–", grouped(schedule.partialCount), grouped(schedule.merges.count),
      ] + [times.median, times.percentile(5), times.percentile(95)].map(duration)
        + [errorBound(result.accuracy.maxAbsError), errorBound(result.accuracy.maxLseError)]
        + [result.accuracy.isOK ? "ok" : "NOT OK"]
    }
    let lines =
      experiment.inWords + [""] + Table(rows: [header] + rows).lines + [""] + [conditions]
      + experiment.splitRuleInWords + [verdict]
    return lines.joined(separator: "\n") + "\n"
  }

  /// The clock as every number on it is labelled.
  private var clockInWords: String {
    switch session.clock {
    case .measured(let cores): "measured, \(counted(cores, "core"))"
    default: "composed, \(counted(experiment.units, "unit"))"
    }
  }

  private var cache: String { times.isCold ? "K and V from memory" : "K and V may be cached" }

  private var conditions: String {
    let engine = session.engine
    let executed = "executed on \(counted(engine.threads, "thread")), \(engine.instructionSet.rawValue); "
    let count = times.samples.first?.count ?? 0
    return switch session.clock {
    case .measured: executed + "times: \(clockInWords), medians of \(counted(count, "run")), \(cache)"
    default:
      executed + "times: \(clockInWords), medians of \(counted(count, "layout")) of parts timed on one thread, "
        + "as if units did not share bandwidth"
    }
  }

  private var verdict: String {
    guard isAllOK else {
      let wrong = results.filter { !$0.accuracy.isOK }.map(\.schedule.algorithm.title)
      return "\(listed(wrong)): not ok, so nothing is said of speed"
    }
    let worst = results.map(\.accuracy.maxAbsError).max() ?? 0
    let who = ["it equals", "both equal"].dropFirst(results.count - 1).first ?? "all \(results.count) equal"
    return "\(who) the f64 reference to \(errorBound(worst))" + (speedUp.map { "; " + $0 } ?? "")
  }

  /// LeanAttention against the first of the others, with the clock inside; why, where it does not win.
  private var speedUp: String? {
    if session.engine.isOversubscribed {
      return "oversubscribed: \(counted(session.engine.threads, "thread")) on "
        + "\(counted(usableCores(), "core")), so nothing is said of speed"
    }
    guard let lean = results.firstIndex(where: { $0.schedule.algorithm == .lean }),
      let base = results.firstIndex(where: { $0.schedule.algorithm != .lean }), times.samples[lean].median > 0
    else { return nil }
    let ratio = Double(times.samples[base].median) / Double(times.samples[lean].median)
    let isClear =
      times.samples[lean].percentile(95) < times.samples[base].percentile(5)
      || times.samples[base].percentile(95) < times.samples[lean].percentile(5)
    let name = results[base].schedule.algorithm.title
    let label =
      "\(decimal(ratio, 2)) × as fast as \(name) (\(clockInWords))"
      + (isClear ? "" : ", less than the times' own spread")
    if ratio > 1 { return "LeanAttention is " + label }
    return "LeanAttention does not win here, \(label): \(Self.reason(results[lean].schedule, results[base].schedule))"
  }

  /// Why LeanAttention's schedule is no faster than another.
  private static func reason(_ lean: Schedule, _ base: Schedule) -> String {
    let saved = base.makespan - lean.makespan
    if saved > 0 { return "merging and waiting cost more than the \(counted(saved, "step")) it saves" }
    let merges = lean.merges.count - base.merges.count
    let title = base.algorithm.title
    return merges > 0
      ? "\(title) needs no more steps, and \(counted(merges, "merge")) fewer" : "\(title) needs no more steps"
  }
}
