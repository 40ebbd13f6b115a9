import AttentionCore

/// How long the playhead rests at each stop, so that a race of any size takes about 20 s and can be read.
public struct Pace: Sendable {
  /// Seconds a step takes at speed 1.
  public let step: Double
  /// Seconds that the first n events take together, for every n.
  private let events: [Double]

  /// About this long, whatever the size.
  public static let target = 20.0
  /// A stop never takes longer: something moves within a second.
  static let longestStep = 0.6

  public init(agenda: Agenda, runs: [Run]) {
    let weights = agenda.items.map {
      Self.weight(of: runs[$0.run].events[$0.event], reduction: runs[$0.run].schedule.reduction)
    }
    let total = Double(max(1, agenda.lastStep)) + weights.reduce(0, +)
    step = min(Self.longestStep, Self.target / total)
    var sum = 0.0
    var sums = [0.0]
    sums.reserveCapacity(weights.count + 1)
    for weight in weights {
      sum += weight * step
      sums.append(sum)
    }
    events = sums
  }

  /// In steps. A host's merge is what LeanAttention is about; the pass repeats itself.
  private static func weight(of event: StepEvent, reduction: Reduction) -> Double {
    switch event.kind {
    case .finish: 0.5
    case .publish: 1
    case .merge: reduction == .host ? 1.5 : 0.5
    }
  }

  /// Seconds from the beginning to a moment, at speed 1.
  public func seconds(to moment: Moment) -> Double { Double(moment.step) * step + events[moment.passed] }

  /// The last moment that is reached within some seconds from the beginning, at speed 1.
  public func moment(at seconds: Double, in agenda: Agenda) -> Moment {
    // The last event reached, each being met after all the steps before it.
    let passed = firstIndex(below: agenda.items.count) {
      self.seconds(to: Moment(step: agenda.items[$0].step, passed: $0 + 1)) > seconds
    }
    let inSteps = Int((max(0, seconds - events[passed]) / step).rounded(.down))
    let barrier = passed < agenda.items.count ? agenda.items[passed].step : agenda.lastStep
    let earliest = passed > 0 ? agenda.items[passed - 1].step : 0
    return Moment(step: max(earliest, min(inSteps, barrier)), passed: passed)
  }
}
