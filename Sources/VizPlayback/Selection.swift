import AttentionCore

/// What a person points at, the same in every view: an algorithm, an output, one of its KV tiles.
///
/// The unit follows: it is the one that the algorithm gives the tile to.
public struct Selection: Sendable, Hashable {
  /// Which run.
  public var run: Int
  public var output: Int
  /// The KV tile of the output.
  public var tile: Int

  public init(run: Int, output: Int, tile: Int) {
    self.run = run
    self.output = output
    self.tile = tile
  }
}

extension Run {
  /// The segment that holds a tile of an output.
  public func segment(ofTile tile: Int, output: Int) -> Int {
    let all = segments(ofOutput: output)
    // Most are listed by their tiles.
    let place = firstIndex(below: all.count) { schedule.segments[all[$0]].tiles.hull.upperBound > tile }
    if all.indices.contains(place), schedule.segments[all[place]].tiles.contains(tile) { return all[place] }
    return all.first { schedule.segments[$0].tiles.contains(tile) } ?? all[0]
  }

  /// The segments of an output, by their keys.
  public func segments(ofOutput output: Int) -> [Int] { segmentsByOutput[output] }

  /// The step before which a tile of a segment is computed; the tile takes the step that ends at one more.
  public func step(ofTile tile: Int, segment: Int) -> Int {
    timeline.spans[segment].start + (schedule.segments[segment].tiles.firstIndex(of: tile) ?? 0)
  }

  /// What a unit computes during the step that begins at `step`; where it rests, the last tile before, else the first.
  func place(onUnit unit: Int, atStep step: Int) -> (output: Int, tile: Int)? {
    let lane = lanes[unit]
    guard let span = lane.last(where: { $0.start <= step }) ?? lane.first, let segment = span.item else { return nil }
    let tiles = schedule.tiles(of: schedule.segments[segment])
    let tile = tiles[max(0, min(step, span.end - 1) - span.start)]
    return (schedule.output(of: schedule.segments[segment]), tile)
  }

  /// Whether an output has anything to merge.
  public func merges(intoOutput output: Int) -> Bool { !schedule.mergeIndices(ofOutput: output).isEmpty }
}

extension State {
  /// What is pointed at: by hand, or, until then, what the playhead has just met.
  public var selection: Selection { chosen ?? followed }

  /// The run that views of one algorithm show.
  public var shownRun: Int { zoomed ?? chosen?.run ?? strip }

  /// The merge that the playhead met last in a run, as an index into ``Schedule/merges``; `nil` before the first.
  public func latestMerge(ofRun run: Int) -> Int? {
    let passed = agenda.eventsPassed(ofRun: run, at: playhead)
    for event in runs[run].events.prefix(passed).reversed() {
      if case .merge(let merge) = event.kind { return merge }
    }
    return nil
  }

  /// Where the playhead is: the merge it met last (before any, the one to come) in the Merge view, else the tile that
  /// the lowest busy unit has just computed.
  private var followed: Selection {
    let place = shownRun
    let run = runs[place]
    if view == .merge, !run.schedule.merges.isEmpty {
      let merge = run.schedule.merges[latestMerge(ofRun: place) ?? firstMerge(ofRun: place) ?? 0]
      let tile = run.schedule.segments[merge.source].tiles.first
      return Selection(run: place, output: merge.destination, tile: tile)
    }
    let step = max(0, playhead.step - 1)
    let unit = run.lanes.indices.first { run.lanes[$0].contains { $0.start <= step && step < $0.end } } ?? 0
    guard let found = run.place(onUnit: unit, atStep: step) else { return Selection(run: place, output: 0, tile: 0) }
    return Selection(run: place, output: found.output, tile: found.tile)
  }

  /// The first merge in the order of events.
  private func firstMerge(ofRun run: Int) -> Int? {
    for event in runs[run].events {
      if case .merge(let merge) = event.kind { return merge }
    }
    return nil
  }

  /// Points somewhere by hand; from then on the selection stays.
  mutating func select(_ selection: Selection) {
    guard runs.indices.contains(selection.run), (0..<problem.outputs).contains(selection.output) else { return }
    let tile = max(0, min(selection.tile, problem.tiles(ofOutput: selection.output) - 1))
    chosen = Selection(run: selection.run, output: selection.output, tile: tile)
  }

  /// Moves the selection by one: along lanes in the Race, tiles and outputs in the Map, partials and outputs in Merge.
  mutating func moveSelection(_ direction: Direction) {
    var next = selection
    switch (view, direction) {
    case (.race, .left), (.race, .right): next = movedAlongLane(next, by: direction == .right ? 1 : -1)
    case (.race, .up), (.race, .down): next = movedAcrossLanes(next, by: direction == .down ? 1 : -1)
    case (.map, .left): next.tile -= 1
    case (.map, .right): next.tile += 1
    case (.merge, .left), (.merge, .right): next = movedToPartial(next, by: direction == .right ? 1 : -1)
    case (.merge, .up), (.merge, .down): next = movedToMergedOutput(next, by: direction == .down ? 1 : -1)
    case (.map, .up): next.output -= 1
    case (.map, .down): next.output += 1
    case (.lesson, .up), (.lesson, .down):
      chosenLesson = max(0, min(lessons.count - 1, chosenLesson + (direction == .down ? 1 : -1)))
      return
    case (.time, _), (.lesson, _): return
    }
    next.output = max(0, min(next.output, problem.outputs - 1))
    select(next)
  }

  private func movedAlongLane(_ selection: Selection, by offset: Int) -> Selection {
    let run = runs[selection.run]
    let segment = run.segment(ofTile: selection.tile, output: selection.output)
    let step = run.step(ofTile: selection.tile, segment: segment) + offset
    guard step >= 0, let found = run.place(onUnit: run.unit(ofSegment: segment), atStep: step) else { return selection }
    return Selection(run: selection.run, output: found.output, tile: found.tile)
  }

  /// To the next unit that has work at all.
  private func movedAcrossLanes(_ selection: Selection, by offset: Int) -> Selection {
    let run = runs[selection.run]
    let segment = run.segment(ofTile: selection.tile, output: selection.output)
    let step = run.step(ofTile: selection.tile, segment: segment)
    var unit = run.unit(ofSegment: segment) + offset
    while run.lanes.indices.contains(unit) {
      if let found = run.place(onUnit: unit, atStep: step) {
        return Selection(run: selection.run, output: found.output, tile: found.tile)
      }
      unit += offset
    }
    return selection
  }

  private func movedToPartial(_ selection: Selection, by offset: Int) -> Selection {
    let run = runs[selection.run]
    let all = run.segments(ofOutput: selection.output)
    let place = (all.firstIndex(of: run.segment(ofTile: selection.tile, output: selection.output)) ?? 0) + offset
    guard all.indices.contains(place) else { return selection }
    var next = selection
    next.tile = run.schedule.segments[all[place]].tiles.first
    return next
  }

  /// To the next output that is merged; where none is, to the next one.
  private func movedToMergedOutput(_ selection: Selection, by offset: Int) -> Selection {
    let run = runs[selection.run]
    var next = selection
    next.output += offset
    if !run.schedule.merges.isEmpty {
      while (0..<problem.outputs).contains(next.output), !run.merges(intoOutput: next.output) { next.output += offset }
    }
    guard (0..<problem.outputs).contains(next.output) else { return selection }
    next.tile = 0
    return next
  }
}
