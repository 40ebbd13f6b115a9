import AttentionCore

/// A change of the problem that the learner makes. Where nobody is there to make it, the demo does.
public struct Exercise: Sendable, Hashable {
  /// What to do, and what to look for.
  public var words: String
  /// The options as they are to be in the end.
  public var goal: [Cue.Setting]

  public init(_ words: String, goal: [Cue.Setting]) {
    self.words = words
    self.goal = goal
  }

  /// One thing that hands would do, and how long it is looked at.
  public struct Move: Sendable {
    public var action: Action
    public var seconds: Double
  }

  /// How the demo does it by itself, as a person would: S in the split strip, all else in the form.
  public func moves(in state: State) -> [Move] { movesInSplitStrip(state) ?? movesInForm(state) }

  private func movesInSplitStrip(_ state: State) -> [Move]? {
    guard goal.count == 1, goal[0].name == ProblemError.Option.splits.rawValue, let table = state.splitTable,
      let wanted = goal[0].values.first.flatMap({ Int($0) }),
      let end = table.rows.firstIndex(where: { $0.splits == wanted }),
      let decoding = state.runs.first(where: { $0.schedule.algorithm == .fd })?.schedule,
      let row = table.row(splits: decoding.splits ?? 1), let start = table.rows.firstIndex(of: row)
    else { return nil }
    let opening = state.mode == .splits ? [] : [Move(action: .toggleSplits, seconds: 1)]
    let step = Move(action: end > start ? .moreSplits : .fewerSplits, seconds: 1)
    return opening + Array(repeating: step, count: abs(end - start))
  }

  private func movesInForm(_ state: State) -> [Move] {
    var form = ProblemForm(state.experiment, fixesShape: state.fixesShape)
    var moves = [Move(action: .toggleForm, seconds: 1)]
    for setting in goal {
      guard let place = form.fields.firstIndex(where: { $0.option.rawValue == setting.name && !$0.isFixed }) else {
        continue
      }
      while form.place != place {
        form.move(by: 1)
        moves.append(Move(action: .nextLine, seconds: 0.1))
      }
      moves += form.fields[place].text.map { _ in Move(action: .erase, seconds: 0.15) }
      moves += setting.values.joined(separator: ",").map { Move(action: .type(String($0)), seconds: 0.3) }
    }
    return moves + [Move(action: .nextLine, seconds: 1.2), Move(action: .accept, seconds: 1)]
  }
}

extension Experiment {
  /// Whether options have some values, as the form shows them.
  public func has(_ goal: [Cue.Setting]) -> Bool {
    let fields = ProblemForm(self).fields
    return goal.allSatisfy { setting in
      fields.first { $0.option.rawValue == setting.name }?.text == setting.values.joined(separator: ",")
    }
  }
}
