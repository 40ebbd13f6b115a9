/// What the parts of a run cost, each measured alone on one thread, in ns.
public struct PartCosts: Sendable, Hashable {
  /// Medians by tile, one output after the other.
  public var tiles: [Int]
  /// One ⊕.
  public var merge: Int
  /// From the last split's end until the pass can start; `nil` where it could not be timed.
  public var barrier: Int?

  public init(tiles: [Int], merge: Int, barrier: Int?) {
    self.tiles = tiles
    self.merge = merge
    self.barrier = barrier
  }

  /// The median tile, in ns; 0 without tiles.
  public var medianTile: Int { tiles.isEmpty ? 0 : tiles.sorted()[tiles.count / 2] }
}

extension Schedule {
  /// The costs of parts, laid out on the units by this schedule's own rules, as if units did not share bandwidth.
  ///
  /// CTAs go by dispatch order to the first free unit. A phase begins when the one before has ended and the barrier is
  /// passed (left out where its cost is not known). What waits begins when both it and its unit are ready.
  public func composedTimeline(_ costs: PartCosts) -> Timeline {
    let layout = composedLayout(costs, keepsSpans: true)
    return Timeline(clock: .composed(units: units), units: units, spans: layout.clock.spans)
  }

  /// When the last span of ``composedTimeline(_:)`` ends, found without keeping any.
  public func composedEnd(_ costs: PartCosts) -> Int { composedLayout(costs, keepsSpans: false).end }

  private func composedLayout(_ costs: PartCosts, keepsSpans: Bool) -> Layout<ComposedClock> {
    var layout = Layout(self, on: ComposedClock(self, costs, keepsSpans: keepsSpans))
    layout.run()
    return layout
  }
}

/// In ns, of parts that were timed alone.
private struct ComposedClock: LayoutClock {
  private let schedule: Schedule
  private let costs: PartCosts
  private let keepsSpans: Bool
  private let numbers: ItemNumbers
  /// Of each source, its place among ``PartCosts/tiles``.
  private let firstTile: [Int]
  /// Items from here on are of a later phase.
  private let firstPhaseEnd: Int
  private(set) var spans: [Span] = []

  init(_ schedule: Schedule, _ costs: PartCosts, keepsSpans: Bool) {
    self.schedule = schedule
    self.costs = costs
    self.keepsSpans = keepsSpans
    numbers = keepsSpans ? ItemNumbers(schedule) : ItemNumbers()
    firstPhaseEnd = schedule.phases.first?.items.upperBound ?? 0
    var firstTile: [Int] = []
    var next = 0
    for output in 0..<schedule.problem.outputs {
      firstTile.append(next)
      next += schedule.problem.tiles(ofOutput: output)
    }
    self.firstTile = firstTile
    // Each merge may have been waited for.
    if keepsSpans { spans.reserveCapacity(schedule.segments.count + 2 * schedule.merges.count) }
  }

  var phaseChange: Int { costs.barrier ?? 0 }
  let waitsKeepNoUnit = false

  func cost(ofItem item: Int) -> Int {
    switch schedule.items[item].work {
    case .attend(let source, let ordinals, _):
      ordinals.reduce(0) { $0 + costs.tiles[firstTile[source] + schedule.index.tile($1, ofSource: source)] }
    case .merge: costs.merge
    case .finish: 0
    }
  }

  mutating func note(item: Int, unit: Int, from start: Int, to end: Int) {
    guard keepsSpans, end > start, let number = numbers[item] else { return }
    let kind: SpanKind =
      if case .attend = schedule.items[item].work { .attend } else if item < firstPhaseEnd { .merge } else { .reduce }
    spans.append(Span(track: Track(unit: unit), kind: kind, start: start, end: end, item: number))
  }

  mutating func note(waitFor item: Int, unit: Int, from start: Int, to end: Int) {
    guard keepsSpans else { return }
    let merge: Int? = if case .merge = schedule.items[item].work { numbers[item] } else { nil }
    spans.append(Span(track: Track(unit: unit), kind: .wait, start: start, end: end, item: merge))
  }
}
