import AttentionCore

/// A schedule with everything an executor would have to look up: where each accumulator lies, who waits for which item, and
/// what a record calls it.
struct PreparedSchedule: Sendable {
  let schedule: Schedule
  /// Places of items among segments and merges.
  let numbers: ItemNumbers
  /// Where the numbers of each segment's first tile go in a record.
  let firstTiles: [Int]
  let dependents: Dependents
  /// Of each accumulator the slot that it lies in; −1 for those that their CTA completes, which need none of their own.
  private let slotOfAccumulator: [Int32]
  /// How many slots there are, the first of them for accumulators that others are merged into.
  let slots: Int
  /// How many, the first ones, others are merged into.
  let gatherers: Int
  /// Of each item the word that those who wait for it in CTAs look at; −1 for none.
  private let words: [Int32]
  let wordCount: Int

  /// - Parameter keepsAll: whether every accumulator has a slot of its own, to be looked at when its CTA has gone on.
  init(_ schedule: Schedule, keepsAll: Bool) {
    self.schedule = schedule
    numbers = ItemNumbers(schedule)
    dependents = schedule.dependents
    var tile = 0
    firstTiles = schedule.segments.map { segment in
      defer { tile += segment.tiles.count }
      return tile
    }
    let layout = SlotLayout(schedule, dependents, keepsAll: keepsAll)
    (slotOfAccumulator, slots, gatherers) = (layout.slots, layout.count, layout.gatherers)
    var words: [Int32] = []
    var count = 0
    if !schedule.edges.isEmpty {
      words = Array(repeating: -1, count: schedule.items.count)
      for cta in schedule.ctas {
        for item in cta.items {
          for edge in schedule.items[item].after where words[Int(schedule.edges[edge])] < 0 {
            words[Int(schedule.edges[edge])] = Int32(truncatingIfNeeded: count)
            count += 1
          }
        }
      }
    }
    (self.words, wordCount) = (words, count)
  }

  /// `nil` for an accumulator that its CTA completes.
  func slot(ofAccumulator accumulator: Int) -> Int? {
    let slot = slotOfAccumulator[accumulator]
    return slot < 0 ? nil : Int(slot)
  }

  /// `nil` where no CTA waits for an item.
  func word(ofItem item: Int) -> Int? {
    guard !words.isEmpty, words[item] >= 0 else { return nil }
    return Int(words[item])
  }

  static func slots(_ schedule: Schedule, keepsAll: Bool) -> (all: Int, gatherers: Int) {
    let layout = SlotLayout(schedule, schedule.dependents, keepsAll: keepsAll)
    return (layout.count, layout.gatherers)
  }
}

/// Slots of accumulators: first those that others are merged into, then the others that outlive their CTA.
private struct SlotLayout {
  private(set) var slots: [Int32]
  private(set) var count = 0
  private(set) var gatherers = 0

  init(_ schedule: Schedule, _ dependents: Dependents, keepsAll: Bool) {
    slots = Array(repeating: -1, count: schedule.accumulators.count)
    for item in schedule.items {
      if case .merge(_, let into) = item.work, slots[into] < 0 { add(into) }
    }
    gatherers = count
    for item in schedule.items {
      if case .merge(let from, _) = item.work, slots[from] < 0 { add(from) }
    }
    // What is not finished by the very next item of its CTA.
    for (index, item) in schedule.items.enumerated() {
      guard case .attend(_, _, let into) = item.work, slots[into] < 0 else { continue }
      if !keepsAll, dependents.isFollowed(index), schedule.items[index + 1].after.isEmpty,
        case .finish(into, _) = schedule.items[index + 1].work
      {
        continue
      }
      add(into)
    }
  }

  private mutating func add(_ accumulator: Int) {
    slots[accumulator] = Int32(truncatingIfNeeded: count)
    count += 1
  }
}
