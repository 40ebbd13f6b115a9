// What the cues of a script come to that need no time, each by itself.

extension Cue {
  /// What it comes to on the way to another cue: without rests, questions, claims and pictures.
  func deedsOnTheWay(in state: State) -> [Director.Deed] {
    switch self {
    case .say(let words, _): [.act(.say(words))]
    case .play(let target, let speed):
      [.act(.say(""))] + (speed.map { [.act(.setSpeed($0))] } ?? []) + Cue.seek(target).deedsAtOnce(in: state)
    case .ask: [.act(.say(""))]
    case .attempt(let exercise, _): [.act(.say("")), .set(exercise.goal)]
    case .hold, .pause, .wait, .expect, .snapshot: []
    default: deedsAtOnce(in: state)
    }
  }

  /// What a cue that takes no time comes to; nothing for the others.
  func deedsAtOnce(in state: State) -> [Director.Deed] {
    switch self {
    case .mark(let label): return [.mark(label)]
    case .seek(let target):
      guard let moment = state.moment(of: target) else { return [target.missing] }
      return [.act(.pause), .act(.seek(moment))]
    case .step(let count):
      return Array(repeating: .act(count > 0 ? .stepForward : .stepBack), count: abs(count))
    case .view(let view): return [.act(.show(view))]
    case .focus(let focus):
      guard let selection = state.selection(of: focus) else {
        return [.fail("focus: \(focus.algorithm.rawValue) has no such output, tile or merge here")]
      }
      return [.act(.point(selection))]
    case .set(let settings): return [.set(settings)]
    case .key(let key): return [.key(key)]
    case .type(let text): return [.type(text)]
    case .hide(let part): return [.act(.hide(part))]
    case .show(let part): return [.act(.unhide(part))]
    case .say, .ask, .attempt, .play, .hold, .pause, .wait, .expect, .snapshot: return []
    }
  }
}

extension Cue.Target {
  /// That it cannot be reached.
  var missing: Director.Deed {
    switch self {
    case .start, .end: .fail("there is no such moment")
    case .step(let step, let algorithm): .fail("step \(step) of \(algorithm.rawValue): there is none in this race")
    case .event(let name, let number, let algorithm):
      .fail("\(name.rawValue) \(number) of \(algorithm.rawValue): there is none in this race")
    }
  }
}
