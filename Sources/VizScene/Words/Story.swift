import AttentionCore
import VizPlayback

/// A race in sentences, for those who do not look at a screen: the same words and numbers as the Race view's.
public enum Story {
  /// The problem, and what each algorithm will do with it; what that comes to is told when it has.
  public static func opening(_ state: State) -> [String] {
    var lines = problemSentences(state).prefix(1).map { $0 }
    for run in state.runs {
      let schedule = run.schedule
      let plan = stripSubtitles(schedule, wanted: state.experiment.splits).first ?? ""
      lines.append("\(schedule.algorithm.title): \(plan).")
    }
    return lines
  }

  /// What the playhead has just met, on one line with its step.
  public static func latest(_ state: State) -> String {
    let lines = captionLines(state).joined(separator: " ")
    return lines.hasPrefix("Step ") ? lines : "Step \(grouped(state.playhead.step)). \(lines)"
  }

  /// The verdict, then what has been measured and by which clock.
  public static func verdict(_ state: State) -> [String] {
    var lines = verdictSentences(state)
    for run in state.runs {
      let schedule = run.schedule
      lines.append(
        "\(schedule.algorithm.title): \(counted(schedule.makespan, "step")), \(percent(schedule.utilization)) of unit time used, "
          + "\(counted(schedule.partialCount, "partial")), \(counted(schedule.merges.count, "merge")).")
    }
    if let composed = state.timings.composed {
      let times = zip(state.runs, composed.timelines).map { "\($0.schedule.algorithm.title) \(duration($1.end))" }
      lines.append(
        "Composed, \(counted(state.experiment.units, "unit")): \(listed(times)), \(asIf(state, isBrief: true)).")
    }
    if let measured = state.timings.measured {
      let times = zip(state.runs, measured.wall).map {
        "\($0.schedule.algorithm.title) \(duration($1.median)) (p5 \(duration($1.p5)), p95 \(duration($1.p95)))"
      }
      lines.append("Measured, \(measured.workers.inWords): \(listed(times)).")
    }
    return lines + clockRemarks(state)
  }
}
