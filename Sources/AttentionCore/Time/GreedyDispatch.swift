/// A grid's dispatch: whichever unit is free first takes the next CTA, ties to the lowest unit.
struct GreedyDispatch {
  /// A binary heap of (when free, unit).
  private var heap: [(free: Int, unit: Int)]

  init(units: Int) { heap = (0..<units).map { (0, $0) } }

  static func makespan(of costs: [Int], units: Int) -> Int {
    // Units beyond the number of CTAs never get one.
    var dispatch = GreedyDispatch(units: max(1, min(units, costs.count)))
    return costs.reduce(0) { max($0, dispatch.take($1).end) }
  }

  /// Gives the next CTA, of some cost, to a unit.
  mutating func take(_ cost: Int, notBefore earliest: Int = 0) -> (unit: Int, start: Int, end: Int) {
    let (free, unit) = heap[0]
    let start = max(free, earliest)
    heap[0].free = start + cost
    siftDown()
    return (unit, start, start + cost)
  }

  private mutating func siftDown() {
    var parent = 0
    while true {
      var least = parent
      for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count && heap[child] < heap[least] {
        least = child
      }
      if least == parent { return }
      heap.swapAt(parent, least)
      parent = least
    }
  }
}
