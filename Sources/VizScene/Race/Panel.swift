import AttentionCore
import CellFrame
import VizPlayback

extension Frame {
  /// What a strip comes to: one big number, what it counts, and how far things are.
  mutating func drawPanel(_ run: Run, place: Int, state: State, in layout: RaceLayout.StripLayout) {
    let schedule = run.schedule
    let quality: Style =
      schedule.makespan == schedule.floor
      ? .good : Double(schedule.makespan) <= 1.25 * Double(schedule.floor) ? .fair : .bad
    var room = layout.panel
    if state.isBig {
      _ = room.takeTop(max(0, (room.height - BigDigits.height) / 2))
      let width = write(big: grouped(schedule.makespan), at: room.takeTop(BigDigits.height), style: quality)
      write(
        noun(for: schedule.makespan, "step"), x: room.x + width + 1, y: room.y - 1, style: .dim,
        limit: width + room.x + 7)
      return
    }
    let lines = panelLines(run, place: place, state: state)
    // The number stands in the middle of the lanes where there is room, on the title's row where there is none.
    _ = room.takeTop(max(0, (room.height - lines.count - 1) / 2))
    let row = room.takeTop(1)
    let x = write(grouped(schedule.makespan), x: row.x, y: row.y, style: quality)
    write(
      schedule.makespan == schedule.floor
        ? " \(noun(for: schedule.makespan, "step")) = the floor" : " \(noun(for: schedule.makespan, "step"))",
      x: x, y: row.y, style: .plain)
    for (wordings, style) in lines {
      let row = room.takeTop(1)
      write(fitting(wordings, row.width - 1), x: row.x, y: row.y, style: style)
    }
  }

  /// How far a run is; planned and actual counts are told apart by "of".
  /// Each line has its wordings, the longest first.
  private func panelLines(_ run: Run, place: Int, state: State) -> [([String], Style)] {
    let schedule = run.schedule
    let step = state.playhead.step
    let passed = state.agenda.eventsPassed(ofRun: place, at: state.playhead)
    var lines: [([String], Style)] = []
    if schedule.reduction == .pass {
      lines.append((["then a barrier and a merging pass", "then a merging pass"], .dim))
    }
    if step < schedule.makespan {
      // In the step just done, as the caption counts; before the first, in that one.
      let busy = run.busyUnits(atStep: max(0, step - 1))
      let share = "\(busy) of \(counted(schedule.units, "unit"))"
      let all = schedule.units == 1 ? "the unit is busy" : "all \(busy) units busy"
      lines.append(busy == schedule.units ? ([all], .plain) : (["\(share) busy"], .dim))
    } else {
      let share = percent(schedule.utilization)
      lines.append((["\(share) of unit time used", "\(share) of unit time"], .plain))
    }
    if schedule.reduction != .none {
      let merges = run.merges(inFirst: passed)
      let partials = run.partials(inFirst: passed)
      lines.append((["\(grouped(partials)) of \(counted(schedule.partialCount, "partial"))"], .dim))
      lines.append((["\(grouped(merges)) of \(counted(schedule.merges.count, "merge"))"], merges > 0 ? .plain : .dim))
    } else if step < schedule.makespan {
      lines.append((["\(grouped(schedule.makespan - step)) to go"], .dim))
    }
    return lines
  }
}
