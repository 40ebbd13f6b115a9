/// What a unit of a layout is at.
struct LayoutUnit {
  struct Parked {
    var cta: Int
    var next: Int
    /// When the item before it ended.
    var since: Int
  }

  /// When it is free.
  var free = 0
  /// The CTA that it runs, −1 for none, and that one's next item.
  var cta = -1
  var next = 0
  /// An event will tell the end of what it runs.
  var isRunning = false
  /// For its next item.
  var isWaiting = false
  /// Items in no CTA, to be run before it goes on.
  var extra: [Int] = []
  /// CTAs that it will go on with.
  var parked: [Parked] = []
  /// Resident CTAs that it has not begun; the last comes first.
  var own: [Int] = []

  var isIdle: Bool { !isRunning && !isWaiting && cta < 0 }

  mutating func park() {
    parked.append(Parked(cta: cta, next: next, since: free))
    (cta, isWaiting) = (-1, false)
  }
}

/// A unit goes on at a time, or has run an item by then.
struct LayoutEvent {
  var time: Int
  /// Since when it has been free: who waits longest comes first, then the lowest unit.
  var free: Int
  var unit: Int
  /// −1 for none.
  var item: Int

  static func < (one: LayoutEvent, other: LayoutEvent) -> Bool {
    if one.time != other.time { return one.time < other.time }
    return one.free != other.free ? one.free < other.free : one.unit < other.unit
  }
}

/// A binary heap. What was popped leaves its place to the next that is pushed: mostly the same unit's next event.
struct LayoutEvents {
  private var heap: [LayoutEvent] = []
  private var hasGap = false

  mutating func push(_ event: LayoutEvent) {
    if hasGap {
      hasGap = false
      return sink(event)
    }
    heap.append(event)
    var place = heap.count - 1
    while place > 0, event < heap[(place - 1) / 2] {
      heap[place] = heap[(place - 1) / 2]
      place = (place - 1) / 2
    }
    heap[place] = event
  }

  mutating func pop() -> LayoutEvent? {
    if hasGap, let last = heap.popLast(), !heap.isEmpty { sink(last) }
    hasGap = !heap.isEmpty
    return heap.first
  }

  /// From the first place down to its own.
  private mutating func sink(_ event: LayoutEvent) {
    var place = 0
    while true {
      var child = 2 * place + 1
      guard child < heap.count else { break }
      if child + 1 < heap.count, heap[child + 1] < heap[child] { child += 1 }
      guard heap[child] < event else { break }
      heap[place] = heap[child]
      place = child
    }
    heap[place] = event
  }
}
