/// What a grid's units have to do, for the makespan alone: runs of equal CTAs are dealt at once, however long they are.
///
/// It comes to the same as ``GreedyDispatch``. A free unit takes the next CTA, so no unit is ever ahead of another by more
/// than the largest CTA; one of that size goes to the unit with the least to do and leaves it with the most.
struct GridLoads: Sendable {
  /// Ascending.
  private var loads: [Int]
  /// A run of the largest CTAs that has not been dealt yet.
  private var pending = 0
  private var largest = 0

  init(units: Int) { loads = Array(repeating: 0, count: max(1, units)) }

  /// - Parameter cost: the same in every call, and no CTA costs more.
  mutating func deal(_ count: Int, ofLargest cost: Int) {
    pending += count
    largest = cost
  }

  /// One CTA.
  mutating func deal(_ cost: Int) {
    settle()
    let load = loads.removeFirst() + cost
    loads.insert(load, at: loads.partitioningIndex { $0 > load })
  }

  var makespan: Int {
    mutating get {
      settle()
      return loads[loads.count - 1]
    }
  }

  /// Deals what is pending: whole rounds leave the order as it is, the rest goes from the front to the back.
  private mutating func settle() {
    guard pending > 0 else { return }
    let (rounds, rest) = pending.quotientAndRemainder(dividingBy: loads.count)
    pending = 0
    let moved = loads[..<rest].map { $0 + (rounds + 1) * largest }
    loads.removeFirst(rest)
    for place in loads.indices { loads[place] += rounds * largest }
    loads += moved
  }
}
