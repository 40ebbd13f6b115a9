/// Whether everything that touches an accumulator comes in an order that edges, CTAs and phases make, and each partial goes
/// into exactly one result.
enum AccumulatorOrder {
  static func violations(of schedule: Schedule) -> [String] {
    guard let order = CausalOrder(schedule) else { return ["some items wait for each other"] }
    var uses = Array(repeating: [Use](), count: schedule.accumulators.count)
    for (index, item) in schedule.items.enumerated() {
      switch item.work {
      case .attend(_, _, let into): uses[into].append(Use(item: index, kind: .attend))
      case .merge(let from, let into):
        uses[from].append(Use(item: index, kind: .mergedFrom))
        uses[into].append(Use(item: index, kind: .mergedInto))
      case .finish(let accumulator, _): uses[accumulator].append(Use(item: index, kind: .finish))
      }
    }
    return uses.enumerated().flatMap { violations(ofAccumulator: $0, $1, order) }
  }

  private enum Kind { case attend, mergedInto, mergedFrom, finish }

  private struct Use {
    var item: Int
    var kind: Kind

    /// Attends, merges into it, and then one thing that takes it.
    var changes: Bool { kind == .attend || kind == .mergedInto }
  }

  private static func violations(ofAccumulator accumulator: Int, _ uses: [Use], _ order: CausalOrder) -> [String] {
    let taken = uses.filter { !$0.changes }
    let attended = uses.count { $0.kind == .attend }
    guard taken.count == 1, attended == 1 else {
      return ["accumulator \(accumulator) is attended \(attended) times and taken \(taken.count) times"]
    }
    // In the order in which they run: each has to come after the one before it.
    let sorted = uses.sorted { order.rank[$0.item] < order.rank[$1.item] }
    guard sorted.first?.kind == .attend else { return ["accumulator \(accumulator) is merged into before its tiles"] }
    guard sorted.last?.changes == false else {
      return ["accumulator \(accumulator) is taken by item \(taken[0].item) before it is complete"]
    }
    return zip(sorted, sorted.dropFirst()).compactMap { one, next in
      order.comes(one.item, before: next.item)
        ? nil : "items \(one.item) and \(next.item), both of accumulator \(accumulator), are not ordered"
    }
  }
}

/// An order in which all items can be run, and what has to come before what.
struct CausalOrder {
  /// Of each item its place in one order.
  let rank: [Int]
  private let schedule: Schedule
  private let ctaOf: [Int32]
  private let phaseOf: [Int32]

  /// `nil` where items wait for each other.
  init?(_ schedule: Schedule) {
    guard let rank = Self.ranks(schedule) else { return nil }
    self.schedule = schedule
    self.rank = rank
    var ctaOf = Array(repeating: Int32(-1), count: schedule.items.count)
    for (number, cta) in schedule.ctas.enumerated() {
      for item in cta.items { ctaOf[item] = Int32(truncatingIfNeeded: number) }
    }
    self.ctaOf = ctaOf
    var phaseOf = Array(repeating: Int32(0), count: schedule.items.count)
    for (number, phase) in schedule.phases.enumerated() {
      for item in phase.items { phaseOf[item] = Int32(truncatingIfNeeded: number) }
    }
    self.phaseOf = phaseOf
  }

  /// Of each item its place in one order in which all can be run; `nil` where items wait for each other.
  static func ranks(_ schedule: Schedule) -> [Int]? {
    var rank = Array(repeating: -1, count: schedule.items.count)
    var frontier = Frontier(schedule)
    var ready = schedule.items.indices.filter { frontier.isReady($0) }
    var next = 0
    while next < ready.count {
      rank[ready[next]] = next
      ready += frontier.end(ready[next])
      next += 1
    }
    return next == schedule.items.count ? rank : nil
  }

  /// Whether one item has to have ended before another begins.
  func comes(_ one: Int, before other: Int) -> Bool {
    if phaseOf[one] != phaseOf[other] { return phaseOf[one] < phaseOf[other] }
    if ctaOf[one] >= 0, ctaOf[one] == ctaOf[other] { return one < other }
    // Backwards from the other, through what it is after.
    var seen: Set<Int> = []
    var open = [other]
    while let item = open.popLast() {
      guard seen.insert(item).inserted, rank[item] > rank[one] else { continue }
      for edge in schedule.items[item].after {
        let before = Int(schedule.edges[edge])
        if before == one { return true }
        open.append(before)
      }
      guard ctaOf[item] >= 0 else { continue }
      if ctaOf[item] == ctaOf[one], one < item { return true }
      let first = schedule.ctas[Int(ctaOf[item])].items.lowerBound
      if item > first { open.append(item - 1) }
    }
    return false
  }
}
