/// What of a schedule may begin.
///
/// An item is ready when the one before it in its CTA, all that it is `after`, and all of the former phases have ended.
public struct Frontier: Sendable {
  /// Of each item: how many it still waits for, of its CTA and its edges.
  private var outstanding: [Int32]
  private var hasEnded: [Bool]
  let dependents: Dependents
  private let phases: [Range<Int>]
  /// Of each phase, items that have not ended.
  private var left: [Int]
  /// The first phase that has not ended.
  public private(set) var phase = 0

  public init(_ schedule: Schedule) {
    dependents = schedule.dependents
    phases = schedule.phases.map(\.items)
    left = phases.map(\.count)
    hasEnded = Array(repeating: false, count: schedule.items.count)
    outstanding = schedule.items.map { Int32(truncatingIfNeeded: $0.after.count) }
    for cta in schedule.ctas { for item in cta.items.dropFirst() { outstanding[item] += 1 } }
    while phase < phases.count, left[phase] == 0 { phase += 1 }
  }

  /// Whether an item may begin, and has not ended.
  public func isReady(_ item: Int) -> Bool {
    outstanding[item] == 0 && !hasEnded[item] && phase < phases.count && item < phases[phase].upperBound
  }

  public var isDone: Bool { phase == phases.count }

  /// Notes that an item has ended. It was ready.
  /// - Returns: the items that became ready by it.
  public mutating func end(_ item: Int) -> [Int] {
    hasEnded[item] = true
    var ready: [Int] = []
    dependents.visit(item) { next in
      outstanding[next] -= 1
      if isReady(next) { ready.append(next) }
    }
    left[phase] -= 1
    while phase < phases.count, left[phase] == 0 {
      phase += 1
      if phase < phases.count { ready += phases[phase].filter { outstanding[$0] == 0 } }
    }
    return ready
  }
}

/// For each item, those that wait for it.
public struct Dependents: Sendable, Hashable {
  /// Whether the next item is of the same CTA.
  private let followed: [Bool]
  /// Of each item, where its waiters begin; empty where no item waits for one outside its CTA.
  private let starts: [Int32]
  private let waiters: [Int32]

  init(_ schedule: Schedule) {
    var isFollowed = Array(repeating: false, count: schedule.items.count)
    for cta in schedule.ctas { for item in cta.items.dropLast() { isFollowed[item] = true } }
    followed = isFollowed
    guard !schedule.edges.isEmpty else {
      (starts, waiters) = ([], [])
      return
    }
    var starts = Array(repeating: Int32(0), count: schedule.items.count + 1)
    for edge in schedule.edges { starts[Int(edge) + 1] += 1 }
    for item in schedule.items.indices { starts[item + 1] += starts[item] }
    var next = starts
    var waiters = Array(repeating: Int32(0), count: schedule.edges.count)
    for (index, item) in schedule.items.enumerated() {
      for edge in item.after {
        let awaited = Int(schedule.edges[edge])
        waiters[Int(next[awaited])] = Int32(truncatingIfNeeded: index)
        next[awaited] += 1
      }
    }
    (self.starts, self.waiters) = (starts, waiters)
  }

  /// Whether an item outside its CTA waits for it.
  public func areElsewhere(_ item: Int) -> Bool { !starts.isEmpty && starts[item] < starts[item + 1] }

  /// Whether the next item is of the same CTA.
  public func isFollowed(_ item: Int) -> Bool { followed[item] }

  /// Calls `body` with each of those outside its CTA.
  @inline(__always)
  public func visitElsewhere(_ item: Int, _ body: (Int) -> Void) {
    if !starts.isEmpty { for place in starts[item]..<starts[item + 1] { body(Int(waiters[Int(place)])) } }
  }

  /// Calls `body` with each of them, the next of its CTA last.
  @inline(__always)
  public func visit(_ item: Int, _ body: (Int) -> Void) {
    visitElsewhere(item, body)
    if followed[item] { body(item + 1) }
  }
}

extension Schedule {
  /// For each item, those that wait for it.
  public var dependents: Dependents { Dependents(self) }
}
