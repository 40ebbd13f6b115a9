/// Something worth a look at the end of a step.
public struct StepEvent: Sendable, Hashable {
  public enum Kind: Sendable, Hashable {
    /// These segments ended with nothing to hand over: the output is complete, or its CTA keeps the accumulator.
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

/// When everything of a schedule happens if a tile takes one step and all else none.
public struct StepRun: Sendable, Hashable {
  /// One span a segment, in the order of ``Schedule/segments``.
  public var timeline: Timeline
  /// What happens at the ends of steps: at each, segments that finish, then partials that are published, then each ⊕ that
  /// can be done, by (output, contributor).
  public var events: [StepEvent]
}

extension Schedule {
  public func stepRun() -> StepRun {
    var layout = Layout(self, on: StepClock(self, keepsAll: true))
    layout.run()
    let timeline = Timeline(clock: .steps, units: units, spans: layout.clock.spans)
    return StepRun(timeline: timeline, events: events(layout.clock))
  }

  /// When each segment runs if a tile takes one step.
  public func stepTimeline() -> Timeline { stepRun().timeline }

  /// Steps until the last tile is done.
  func stepEnd() -> Int {
    var layout = Layout(self, on: StepClock(self, keepsAll: false))
    layout.run()
    return layout.end
  }

  private func events(_ clock: StepClock) -> [StepEvent] {
    var finished: [Int: [Int]] = [:]
    var published: [Int: [Int]] = [:]
    for (index, segment) in segments.enumerated() {
      if segment.role == .publishes {
        published[clock.spans[index].end, default: []].append(index)
      } else {
        finished[clock.spans[index].end, default: []].append(index)
      }
    }
    var merged: [Int: [Int]] = [:]
    // By item.
    for index in merges.indices.sorted(by: { merges[$0].item < merges[$1].item }) {
      merged[clock.mergeSteps[index], default: []].append(index)
    }
    var order = StepOrder(self)
    return Set(finished.keys).union(published.keys).union(merged.keys).sorted().flatMap { step in
      let ended = (finished: finished[step] ?? [], published: published[step] ?? [])
      for segment in ended.finished + ended.published { order.end(segment: segment) }
      return (ended.finished.isEmpty ? [] : [StepEvent(step: step, kind: .finish(ended.finished))])
        + (ended.published.isEmpty ? [] : [StepEvent(step: step, kind: .publish(ended.published))])
        + order.ordered(merged[step] ?? []).map { StepEvent(step: step, kind: .merge($0)) }
    }
  }
}

/// In which order the merges of a step can be done.
private struct StepOrder {
  private let schedule: Schedule
  private let attendItems: [Int]
  private var frontier: Frontier

  init(_ schedule: Schedule) {
    self.schedule = schedule
    attendItems = schedule.attendItems
    frontier = Frontier(schedule)
  }

  mutating func end(segment: Int) { end(item: attendItems[segment]) }

  /// What is complete is finished at once.
  private mutating func end(item: Int) {
    var ready = frontier.end(item)
    while let next = ready.popLast() {
      if case .finish = schedule.items[next].work { ready += frontier.end(next) }
    }
  }

  /// Each as soon as it can be done; those that wait for others of the step in a further round.
  mutating func ordered(_ merges: [Int]) -> [Int] {
    var ordered: [Int] = []
    var left = merges
    while true {
      var waiting: [Int] = []
      for merge in left {
        guard frontier.isReady(schedule.merges[merge].item) else {
          waiting.append(merge)
          continue
        }
        ordered.append(merge)
        end(item: schedule.merges[merge].item)
      }
      if waiting.isEmpty || waiting.count == left.count { return ordered + waiting }
      left = waiting
    }
  }
}

/// A tile is a step.
private struct StepClock: LayoutClock {
  private let schedule: Schedule
  private let keepsAll: Bool
  private let numbers: ItemNumbers
  /// By segment.
  private(set) var spans: [Span]
  /// By merge.
  private(set) var mergeSteps: [Int]

  init(_ schedule: Schedule, keepsAll: Bool) {
    self.schedule = schedule
    self.keepsAll = keepsAll
    numbers = keepsAll ? ItemNumbers(schedule) : ItemNumbers()
    spans =
      keepsAll
      ? Array(
        repeating: Span(track: Track(unit: 0), kind: .attend, start: 0, end: 0), count: schedule.segments.count) : []
    mergeSteps = keepsAll ? Array(repeating: 0, count: schedule.merges.count) : []
  }

  let phaseChange = 0
  let waitsKeepNoUnit = true

  func cost(ofItem item: Int) -> Int {
    if case .attend(_, let ordinals, _) = schedule.items[item].work { ordinals.count } else { 0 }
  }

  mutating func note(item: Int, unit: Int, from start: Int, to end: Int) {
    guard keepsAll, let number = numbers[item] else { return }
    switch schedule.items[item].work {
    case .attend:
      spans[number] = Span(track: Track(unit: unit), kind: .attend, start: start, end: end, item: number)
    case .merge: mergeSteps[number] = end
    case .finish: break
    }
  }

  func note(waitFor item: Int, unit: Int, from start: Int, to end: Int) {}
}
