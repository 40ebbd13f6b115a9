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
}

extension RunReport {
  var json: JSON {
    .object(
      session.headJSON(command: "run") + [
        (
          "algorithms",
          .array(
            results.indices.map { index in
              .object(
                results[index].json(times: times.samples[index], splits: experiment.splits) + [
                  ("ctas", results[index].schedule.ctasJSON)
                ])
            })
        )
      ])
  }
}

extension RunSession {
  /// What every report of a run begins with.
  func headJSON(command: String) -> [(key: String, value: JSON)] {
    let clock = if case .measured = clock { "measured" } else { "composed" }
    return [
      ("format", .int(1)), ("command", .string(command)), ("units", .int(experiment.units)),
      ("slots", .int(experiment.slots)), ("threads", .int(engine.threads)),
      ("isa", .string(engine.instructionSet.rawValue)),
      ("clock", .string(clock)), ("oversubscribed", .bool(engine.isOversubscribed)),
      ("problem", experiment.problem.json),
    ]
  }

  /// The clock as every number on it is labelled.
  var clockInWords: String { clock.name }
}

extension RunResult {
  /// What every report of a run says of an algorithm.
  /// - Parameter splits: those that FlashDecoding was asked for.
  func json(times: Samples, splits: SplitCount) -> [(key: String, value: JSON)] {
    schedule.summary.summaryJSON(wanted: splits) + [
      ("ns", times.json), ("kv_bytes", .int(schedule.problem.kvBytes)),
      ("max_abs_error", .double(accuracy.maxAbsError)), ("max_rel_error", .double(accuracy.maxRelError)),
      ("max_lse_error", .double(accuracy.maxLseError)), ("ok", .bool(accuracy.isOK)),
    ]
  }
}

extension Samples {
  var json: JSON {
    .object([
      ("median", .int(median)), ("p5", .int(percentile(5))), ("p95", .int(percentile(95))), ("runs", .int(count)),
    ])
  }
}

extension RunReport {
  var text: String {
    let header = [
      "", "steps", "unit time", "splits", "partials", "merges", "time", "p5", "p95", "error ≤", "lse error ≤", "",
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
      + experiment.splitRuleInWords + ReportWords.run + [verdict]
    return lines.joined(separator: "\n") + "\n"
  }

  private var cache: String { times.isCold ? "K and V from memory" : "K and V may be cached" }

  private var conditions: String {
    let engine = session.engine
    let executed = "executed on \(counted(engine.threads, "thread")), \(engine.instructionSet.rawValue); "
    let count = times.samples.first?.count ?? 0
    return switch session.clock {
    case .measured: executed + "times: \(session.clockInWords), medians of \(counted(count, "run")), \(cache)"
    default:
      executed + "times: \(session.clockInWords), medians of \(counted(count, "layout")) of parts timed on one thread, "
        + asIf(units: experiment.units, cores: engine.threads)
    }
  }

  /// The clock; with a composed time also of what machine it would be.
  private var clockAndMeaning: String {
    guard case .composed(let units) = session.clock, units > session.engine.threads else { return session.clockInWords }
    return "\(session.clockInWords), \(asIf(units: units, cores: session.engine.threads, isBrief: true))"
  }

  private var verdict: String {
    if let refusal = results.refusal { return refusal }
    let worst = results.map(\.accuracy.maxAbsError).max() ?? 0
    let who = ["it equals", "both equal"].dropFirst(results.count - 1).first ?? "all \(results.count) equal"
    return "\(who) the f64 reference to \(errorBound(worst))" + (speedUp.map { "; " + $0 } ?? "")
  }

  /// LeanAttention against the first of the others, with the clock inside; why, where it does not win.
  private var speedUp: String? {
    if let refusal = session.refusal { return refusal }
    guard let lean = results.firstIndex(where: { $0.schedule.algorithm == .lean }),
      let base = results.firstIndex(where: { $0.schedule.algorithm != .lean }), times.samples[lean].median > 0,
      times.samples[base].median > 0
    else { return nil }
    let ratio = Double(times.samples[base].median) / Double(times.samples[lean].median)
    let isClear =
      times.samples[lean].percentile(95) < times.samples[base].percentile(5)
      || times.samples[base].percentile(95) < times.samples[lean].percentile(5)
    let name = results[base].schedule.algorithm.title
    let label =
      "\(decimal(ratio, 2)) × as fast as \(name) (\(clockAndMeaning))"
      + (isClear ? "" : ", less than the times' own spread")
    if ratio > 1 { return "LeanAttention is " + label }
    return "LeanAttention does not win here, \(label): "
      + results[lean].schedule.reasonNotToWin(against: results[base].schedule)
  }
}

extension Schedule {
  /// Why it is no faster than another.
  func reasonNotToWin(against other: Schedule) -> String {
    let saved = other.makespan - makespan
    if saved > 0 { return "merging and waiting cost more than the \(counted(saved, "step")) it saves" }
    let merges = merges.count - other.merges.count
    let title = other.algorithm.title
    return merges > 0
      ? "\(title) needs no more steps, and \(counted(merges, "merge")) fewer" : "\(title) needs no more steps"
  }
}
