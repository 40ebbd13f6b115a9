import AttentionCore

/// What a demo claims about the state it has come to. A demo whose claim does not hold has failed.
public struct Expectation: Sendable, Hashable {
  /// Whose values; `nil`: every algorithm's.
  public var algorithm: Algorithm?
  public var claims: [Claim]

  public enum Claim: Sendable, Hashable {
    /// The playhead is after so many steps.
    case step(Int)
    /// So many units computed a tile in the step that the playhead has just done.
    case busy(Int)
    /// The schedule takes so many steps, writes so many partials, merges so often.
    case steps(Int)
    case partials(Int)
    case merges(Int)
    /// K and V of the problem take so many bytes.
    case kvBytes(Int)
    /// The result agrees with the reference, or does not.
    case isOK(Bool)
    /// max|Δ| to the reference is smaller.
    case maxErrorBelow(Double)
    /// The text stands somewhere in a row of the screen.
    case screen(String)
  }

  public init(_ algorithm: Algorithm? = nil, _ claims: [Claim]) {
    self.algorithm = algorithm
    self.claims = claims
  }

  /// The texts that must be on the screen.
  public var screenTexts: [String] {
    claims.compactMap { if case .screen(let text) = $0 { text } else { nil } }
  }
}

extension State {
  /// The first claim about the model that does not hold, in words; `nil` if all do. Of the screen nothing is known here.
  public func contradiction(to expectation: Expectation) -> String? {
    let claimed = runs.filter { expectation.algorithm == nil || $0.schedule.algorithm == expectation.algorithm }
    if claimed.isEmpty, let name = expectation.algorithm?.rawValue { return "\(name) is not in this race" }
    for claim in expectation.claims {
      if case .step(let step) = claim {
        if playhead.step != step { return "step is \(playhead.step), not \(step)" }
        continue
      }
      if case .kvBytes(let bytes) = claim {
        if problem.kvBytes != bytes { return "kv-bytes is \(problem.kvBytes), not \(bytes)" }
        continue
      }
      for run in claimed {
        if let words = contradiction(to: claim, in: run) { return "\(run.schedule.algorithm.rawValue): \(words)" }
      }
    }
    return nil
  }

  private func contradiction(to claim: Expectation.Claim, in run: Run) -> String? {
    func compare(_ name: String, _ actual: Int, _ expected: Int) -> String? {
      actual == expected ? nil : "\(name) is \(actual), not \(expected) (after step \(playhead.step))"
    }
    switch claim {
    case .step, .kvBytes, .screen: return nil
    case .busy(let count):
      return compare("busy", playhead.step == 0 ? 0 : run.busyUnits(atStep: playhead.step - 1), count)
    case .steps(let count): return compare("steps", run.schedule.makespan, count)
    case .partials(let count): return compare("partials", run.schedule.partialCount, count)
    case .merges(let count): return compare("merges", run.schedule.merges.count, count)
    case .isOK(let isOK):
      guard let accuracy = run.record.accuracy else { return "ok is not known yet: the race has not ended" }
      return accuracy.isOK == isOK ? nil : "ok is \(accuracy.isOK), not \(isOK)"
    case .maxErrorBelow(let bound):
      guard let accuracy = run.record.accuracy else { return "max-error is not known yet: the race has not ended" }
      return accuracy.maxAbsError < bound ? nil : "max-error is \(accuracy.maxAbsError), not below \(bound)"
    }
  }

  /// Whether the kernel has done everything that it was asked for, the check at the end included.
  var isSettled: Bool { !isWaitingForKernel && (!isAtEnd || isChecked) }

  /// Whether something that a demo waits for is known.
  public func meets(_ condition: Cue.Condition) -> Bool {
    switch condition {
    case .computed: isComplete
    case .checked: isChecked
    case .composed: timings.composed != nil
    case .measured: timings.measured?.phases.isEmpty == false
    }
  }
}
