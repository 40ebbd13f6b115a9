import AttentionCore
import VizPlayback

/// What an algorithm gives a unit to do, and what of it others need; each the longest wording first.
struct UnitFacts {
  /// "8 tiles, busy in 8 of 9 steps"
  var work: [String]
  /// "publishes B 0–3 · hosts output C"
  var parts: [String]

  init(_ unit: Int, of run: Run) {
    let schedule = run.schedule
    let problem = schedule.problem
    let tiles = run.lanes[unit].reduce(0) { $0 + $1.end - $1.start }
    let busy = "\(grouped(tiles)) of \(counted(schedule.makespan, "step"))"
    work = ["\(counted(tiles, "tile")), busy in \(busy)", "busy in \(busy)"]
    let segments = run.lanes[unit].compactMap(\.item)
    let published = segments.filter { schedule.segments[$0].role == .publishes }
    let hosted = segments.map { schedule.segments[$0] }.filter { $0.role == .gathers }
      .map(schedule.output)
    guard !published.isEmpty || !hosted.isEmpty else {
      parts = ["publishes nothing and hosts nothing", "publishes nothing"]
      return
    }
    let pieces = published.map { index in
      let segment = schedule.segments[index]
      return
        "\(problem.rowLabel(ofOutput: schedule.output(of: segment))) \(SegmentLine.text(schedule.tiles(of: segment)))"
    }
    let names = hosted.map(problem.name)
    let counts = [counted(published.count, "partial"), counted(hosted.count, "output")]
    parts = [(listed(pieces), listed(names)), (counts[0], counts[1])].map { pieces, names in
      [published.isEmpty ? nil : "publishes \(pieces)", hosted.isEmpty ? nil : "hosts \(names)"].compactMap { $0 }
        .joined(separator: " · ")
    }
  }
}
