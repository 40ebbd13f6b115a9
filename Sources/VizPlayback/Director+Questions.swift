// Questions: they are asked, answered, and a wrong answer is answered by what it is about.

extension Director {
  /// How long right or wrong stays on screen, and the end of a correction at least.
  public static let answerSeconds = 2.0
  private static let correctionSeconds = 2.5
  /// A correction is played slower than anything else.
  private static let correctionSpeed = 0.5

  /// What a correction goes back to.
  struct Return {
    var standpoint: Standpoint
    var hasLent: Bool

    var deeds: [Deed] { (hasLent ? [.restore] : []) + [.act(.takeUp(standpoint))] }
  }

  mutating func advanceQuestion(by seconds: Double, in state: State, _ turn: inout Turn) {
    switch doing {
    case .asking(let left): ask(left, after: seconds, in: state, &turn)
    case .answered(let left):
      if let rest = Self.rest(of: left, after: seconds) {
        doing = .answered(seconds: rest)
      } else {
        turn.deeds = afterAnswer(in: state)
        turn.goesOn = true
      }
    case .turning(let correction, let before): turn.deeds = begin(correction, then: before, in: state, &turn.goesOn)
    case .correcting(let target, let left, let before):
      if state.playhead >= target {
        doing = .corrected(seconds: max(Self.correctionSeconds, left), then: before)
        turn.deeds = [.act(.pause), .act(.seek(target))]
      } else if seconds > 0 {
        doing = .correcting(until: target, seconds: left - seconds, then: before)
        turn.deeds = [.act(.tick(seconds: seconds))]
      }
    case .corrected(let left, let before):
      if let rest = Self.rest(of: left, after: seconds) {
        doing = .corrected(seconds: rest, then: before)
      } else {
        doing = .nothing
        turn.deeds = before.deeds
        turn.goesOn = true
      }
    default: break
    }
  }

  private mutating func ask(_ left: Double, after seconds: Double, in state: State, _ turn: inout Turn) {
    guard let posed = state.question else {
      doing = .nothing
      turn.goesOn = true
      return
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
  }

  /// A right answer goes on; a wrong one turns the stage to what is to be shown.
  private mutating func afterAnswer(in state: State) -> [Deed] {
    doing = .nothing
    guard let posed = state.question, let chosen = posed.chosen,
      let correction = posed.question.correction(for: chosen)
    else { return [.act(.dismissQuestion)] }
    let settings = correction.settings
    doing = .turning(correction, then: Return(standpoint: state.standpoint, hasLent: !settings.isEmpty))
    return [.act(.dismissQuestion), .act(.unhide(.picture))] + (settings.isEmpty ? [] : [.lend(settings)])
  }

  /// Shows the deciding steps, in the problem that is on stage by now.
  private mutating func begin(
    _ correction: Question.Correction, then before: Return, in state: State, _ goesOn: inout Bool
  ) -> [Deed] {
    guard let from = state.moment(of: correction.from), let until = state.moment(of: correction.until) else {
      doing = .nothing
      goesOn = true
      return before.deeds
    }
    doing = .correcting(until: until, seconds: ReadingPace.seconds(for: correction.words), then: before)
    let view = correction.view.map { [Deed.act(.show($0))] } ?? []
    let focus = correction.focus.flatMap { state.selection(of: $0) }.map { [Deed.act(.point($0))] } ?? []
    return view + [.act(.seek(from))] + focus
      + [.act(.say(correction.words)), .act(.setSpeed(Self.correctionSpeed)), .act(.play)]
  }
}
