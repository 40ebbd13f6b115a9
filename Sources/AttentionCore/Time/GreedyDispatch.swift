/// The makespan of a grid without its schedule: whichever unit is free first takes the next CTA, ties to the lowest unit.
struct GreedyDispatch {
  /// A unit and when it is free; earlier first, then the lower unit.
  private struct Slot {
    var free: Int
    var unit: Int

    static func < (one: Slot, other: Slot) -> Bool {
      one.free < other.free || (one.free == other.free && one.unit < other.unit)
    }
  }

  /// A binary heap.
  private var heap: [Slot]

  private init(units: Int) { heap = (0..<units).map { Slot(free: 0, unit: $0) } }

  static func makespan(of costs: [Int], units: Int) -> Int {
    // Units beyond the number of CTAs never get one.
    var dispatch = GreedyDispatch(units: max(1, min(units, costs.count)))
    return costs.reduce(0) { max($0, dispatch.take($1)) }
  }

  /// Gives the next CTA, of some cost, to a unit.
  /// - Returns: when it ends.
  private mutating func take(_ cost: Int) -> Int {
    let end = heap[0].free + cost
    replaceFirst(with: Slot(free: end, unit: heap[0].unit))
    return end
  }

  /// Puts a slot in place of the first: children that come before it move up, until it has found its place.
  private mutating func replaceFirst(with slot: Slot) {
    var place = 0
    while true {
      var child = 2 * place + 1
      guard child < heap.count else { break }
      if child + 1 < heap.count && heap[child + 1] < heap[child] { child += 1 }
      guard heap[child] < slot else { break }
      heap[place] = heap[child]
      place = child
    }
    heap[place] = slot
  }
}
