import AttentionCore
import Testing

@Suite("A schedule that was written down") struct RecordedScheduleTests {
  /// The CTAs of a schedule by position.
  private func grid(_ schedule: Schedule) -> [[Schedule.Share]] {
    var grid = Array(repeating: [Schedule.Share](), count: schedule.gridSize)
    for (position, cta) in schedule.attendingCTAs {
      grid[position] = schedule.segments[cta.segments].map {
        Schedule.Share(output: schedule.output(of: $0), tiles: $0.tiles.hull)
      }
    }
    return grid
  }

  @Test("is the one that was planned", arguments: Preset.all) func isThePlanned(preset: Preset) throws {
    for schedule in try Experiment(preset: preset).schedules() {
      let restored = try Schedule(
        schedule.algorithm, problem: schedule.problem, units: schedule.units, slots: schedule.slots,
        dispatch: schedule.dispatch, splits: schedule.splits, grid: grid(schedule))
      #expect(restored == schedule, "\(preset.name), \(schedule.algorithm)")
    }
  }

  @Test("is refused where a rule is broken", arguments: Algorithm.standard) func isRefused(algorithm: Algorithm) throws
  {
    let schedule = Schedule(
      algorithm, problem: try Experiment(preset: Preset.all[0]).problem, units: 8, splits: .fixed(3))
    func requireError(_ what: String, _ change: (inout [[Schedule.Share]]) -> Void) {
      var grid = grid(schedule)
      change(&grid)
      #expect(throws: ScheduleError.self, "\(algorithm): \(what)") {
        try Schedule(
          algorithm, problem: schedule.problem, units: 8, dispatch: schedule.dispatch, splits: schedule.splits,
          grid: grid)
      }
    }
    requireError("nothing") { $0 = [] }
    requireError("no work") { $0 = [[], []] }
    requireError("a CTA missing") { $0.removeLast() }
    requireError("a CTA too many") { $0.append([]) }
    requireError("a CTA twice") { $0.append($0[0]) }
    // Without merges the outputs may come in any order.
    if algorithm != .fa2 { requireError("another order") { $0.reverse() } }
    requireError("no such output") { $0[0][0].output = 99 }
    requireError("negative output") { $0[0][0].output = -1 }
    requireError("tiles beyond the end") { $0[0][0].tiles = 0..<99 }
    requireError("no tiles") { $0[0][0].tiles = 0..<0 }
    requireError("a tile less") { $0[0][0].tiles = 0..<$0[0][0].tiles.upperBound - 1 }
  }
}
