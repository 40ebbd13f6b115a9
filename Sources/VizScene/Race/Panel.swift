import AttentionCore
import CellFrame
import VizPlayback

extension Frame {
  /// What a strip has come to: one big number, what it counts, and how far things are. It counts what has happened;
  /// what is only planned would give the race away.
  mutating func drawPanel(_ run: Run, place: Int, state: State, in panel: Rect) {
    guard !panel.isEmpty else { return }
    let schedule = run.schedule
    let step = min(state.playhead.step, schedule.makespan)
    let hasEnded = step == schedule.makespan
    let quality = hasEnded ? stepQuality(schedule) : .title
    var room = panel
    if state.isBig {
      _ = room.takeTop(1)
      let digits = room.takeTop(BigDigits.height)
      let width = write(big: grouped(step), at: digits, style: quality)
      write(
        noun(for: step, "step"), x: digits.x + width + 1, y: digits.maxY - 1, style: .dim, limit: digits.x + width + 7)
      return
    }
    let lines = panelLines(run, place: place, state: state, hasEnded: hasEnded)
    // The number stands in the middle of the lanes where there is room, on the title's row where there is none; room is
    // kept for lines to come, so that it stays where it is.
    let most = schedule.reduction == .none ? 1 : schedule.reduction == .host ? 3 : 4
    _ = room.takeTop(max(0, (room.height - most - 1) / 2))
    let row = room.takeTop(1)
    let x = write(grouped(step), x: row.x, y: row.y, style: quality)
    let floor = hasEnded && step == schedule.floor ? " = the floor" : ""
    write(
      " \(noun(for: step, "step"))" + (hasEnded ? floor : " so far"), x: x, y: row.y, style: hasEnded ? .plain : .dim)
    for (wordings, style) in lines {
      let row = room.takeTop(1)
      write(fitting(wordings, row.width - 1), x: row.x, y: row.y, style: style)
    }
  }

  /// How far a run is. Each line has its wordings, the longest first.
  private func panelLines(_ run: Run, place: Int, state: State, hasEnded: Bool) -> [([String], Style)] {
    let schedule = run.schedule
    let step = state.playhead.step
    let passed = state.agenda.eventsPassed(ofRun: place, at: state.playhead)
    var lines: [([String], Style)] = []
    if schedule.reduction == .pass {
      lines.append((["then a barrier and a merging pass", "then a merging pass"], .dim))
    }
    if hasEnded {
      let share = percent(schedule.utilization)
      lines.append((["\(share) of unit time used", "\(share) of unit time"], .plain))
    } else if step > 0 {
      // In the step just done, as the caption counts.
      let busy = run.busyUnits(atStep: step - 1)
      let share = "\(busy) of \(counted(schedule.units, "unit"))"
      let all = schedule.units == 1 ? "the unit is busy" : "all \(busy) units busy"
      lines.append(busy == schedule.units ? ([all], .plain) : (["\(share) busy"], .dim))
    }
    let partials = run.partials(inFirst: passed)
    let merges = run.merges(inFirst: passed)
    guard partials > 0 else { return lines }
    lines.append((["\(counted(partials, "partial"))"], .dim))
    // How many merges there will be is known once all partials are there.
    let isKnown = partials == schedule.partialCount
    let count = isKnown ? "\(grouped(merges)) of \(counted(schedule.merges.count, "merge"))" : counted(merges, "merge")
    lines.append(([count], merges > 0 ? .plain : .dim))
    return lines
  }
}

/// How good a number of steps is beside the fewest that there can be.
func stepQuality(_ schedule: Schedule) -> Style {
  schedule.makespan == schedule.floor
    ? .good : Double(schedule.makespan) <= 1.25 * Double(schedule.floor) ? .fair : .bad
}
