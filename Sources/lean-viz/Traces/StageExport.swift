import AttentionCore
import AttentionKernel
import Glibc
import VizPlayback
import VizRecording

/// What `x` does: a drawing of what is on stage, into the working directory.
enum StageExport {
  /// Writes the drawing under a name that is not taken. Returns what came of it, in a few words.
  static func write(_ state: State) -> String {
    let base = "lean-viz-" + (state.source ?? "race").filter { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }
    let names = (1...Self.mostNames).map { $0 == 1 ? "\(base).svg" : "\(base)-\($0).svg" }
    guard let name = names.first(where: { access($0, F_OK) != 0 }) else {
      return "not exported: \(base).svg to \(base)-\(Self.mostNames).svg are there already"
    }
    do {
      let svg = ScheduleDrawing(state).svg()
      try ExitSignals.held { () throws(KernelFailure) in try WholeFile.write(Array(svg.utf8), to: name) }
      return "exported to \(name), in the working directory"
    } catch {
      return "not exported: \(error)"
    }
  }

  private static let mostNames = 999
}

extension ScheduleDrawing {
  /// The runs in view, by the clock in view.
  init(_ state: State) {
    let places = state.zoomed.map { [$0] } ?? Array(state.runs.indices)
    let panels = places.map { place in
      let run = state.runs[place]
      let timings = state.timings
      return switch state.clock {
      case .composed where timings.composed != nil:
        Panel(
          schedule: run.schedule, timeline: timings.composed?.timelines[place] ?? run.timeline,
          tileCosts: timings.composed?.costs.tiles)
      case .measured where timings.measured != nil:
        Panel(
          schedule: timings.measured?.schedules[place] ?? run.schedule,
          timeline: timings.measured?.timelines[place] ?? run.timeline)
      case .imported where timings.imported != nil:
        Panel(schedule: run.schedule, timeline: timings.imported?.timelines[place] ?? run.timeline)
      default: Panel(schedule: run.schedule, timeline: run.timeline)
      }
    }
    // On the cores it is the same problem on another number of units.
    var drawn = state.experiment
    drawn.units = panels.first?.schedule.units ?? drawn.units
    drawn.algorithms = panels.map(\.schedule.algorithm)
    self.init(panels: panels, caption: drawn.caption)
  }
}
