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

  /// Where playing stops.
  public enum Target: Sendable, Hashable {
    case end
    /// After a step of an algorithm.
    case step(Int, of: Algorithm)
    /// Just after an algorithm's n-th event of a kind, from 1.
    case event(EventName, number: Int, of: Algorithm)
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

  /// What some seconds bring: actions to apply in order, and the chapters that begin.
  public mutating func advance(by seconds: Double, in state: State) -> (actions: [Action], marks: [String]) {
    var actions: [Action] = []
    var marks: [String] = []
    if rest > 0 {
      rest -= seconds
      // Frames have their own length: less than half of one is none.
      guard rest < seconds / 2 else { return ([], []) }
      rest = 0
    } else if let target {
      guard state.playhead >= target else { return ([.tick(seconds: seconds)], []) }
      actions += [.pause, .seek(target)]
      self.target = nil
    }
    while rest <= 0, target == nil, let cue = cues.popFirst() {
      switch cue {
      case .mark(let label): marks.append(label)
      case .say(let words, let seconds):
        actions.append(.say(words))
        rest = seconds
      case .hold(let seconds): rest = seconds
      case .play(let target, let speed):
        actions.append(.say(""))
        if let speed { actions.append(.setSpeed(speed)) }
        actions.append(.play)
        self.target = state.moment(of: target) ?? state.agenda.end
      }
    }
    return (actions, marks)
  }
}
