import AttentionCore

/// Plays a script: turns elapsed time into deeds, one cue at a time. A value, without a clock of its own.
public struct Director: Sendable {
  public let cues: [Cue]
  /// Whether somebody is there to answer, and to go on after a pause.
  public let isInteractive: Bool

  /// The next cue to begin.
  public private(set) var next = 0
  var doing = Doing.nothing
  /// Cues before this one are carried out at once, without rests and questions.
  private var rushesTo = 0

  enum Doing {
    case nothing
    case resting(seconds: Double)
    case playing(until: Moment)
    case pausing
    case waiting(Cue.Condition, seconds: Double)
    /// Until the kernel has done what it was asked for, so that a claim is about something.
    case settling(Expectation)
    case asking(seconds: Double)
    /// The question has been answered; right or wrong is on screen.
    case answered(seconds: Double)
    /// The stage turns to what answers a wrong answer.
    case turning(Question.Correction, then: Return)
    /// That is shown; `seconds` are left to read the words.
    case correcting(until: Moment, seconds: Double, then: Return)
    case corrected(seconds: Double, then: Return)
    /// It is the learner's turn; nobody being there, the words are held.
    case exercising(Exercise, seconds: Double)
    /// The learner has done it.
    case achieved(Exercise, seconds: Double)
    /// The demo does it by itself; `nil`: from its first move on.
    case demonstrating(Exercise, ArraySlice<Exercise.Move>?, seconds: Double)
  }

  public init(_ cues: [Cue], isInteractive: Bool = false) {
    self.cues = cues
    self.isInteractive = isInteractive
  }

  /// Whether every cue has been carried out.
  public var isDone: Bool { next == cues.count && isIdle }

  var isIdle: Bool { if case .nothing = doing { true } else { false } }

  /// Seconds until something has to be done; `nil` where that depends on the playhead, the kernel or a person.
  public func secondsToNextDeed(in state: State) -> Double? {
    switch doing {
    case .nothing: isDone ? nil : 0
    case .resting(let seconds), .answered(let seconds), .corrected(let seconds, _), .achieved(_, let seconds),
      .demonstrating(_, _, let seconds):
      seconds
    case .turning: 0
    case .exercising(let exercise, let seconds):
      isInteractive ? (isOver(exercise, in: state) ? 0 : nil) : seconds
    case .waiting(let condition, let seconds): state.meets(condition) ? 0 : seconds
    case .asking(let seconds): state.question?.chosen != nil ? 0 : isInteractive ? nil : seconds
    case .playing(let target), .correcting(let target, _, _): state.playhead >= target ? 0 : nil
    case .settling: state.isSettled ? 0 : nil
    case .pausing: nil
    }
  }

  /// The places of the chapters' cues.
  public var chapters: [Int] { cues.indices.filter { if case .mark = cues[$0] { true } else { false } } }

  /// Something to be done with a state, or with what surrounds it.
  public enum Deed: Sendable {
    case act(Action)
    case mark(String)
    case snapshot(String)
    case set([Cue.Setting])
    /// Changes them for a while; ``restore`` brings back what was on stage.
    case lend([Cue.Setting])
    case restore
    /// The first problem again, from its beginning.
    case startOver
    case key(KeyName)
    case type(String)
    /// To be held against the state and its picture.
    case expect(Expectation)
    /// The script cannot go on as it is written.
    case fail(String)
  }

  /// What is to be done now, in order, and by which cue.
  public struct Turn: Sendable {
    public var deeds: [Deed] = []
    public var cue = 0
    /// Whether the next turn belongs to the same instant: it is asked for with 0 seconds.
    public var goesOn = false
  }

  /// What some seconds bring. Each turn is to be carried out before the next one is asked for.
  public mutating func advance(by seconds: Double, in state: State) -> Turn {
    var turn = Turn(cue: max(0, next - 1))
    switch doing {
    case .nothing:
      guard next < cues.count else { break }
      turn.cue = next
      next += 1
      turn.deeds = turn.cue < rushesTo ? cues[turn.cue].deedsOnTheWay(in: state) : begin(cues[turn.cue], in: state)
      turn.goesOn = isIdle
    case .resting(let left):
      doing = Self.rest(of: left, after: seconds).map { Doing.resting(seconds: $0) } ?? .nothing
      turn.goesOn = isIdle
    case .playing(let target):
      guard state.playhead >= target else {
        if seconds > 0 { turn.deeds = [.act(.tick(seconds: seconds))] }
        break
      }
      doing = .nothing
      turn.deeds = [.act(.pause), .act(.seek(target))]
      turn.goesOn = true
    case .pausing: break
    case .waiting(let condition, let left):
      if state.meets(condition) {
        doing = .nothing
        turn.goesOn = true
      } else if let rest = Self.rest(of: left, after: seconds) {
        doing = .waiting(condition, seconds: rest)
      } else {
        doing = .nothing
        turn.deeds = [.fail("waited in vain: not \(condition.rawValue)")]
      }
    case .settling(let expectation):
      guard state.isSettled else { break }
      doing = .nothing
      turn.deeds = [.expect(expectation)]
      turn.goesOn = true
    case .asking, .answered, .turning, .correcting, .corrected: advanceQuestion(by: seconds, in: state, &turn)
    case .exercising, .achieved, .demonstrating: advanceExercise(by: seconds, in: state, &turn)
    }
    return turn
  }

  /// Goes on at once: past a rest, a pause, a stretch of play. A question stays until it is answered.
  public mutating func goOn(in state: State) -> [Deed] {
    switch doing {
    case .nothing, .asking: return []
    case .playing(let target):
      doing = .nothing
      return [.act(.pause), .act(.seek(target))]
    case .turning(_, let before), .correcting(_, _, let before), .corrected(_, let before):
      doing = .nothing
      return before.deeds
    case .answered:
      doing = .nothing
      return [.act(.dismissQuestion)]
    case .exercising(let exercise, _), .achieved(let exercise, _), .demonstrating(let exercise, _, _):
      doing = .nothing
      return exercise.closing
    case .resting, .pausing, .waiting, .settling:
      doing = .nothing
      return []
    }
  }

  /// To a cue, as if everything before it had happened; back starts over.
  public mutating func jump(to cue: Int, in state: State) -> [Deed] {
    var deeds: [Deed] = [.act(.dismissQuestion)]
    if cue < next || next == 0 {
      next = 0
      deeds.append(.startOver)
    } else {
      deeds += goOn(in: state)
    }
    doing = .nothing
    rushesTo = cue
    return deeds
  }

  /// What is left of a rest; `nil` where it is over. Frames have their own length: less than half of one is nothing.
  static func rest(of left: Double, after seconds: Double) -> Double? {
    let rest = left - seconds
    return rest > 0 && rest >= seconds / 2 ? rest : nil
  }
}

extension Director {
  /// Begins a cue.
  private mutating func begin(_ cue: Cue, in state: State) -> [Deed] {
    switch cue {
    case .say(let words, let seconds):
      rest(seconds)
      return [.act(.say(words))]
    case .ask(let question, let seconds):
      doing = .asking(seconds: seconds)
      return [.act(.pause), .act(.say("")), .act(.ask(question))]
    case .attempt(let exercise, let seconds):
      doing = .exercising(exercise, seconds: seconds)
      return [.act(.pause), .act(.say(exercise.words))] + (isInteractive ? [.act(.demo(.handOver(exercise)))] : [])
    case .play(let target, let speed):
      guard let moment = state.moment(of: target) else { return [target.missing] }
      doing = .playing(until: moment)
      return [.act(.say(""))] + (speed.map { [.act(.setSpeed($0))] } ?? []) + [.act(.play)]
    case .hold(let seconds):
      rest(seconds)
      return []
    case .pause:
      if isInteractive { doing = .pausing }
      return []
    case .wait(let condition, let seconds):
      doing = .waiting(condition, seconds: seconds)
      return []
    case .expect(let expectation):
      if state.isSettled { return [.expect(expectation)] }
      doing = .settling(expectation)
      return []
    case .snapshot(let name): return [.snapshot(name)]
    default: return cue.deedsAtOnce(in: state)
    }
  }

  private mutating func rest(_ seconds: Double) { doing = seconds > 0 ? .resting(seconds: seconds) : .nothing }
}
