import AttentionCore
import CellFrame
import VizPlayback

/// What is known of one KV tile at the playhead, line by line: what it is, and a value, the longest wording first.
struct TileFacts {
  /// "tile B4"
  var name: String
  var lines: [(label: String, values: [String])]

  /// - Parameter timeline: the Map's, where it is not of the steps; `nil` elsewhere.
  init(_ selection: Selection, of timeline: MapTimeline? = nil, state: State) {
    let problem = state.problem
    let run = state.runs[selection.run]
    let schedule = run.schedule
    let index = run.segment(ofTile: selection.tile, output: selection.output)
    let unit = run.unit(ofSegment: index)
    let step = run.step(ofTile: selection.tile, segment: index)
    let keys = problem.keys(ofTile: selection.tile, output: selection.output)
    name =
      problem.outputs <= 26
      ? "tile \(problem.letter(ofOutput: selection.output))\(selection.tile)"
      : "\(problem.rowLabel(ofOutput: selection.output)) tile \(selection.tile)"

    let others = state.runs.enumerated().filter { $0.offset != selection.run }.map { _, other in
      let segment = other.segment(ofTile: selection.tile, output: selection.output)
      return "\(other.schedule.algorithm.shortName): U\(other.unit(ofSegment: segment))"
    }
    let tiles = problem.tiles(ofOutput: selection.output)
    let size = keys.count * problem.headDim * problem.elementType.size
    let span = "\(grouped(keys.lowerBound)) to \(grouped(keys.upperBound - 1))"
    let context = grouped(problem.context(ofOutput: selection.output))
    lines = [
      (
        "tile",
        [
          "\(selection.tile) of 0 to \(tiles - 1) of \(problem.name(ofOutput: selection.output))",
          "\(selection.tile) of 0 to \(tiles - 1)",
        ]
      ),
      ("keys", ["\(span) of \(context) · K and V \(bytes(size)) each", "\(span) · \(bytes(size)) each", span]),
      ("unit", Self.unit(selection, onSteps: unit, others: others, of: timeline)),
      ("step", Self.order(run, unit: unit, step: step)),
      ("time", Self.time(selection, of: timeline, state: state)),
    ]
    let number = schedule.segments[index].tiles.firstIndex(of: selection.tile) ?? 0
    let isDone = run.tilesDone(ofSegment: index, at: state.playhead) > number
    let place = number * problem.groupSize
    let record = run.record.segments[index]
    if isDone, state.isReplay, !record.m.indices.contains(place) {
      lines.append(("after it", [notRecorded]))
      return
    }
    guard isDone, record.m.indices.contains(place) else {
      lines.append(
        ("after it", ["not computed yet: its numbers come in step \(grouped(step + 1))", "not computed yet"]))
      return
    }
    let numbers = "m = \(decimal(Double(record.m[place]), 3))   l = \(significant(Double(record.l[place])))"
    let row = problem.groupSize > 1 ? " (first of \(problem.groupSize) query heads)" : ""
    lines.append(("after it", [numbers + row, numbers]))
    lines.append(("softmax", Self.mass(selection, of: run, segment: index, place: place)))
  }

  /// Who computes it, by the clock in view; others on the step clock.
  private static func unit(_ selection: Selection, onSteps unit: Int, others: [String], of timeline: MapTimeline?)
    -> [String]
  {
    guard let timeline, let clock = timeline.clockWords.last,
      let segment = timeline.segment(ofTile: selection.tile, output: selection.output)
    else {
      return ["U\(unit)" + (others.isEmpty ? "" : " (\(others.joined(separator: ", ")))"), "U\(unit)"]
    }
    let timed = timeline.unit(ofSegment: segment)
    return ["U\(timed) (\(clock)); in steps U\(unit)", "U\(timed); in steps U\(unit)"]
  }

  private static func order(_ run: Run, unit: Int, step: Int) -> [String] {
    let tiles = run.lanes[unit].reduce(0) { $0 + $1.end - $1.start }
    let before = run.lanes[unit].reduce(0) { $0 + max(0, min($1.end, step) - $1.start) }
    let which = "\(grouped(step + 1)) of \(grouped(run.schedule.makespan))"
    return [which + " · tile \(before + 1) of the \(tiles) of U\(unit)", which]
  }

  /// The time of this very tile alone on one core; live times are not times.
  private static func time(_ selection: Selection, of timeline: MapTimeline?, state: State) -> [String] {
    if state.clock == .measured, let timeline {
      guard let time = timeline.nanoseconds(ofTile: selection.tile, output: selection.output) else { return ["–"] }
      let unit = timeline.segment(ofTile: selection.tile, output: selection.output).map(timeline.unit(ofSegment:)) ?? 0
      return ["\(duration(time)) on U\(unit), measured: one traced run", "\(duration(time)), measured"]
    }
    if state.clock == .imported, let timeline {
      guard let time = timeline.nanoseconds(ofTile: selection.tile, output: selection.output) else { return ["–"] }
      return ["\(duration(time)), imported"]
    }
    if state.timings.composed == nil, state.isReplay, state.timings.phase == .done {
      return ["– (\(notRecorded))", "–"]
    }
    guard let costs = state.timings.composed?.costs else { return ["– (measured when the race has ended)", "–"] }
    let before = (0..<selection.output).reduce(0) { $0 + state.problem.tiles(ofOutput: $1) }
    let place = before + selection.tile
    guard costs.tiles.indices.contains(place) else { return ["–"] }
    let time = duration(costs.tiles[place])
    return ["\(time), composed: alone on one core, cold", "\(time), composed"]
  }

  /// Which share of its output's softmax the tile holds, from m and l before and after it.
  private static func mass(_ selection: Selection, of run: Run, segment: Int, place: Int) -> [String] {
    let problem = run.schedule.problem
    let name = problem.name(ofOutput: selection.output)
    if run.record.outputs[selection.output]?.logSumExp.isEmpty == true { return [notRecorded] }
    guard let whole = run.record.outputs[selection.output]?.logSumExp.first else {
      return ["its share is known when \(name) is complete", "known later"]
    }
    let record = run.record.segments[segment]
    let (m, l) = (Double(record.m[place]), Double(record.l[place]))
    var own = l
    if place >= problem.groupSize {
      let before = place - problem.groupSize
      own -= Double(record.l[before]) * exponential(Double(record.m[before]) - m)
    }
    let share = max(0, own) * exponential(m - Double(whole))
    let isTiny = share > 0 && share < 0.0005
    let words = isTiny ? "less than 0.1 %" : percent(share)
    return [words + " of \(name)'s weight is in this tile", words + " of the weight"]
  }
}

/// What stands where a trace has no number.
let notRecorded = "not recorded"

/// "64 KiB"
func bytes(_ count: Int) -> String {
  switch count {
  case ..<1024: counted(count, "byte")
  case ..<(1024 * 1024): significant(Double(count) / 1024) + " KiB"
  case ..<(1024 * 1024 * 1024): significant(Double(count) / 1024 / 1024) + " MiB"
  default: significant(Double(count) / 1024 / 1024 / 1024) + " GiB"
  }
}

extension Frame {
  /// As many lines as the room has; the first names the tile.
  mutating func drawTileFacts(_ facts: TileFacts, in rect: Rect) {
    guard !rect.isEmpty else { return }
    var rest = rect
    let row = rest.takeTop(1)
    write(" \(facts.name) ", x: row.x + 1, y: row.y, style: .cursor, limit: row.maxX)
    for (label, values) in facts.lines.prefix(rest.height) {
      let row = rest.takeTop(1)
      write(label, x: row.x + 1, y: row.y, style: .dim)
      write(fitting(values, row.width - 12), x: row.x + 11, y: row.y, style: .plain, limit: row.maxX)
    }
  }
}
