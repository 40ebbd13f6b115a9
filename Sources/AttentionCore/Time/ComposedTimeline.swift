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
  /// CTAs go by dispatch order to the first free unit. Under a pass, its items (one an output) follow greedily after the
  /// last split and the barrier (left out where its cost is not known). Hosts merge contributors in order, each when both it and the contributor are ready.
  public func composedTimeline(_ costs: PartCosts) -> Timeline {
    let layout = composedLayout(costs, keepsSpans: true)
    return Timeline(clock: .composed(units: units), units: units, spans: layout.spans)
  }

  /// When the last span of ``composedTimeline(_:)`` ends, found without keeping any.
  public func composedEnd(_ costs: PartCosts) -> Int { composedLayout(costs, keepsSpans: false).end }

  private func composedLayout(_ costs: PartCosts, keepsSpans: Bool) -> ComposedLayout {
    var layout = ComposedLayout(schedule: self, costs: costs, keepsSpans: keepsSpans)
    switch dispatch {
    case .grid: layout.layGrid()
    case .resident: layout.layResident()
    }
    if reduction == .pass { layout.layPass() }
    return layout
  }
}

private struct ComposedLayout {
  let schedule: Schedule
  let costs: PartCosts
  let keepsSpans: Bool
  private(set) var spans: [Span] = []
  private(set) var end = 0
  private var firstTile: [Int] = []
  private var segmentEnd: [Int]
  private var grid: GreedyDispatch

  init(schedule: Schedule, costs: PartCosts, keepsSpans: Bool) {
    self.schedule = schedule
    self.costs = costs
    self.keepsSpans = keepsSpans
    // Each merge may have been waited for.
    if keepsSpans { spans.reserveCapacity(schedule.segments.count + 2 * schedule.merges.count) }
    var next = 0
    for output in 0..<schedule.problem.outputs {
      firstTile.append(next)
      next += schedule.problem.tiles(ofOutput: output)
    }
    segmentEnd = Array(repeating: 0, count: schedule.segments.count)
    grid = GreedyDispatch(units: schedule.units)
  }

  /// The cost of a segment: the sum of its tiles'.
  private func cost(_ segment: Segment) -> Int {
    let first = firstTile[schedule.output(of: segment)]
    return schedule.tiles(of: segment).reduce(0) { $0 + costs.tiles[first + $1] }
  }

  mutating func layGrid() {
    for cta in schedule.ctas {
      let taken = grid.take(cta.segments.reduce(0) { $0 + cost(schedule.segments[$1]) })
      var time = taken.start
      for index in cta.segments { time = attend(index, unit: taken.unit, from: time) }
    }
  }

  /// CTAs from the highest index: what a host waits for is laid out before it (LeanAttention's hosts wait for higher ones).
  mutating func layResident() {
    var free = Array(repeating: 0, count: schedule.units)
    for cta in schedule.ctas.reversed() {
      let unit = schedule.homeUnit(of: cta)
      var time = free[unit]
      defer { free[unit] = time }
      for index in cta.segments {
        time = attend(index, unit: unit, from: time)
        let segment = schedule.segments[index]
        guard schedule.isHost(segment), !schedule.isFinishing(segment) else { continue }
        for merge in schedule.mergeIndices(ofOutput: schedule.output(of: segment)) {
          let ready = segmentEnd[schedule.merges[merge].source]
          add(.wait, unit: unit, from: time, to: ready, item: merge)
          time = max(time, ready)
          add(.merge, unit: unit, from: time, to: time + costs.merge, item: merge)
          time += costs.merge
        }
      }
    }
  }

  mutating func layPass() {
    let start = (segmentEnd.max() ?? 0) + (costs.barrier ?? 0)
    for output in 0..<schedule.problem.outputs {
      let merges = schedule.mergeIndices(ofOutput: output)
      let item = grid.take(merges.count * costs.merge, notBefore: start)
      for (order, merge) in merges.enumerated() {
        let time = item.start + order * costs.merge
        add(.reduce, unit: item.unit, from: time, to: time + costs.merge, item: merge)
      }
    }
  }

  private mutating func attend(_ index: Int, unit: Int, from start: Int) -> Int {
    let end = start + cost(schedule.segments[index])
    add(.attend, unit: unit, from: start, to: end, item: index)
    segmentEnd[index] = end
    return end
  }

  private mutating func add(_ kind: SpanKind, unit: Int, from start: Int, to end: Int, item: Int) {
    guard end > start else { return }
    self.end = max(self.end, end)
    guard keepsSpans else { return }
    spans.append(Span(track: Track(unit: unit), kind: kind, start: start, end: end, item: item))
  }
}
