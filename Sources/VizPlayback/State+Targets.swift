import AttentionCore

// What the words of a script stand for in a race.

extension State {
  /// The moment that a target stands for; `nil` where there is no such event or algorithm in this race.
  public func moment(of target: Cue.Target) -> Moment? {
    switch target {
    case .start: return Moment()
    case .end: return agenda.end
    case .step(let step, let algorithm):
      guard runs.contains(where: { $0.schedule.algorithm == algorithm }), step <= agenda.lastStep else { return nil }
      return agenda.moment(afterStep: step)
    case .event(let name, let number, let algorithm):
      guard let run = runs.firstIndex(where: { $0.schedule.algorithm == algorithm }) else { return nil }
      let places = agenda.items.indices.filter { place in
        let item = agenda.items[place]
        return item.run == run && runs[run].events[item.event].kind.name == name
      }
      guard number >= 1, number <= places.count else { return nil }
      let place = places[number - 1]
      return Moment(step: agenda.items[place].step, passed: place + 1)
    }
  }

  /// What a focus points at; `nil` where there is no such algorithm, output, tile or merge in this race.
  public func selection(of focus: Cue.Focus) -> Selection? {
    guard let place = runs.firstIndex(where: { $0.schedule.algorithm == focus.algorithm }),
      (0..<problem.outputs).contains(focus.output)
    else { return nil }
    switch focus.place {
    case .tile(let tile):
      return tile < problem.tiles(ofOutput: focus.output)
        ? Selection(run: place, output: focus.output, tile: tile) : nil
    case .merge(let number):
      let schedule = runs[place].schedule
      let merges = schedule.mergeIndices(ofOutput: focus.output)
      guard number <= merges.count else { return nil }
      let source = schedule.merges[merges.lowerBound + number - 1].source
      return Selection(run: place, output: focus.output, tile: schedule.segments[source].tiles.first)
    }
  }
}

extension StepEvent.Kind {
  var name: Cue.EventName {
    switch self {
    case .finish: .finish
    case .publish: .publish
    case .merge: .merge
    }
  }
}
