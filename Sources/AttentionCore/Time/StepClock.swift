/// Something worth a look at the end of a step.
public struct StepEvent: Sendable, Hashable {
  public enum Kind: Sendable, Hashable {
    /// These segments ended with nothing to hand over: the output is complete, or its host keeps the accumulator.
    case finish([Int])
    /// These segments ended and their partials are ready to be merged.
    case publish([Int])
    /// This merge, an index into ``Schedule/merges``, is done.
    case merge(Int)
  }

  /// The step at whose end it happens; the first step ends at 1.
  public var step: Int
  public var kind: Kind

  public init(step: Int, kind: Kind) {
    self.step = step
    self.kind = kind
  }
}

extension Schedule {
  /// When each segment runs if a tile takes one step: one span a segment, in the order of ``segments``.
  public func stepTimeline() -> Timeline {
    var spans: [Span] = []
    spans.reserveCapacity(segments.count)
    for (cta, begin) in zip(ctas, beginnings()) {
      var step = begin.step
      for index in cta.segments {
        let end = step + tiles(of: segments[index]).count
        spans.append(Span(track: Track(unit: begin.unit), kind: .attend, start: step, end: end, item: index))
        step = end
      }
    }
    return Timeline(clock: .steps, units: units, spans: spans)
  }

  /// Where and when each CTA begins, by ``dispatch``.
  private func beginnings() -> [(unit: Int, step: Int)] {
    switch dispatch {
    case .grid:
      var grid = GreedyDispatch(units: units)
      return ctas.map { cta in
        let taken = grid.take(tileCount(of: cta))
        return (taken.unit, taken.start)
      }
    case .resident:
      var free = Array(repeating: 0, count: units)
      return ctas.reversed().map { cta in
        let unit = homeUnit(of: cta)
        defer { free[unit] += tileCount(of: cta) }
        return (unit, free[unit])
      }.reversed()
    }
  }

  /// What happens at the ends of steps: at each, segments that finish, then partials that are published, then each ⊕ whose
  /// host and contributor have both ended (under a pass: all of them after the last split), by (output, contributor).
  ///
  /// - Parameter timeline: this schedule's ``stepTimeline()``.
  public func stepEvents(on timeline: Timeline) -> [StepEvent] {
    var finished: [Int: [Int]] = [:]
    var published: [Int: [Int]] = [:]
    for (index, segment) in segments.enumerated() {
      let end = timeline.spans[index].end
      if publishes(segment) {
        published[end, default: []].append(index)
      } else {
        finished[end, default: []].append(index)
      }
    }
    var merged: [Int: [Int]] = [:]
    var ready = 0
    for (index, merge) in merges.enumerated() {
      let bothEnded = max(timeline.spans[merge.host].end, timeline.spans[merge.source].end)
      // An output's merges keep their order even where a later contributor is ready first.
      ready = merge.order == 0 ? bothEnded : max(ready, bothEnded)
      merged[reduction == .pass ? makespan : ready, default: []].append(index)
    }
    return Set(finished.keys).union(published.keys).union(merged.keys).sorted().flatMap { step in
      (finished[step].map { [StepEvent(step: step, kind: .finish($0))] } ?? [])
        + (published[step].map { [StepEvent(step: step, kind: .publish($0))] } ?? [])
        + (merged[step] ?? []).map { StepEvent(step: step, kind: .merge($0)) }
    }
  }
}
