import AttentionCore

/// Where the playhead is: after `step` steps and the first `passed` events of the agenda.
public struct Moment: Sendable, Hashable, Comparable {
  /// Steps done, from 0.
  public var step: Int
  /// Events of the agenda gone by; between two steps the events of the first one are walked.
  public var passed: Int

  public init(step: Int = 0, passed: Int = 0) {
    self.step = step
    self.passed = passed
  }

  public static func < (a: Moment, b: Moment) -> Bool { (a.step, a.passed) < (b.step, b.passed) }
}

/// Everything that happens in a race, in the order in which the playhead meets it: by step, then by algorithm.
public struct Agenda: Sendable {
  public struct Item: Sendable, Hashable {
    public var step: Int
    /// Which run.
    public var run: Int
    /// Which of the run's events.
    public var event: Int
  }

  public let items: [Item]
  /// The step at which the last algorithm is done.
  public let lastStep: Int
  /// The places of each run's events in ``items``, ascending.
  private let places: [[Int]]

  public init(_ runs: [Run]) {
    var items: [Item] = []
    for (run, content) in runs.enumerated() {
      for (event, what) in content.events.enumerated() { items.append(Item(step: what.step, run: run, event: event)) }
    }
    items.sort { ($0.step, $0.run, $0.event) < ($1.step, $1.run, $1.event) }
    self.items = items
    lastStep = runs.map(\.schedule.makespan).max() ?? 0
    var places = Array(repeating: [Int](), count: runs.count)
    for (place, item) in items.enumerated() { places[item.run].append(place) }
    self.places = places
  }

  public var end: Moment { Moment(step: lastStep, passed: items.count) }

  /// The number of items up to and including a step's.
  private func count(throughStep step: Int) -> Int { firstIndex(below: items.count) { items[$0].step > step } }

  /// How many of a run's events have gone by at a moment.
  public func eventsPassed(ofRun run: Int, at moment: Moment) -> Int {
    firstIndex(below: places[run].count) { places[run][$0] >= moment.passed }
  }

  /// The event that the playhead met last within the present step, if any.
  public func latest(at moment: Moment) -> Item? {
    guard moment.passed > 0, items[moment.passed - 1].step == moment.step else { return nil }
    return items[moment.passed - 1]
  }

  /// The next event that the playhead will meet within the present step, if any.
  public func upcoming(at moment: Moment) -> Item? {
    guard moment.passed < items.count, items[moment.passed].step == moment.step else { return nil }
    return items[moment.passed]
  }

  /// One stop further: the next event of this step, else the next step; the same moment at the end.
  public func next(after moment: Moment) -> Moment {
    if upcoming(at: moment) != nil { return Moment(step: moment.step, passed: moment.passed + 1) }
    return moment.step < lastStep ? Moment(step: moment.step + 1, passed: moment.passed) : moment
  }

  /// One stop back; the same moment at the beginning.
  public func previous(before moment: Moment) -> Moment {
    if latest(at: moment) != nil { return Moment(step: moment.step, passed: moment.passed - 1) }
    return moment.step > 0 ? Moment(step: moment.step - 1, passed: moment.passed) : moment
  }

  /// The moment at which the next event has just happened; the end if there is none.
  public func nextEvent(after moment: Moment) -> Moment {
    guard moment.passed < items.count else { return end }
    return Moment(step: items[moment.passed].step, passed: moment.passed + 1)
  }

  /// The moment at which the event before the latest one had just happened; the beginning if there is none.
  public func previousEvent(before moment: Moment) -> Moment {
    let index = latest(at: moment) == nil ? moment.passed - 1 : moment.passed - 2
    guard index >= 0 else { return Moment() }
    return Moment(step: items[index].step, passed: index + 1)
  }

  /// The moment after a step and all its events.
  public func moment(afterStep step: Int) -> Moment {
    let step = max(0, min(step, lastStep))
    return Moment(step: step, passed: count(throughStep: step))
  }
}

/// The first index below `count` that satisfies the predicate, where all after it do too; `count` if none does.
func firstIndex(below count: Int, where belongs: (Int) -> Bool) -> Int {
  var low = 0
  var high = count
  while low < high {
    let middle = (low + high) / 2
    if belongs(middle) { high = middle } else { low = middle + 1 }
  }
  return low
}

extension Agenda {
  /// The merges of a run, as indices into ``Schedule/merges``, that the playhead meets after one moment up to another.
  public func merges(ofRun run: Int, in runs: [Run], after start: Moment, through end: Moment) -> [Int] {
    guard start.passed < end.passed else { return [] }
    return items[start.passed..<end.passed].compactMap { item in
      guard item.run == run, case .merge(let merge) = runs[run].events[item.event].kind else { return nil }
      return merge
    }
  }
}
