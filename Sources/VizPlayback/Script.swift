import AttentionCore

/// One timed thing that a script does to a state.
public enum Cue: Sendable, Hashable {
  /// A chapter begins.
  case mark(String)
  /// Words below the picture, held for some seconds.
  case say(String, seconds: Double)
  /// Lets the playhead run until a target, at a speed if one is given.
  case play(Target, speed: Double?)
  /// Nothing, for some seconds.
  case hold(seconds: Double)
  case view(View)
  /// Points at an output of an algorithm.
  case focus(Algorithm, output: Int, on: Focus)
  /// The picture as it is, under a name.
  case snapshot(String)

  /// Where playing stops.
  public enum Target: Sendable, Hashable {
    case end
    /// After a step of an algorithm.
    case step(Int, of: Algorithm)
    /// Just after an algorithm's n-th event of a kind, from 1.
    case event(EventName, number: Int, of: Algorithm)
  }

  /// Where in an output one looks.
  public enum Focus: Sendable, Hashable {
    case tile(Int)
    /// The partial that its n-th merge folds in, from 1.
    case merge(number: Int)
  }

  public enum EventName: String, Sendable, Hashable, CaseIterable { case finish, publish, merge }
}

extension State {
  /// The moment that a target stands for; `nil` where there is no such event or algorithm in this race.
  public func moment(of target: Cue.Target) -> Moment? {
    switch target {
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
}

extension State {
  /// What a focus points at; `nil` where there is no such algorithm, output or merge in this race.
  public func selection(of algorithm: Algorithm, output: Int, on focus: Cue.Focus) -> Selection? {
    guard let place = runs.firstIndex(where: { $0.schedule.algorithm == algorithm }),
      (0..<problem.outputs).contains(output)
    else { return nil }
    switch focus {
    case .tile(let tile):
      return tile < problem.tiles(ofOutput: output) ? Selection(run: place, output: output, tile: tile) : nil
    case .merge(let number):
      let schedule = runs[place].schedule
      let merges = schedule.mergeIndices(ofOutput: output)
      guard number <= merges.count else { return nil }
      let source = schedule.merges[merges.lowerBound + number - 1].source
      return Selection(run: place, output: output, tile: schedule.tiles(of: schedule.segments[source]).lowerBound)
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

/// Plays a script: turns elapsed time into actions. A value, without a clock of its own.
public struct Director: Sendable {
  private var cues: ArraySlice<Cue>
  /// Seconds left of the present hold.
  private var rest = 0.0
  /// Where the present play stops.
  private var target: Moment?

  public init(_ cues: [Cue]) { self.cues = cues[...] }

  /// Whether every cue has been carried out.
  public var isDone: Bool { cues.isEmpty && rest <= 0 && target == nil }

  /// What some seconds bring: actions to apply in order, the chapters that begin, and the pictures to take after the
  /// actions.
  public struct Turn: Sendable {
    public var actions: [Action] = []
    public var marks: [String] = []
    public var snapshots: [String] = []
  }

  public mutating func advance(by seconds: Double, in state: State) -> Turn {
    var turn = Turn()
    if rest > 0 {
      rest -= seconds
      // Frames have their own length: less than half of one is none.
      guard rest < seconds / 2 else { return turn }
      rest = 0
    } else if let target {
      guard state.playhead >= target else {
        turn.actions = [.tick(seconds: seconds)]
        return turn
      }
      turn.actions += [.pause, .seek(target)]
      self.target = nil
    }
    // What follows a picture waits until it has been taken.
    while rest <= 0, target == nil, turn.snapshots.isEmpty, let cue = cues.popFirst() {
      switch cue {
      case .mark(let label): turn.marks.append(label)
      case .say(let words, let seconds):
        turn.actions.append(.say(words))
        rest = seconds
      case .hold(let seconds): rest = seconds
      case .play(let target, let speed):
        turn.actions.append(.say(""))
        if let speed { turn.actions.append(.setSpeed(speed)) }
        turn.actions.append(.play)
        self.target = state.moment(of: target) ?? state.agenda.end
      case .view(let view): turn.actions.append(.show(view))
      case .focus(let algorithm, let output, let focus):
        if let selection = state.selection(of: algorithm, output: output, on: focus) {
          turn.actions.append(.point(selection))
        }
      case .snapshot(let name): turn.snapshots.append(name)
      }
    }
    return turn
  }
}
