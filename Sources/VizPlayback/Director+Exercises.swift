// Exercises: the learner changes the problem, or the demo does where nobody is there or they give up.

extension Director {
  /// How long what the learner has made of it is looked at before the demo goes on.
  private static let achievedSeconds = 2.0

  /// Whether the learner has done it, or has given the controls back.
  func isOver(_ exercise: Exercise, in state: State) -> Bool {
    state.experiment.has(exercise.goal) || state.demo?.isConducting == true
  }

  mutating func advanceExercise(by seconds: Double, in state: State, _ turn: inout Turn) {
    switch doing {
    case .exercising(let exercise, let left): wait(for: exercise, left, after: seconds, in: state, &turn)
    case .achieved(let exercise, let left):
      if let rest = Self.rest(of: left, after: seconds) {
        doing = .achieved(exercise, seconds: rest)
      } else {
        close(exercise, &turn)
      }
    case .demonstrating(let exercise, let moves, let left):
      if let rest = Self.rest(of: left, after: seconds) {
        doing = .demonstrating(exercise, moves, seconds: rest)
        return
      }
      let moves = moves ?? exercise.moves(in: state)[...]
      guard let move = moves.first else { return close(exercise, &turn) }
      doing = .demonstrating(exercise, moves.dropFirst(), seconds: move.seconds)
      turn.deeds = [.act(move.action)]
    default: break
    }
  }

  private mutating func wait(
    for exercise: Exercise, _ left: Double, after seconds: Double, in state: State, _ turn: inout Turn
  ) {
    guard isInteractive else {
      if let rest = Self.rest(of: left, after: seconds) {
        doing = .exercising(exercise, seconds: rest)
      } else {
        doing = .demonstrating(exercise, nil, seconds: 0)
        turn.goesOn = true
      }
      return
    }
    if state.demo?.isConducting == true {
      // The learner may have left another problem on stage.
      turn.deeds = state.demo?.experiment == state.experiment ? [] : [.set([])]
      turn.goesOn = true
      doing = .demonstrating(exercise, nil, seconds: 0)
    } else if state.experiment.has(exercise.goal) {
      doing = .achieved(exercise, seconds: Self.achievedSeconds)
      turn.deeds = [.act(.note("✓ that is it: it goes on"))]
    }
  }

  private mutating func close(_ exercise: Exercise, _ turn: inout Turn) {
    doing = .nothing
    turn.deeds = exercise.closing
    turn.goesOn = true
  }
}

extension Exercise {
  /// What ends it: the problem as it is wanted, from its beginning, whoever made it, and the demo acts again.
  var closing: [Director.Deed] { [.set(goal), .act(.demo(.takeBack))] }
}
