import AttentionCore

/// Plays a script: turns elapsed time into deeds, one cue at a time. A value, without a clock of its own.
public struct Director: Sendable {
  public let cues: [Cue]
  /// Whether somebody is there to answer, and to go on after a pause.
  public let isInteractive: Bool

  /// The next cue to begin.
  public private(set) var next = 0
  private var doing = Doing.nothing
  /// Cues before this one are carried out at once, without rests and questions.
  private var rushesTo = 0

  private enum Doing: Hashable {
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
    /// The deciding steps are shown again.
    case correcting(until: Moment, then: Return)
    case corrected(seconds: Double, then: Return)
  }

  /// What a correction goes back to.
  private struct Return: Hashable {
    var moment: Moment
    var speed: Double
  }

  /// How long an answer stays on screen, and the end of a correction.
  private static let answerSeconds = 2.0
  private static let correctionSeconds = 2.5

  public init(_ cues: [Cue], isInteractive: Bool = false) {
    self.cues = cues
    self.isInteractive = isInteractive
  }

  /// Whether every cue has been carried out.
  public var isDone: Bool { next == cues.count && doing == .nothing }

  /// Seconds until something has to be done; `nil` where that depends on the playhead, the kernel or a person.
  public func secondsToNextDeed(in state: State) -> Double? {
    switch doing {
    case .nothing: isDone ? nil : 0
    case .resting(let seconds), .answered(let seconds), .corrected(let seconds, _): seconds
    case .waiting(let condition, let seconds): state.meets(condition) ? 0 : seconds
    case .asking(let seconds): state.question?.chosen != nil ? 0 : isInteractive ? nil : seconds
    case .playing(let target), .correcting(let target, _): state.playhead >= target ? 0 : nil
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
      turn.goesOn = doing == .nothing
    case .resting(let left):
      doing = Self.rest(of: left, after: seconds).map { .resting(seconds: $0) } ?? .nothing
      turn.goesOn = doing == .nothing
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
    case .asking(let left):
      guard let posed = state.question else {
        doing = .nothing
        turn.goesOn = true
        break
      }
      if posed.chosen != nil {
        doing = .answered(seconds: Self.answerSeconds)
      } else if !isInteractive {
        if let rest = Self.rest(of: left, after: seconds) {
          doing = .asking(seconds: rest)
        } else {
          turn.deeds = [.act(.answer(posed.question.answer))]
          turn.goesOn = true
        }
      }
    case .answered(let left):
      if let rest = Self.rest(of: left, after: seconds) {
        doing = .answered(seconds: rest)
      } else {
        turn.deeds = afterAnswer(in: state)
        turn.goesOn = doing == .nothing
      }
    case .correcting(let target, let before):
      if state.playhead >= target {
        doing = .corrected(seconds: Self.correctionSeconds, then: before)
        turn.deeds = [.act(.pause), .act(.seek(target))]
      } else if seconds > 0 {
        turn.deeds = [.act(.tick(seconds: seconds))]
      }
    case .corrected(let left, let before):
      if let rest = Self.rest(of: left, after: seconds) {
        doing = .corrected(seconds: rest, then: before)
      } else {
        doing = .nothing
        turn.deeds = Self.goBack(to: before, in: state)
        turn.goesOn = true
      }
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
    case .correcting(_, let before), .corrected(_, let before):
      doing = .nothing
      return Self.goBack(to: before, in: state)
    case .answered:
      doing = .nothing
      return [.act(.dismissQuestion)]
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

  /// The picture as it was before a correction, without the inspector that its focus may have opened.
  private static func goBack(to before: Return, in state: State) -> [Deed] {
    [.act(.say("")), .act(.setSpeed(before.speed)), .act(.seek(before.moment))]
      + (state.mode == .inspect ? [.act(.show(state.view))] : [])
  }

  /// What is left of a rest; `nil` where it is over. Frames have their own length: less than half of one is nothing.
  private static func rest(of left: Double, after seconds: Double) -> Double? {
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
      return [.act(.pause), .act(.ask(question))]
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

  /// A right answer goes on; after a wrong one the deciding steps are played again, at half speed.
  private mutating func afterAnswer(in state: State) -> [Deed] {
    doing = .nothing
    guard let posed = state.question, !posed.isRight, let correction = posed.question.correction,
      let from = state.moment(of: correction.from), let until = state.moment(of: correction.until)
    else { return [.act(.dismissQuestion)] }
    doing = .correcting(until: until, then: Return(moment: state.playhead, speed: state.speed))
    let focus = correction.focus.flatMap { state.selection(of: $0) }.map { [Deed.act(.point($0))] } ?? []
    return [.act(.dismissQuestion), .act(.unhide(.picture)), .act(.seek(from))] + focus
      + [.act(.say(correction.words)), .act(.setSpeed(state.speed / 2)), .act(.play)]
  }
}
