/// What a planner makes: a schedule in ordinals, *the k-th tile of a source*, whichever keys an index finds there.
public struct Plan: Sendable, Hashable {
  /// FlashDecoding's S; `nil` where the notion does not apply.
  public var splits: Int?
  public private(set) var accumulators: [RowSet] = []
  public private(set) var items: [Item] = []
  public private(set) var edges: [Int32] = []
  public private(set) var ctas: [CTA] = []
  public private(set) var phases: [Phase] = []
  /// Attend items so far.
  private var attends = 0

  public init(splits: Int? = nil) { self.splits = splits }

  /// - Parameters:
  ///   - accumulators: how many there will be, about.
  ///   - items: how many there will be, about.
  public mutating func reserve(accumulators: Int, items: Int, ctas: Int) {
    self.accumulators.reserveCapacity(accumulators)
    self.items.reserveCapacity(items)
    self.ctas.reserveCapacity(ctas)
  }

  /// - Returns: its number.
  @discardableResult
  public mutating func addAccumulator(_ rows: RowSet) -> Int {
    accumulators.append(rows)
    return accumulators.count - 1
  }

  /// What follows begins when all that came before has ended.
  /// - Parameter gridSize: CTAs of the grid, those without work included.
  public mutating func beginPhase(_ dispatch: Dispatch, gridSize: Int) {
    phases.append(
      Phase(
        ctas: ctas.count..<ctas.count, items: items.count..<items.count, dispatch: dispatch, gridSize: gridSize))
  }

  /// - Parameter position: its place in the phase's grid.
  public mutating func beginCTA(position: Int) {
    ctas.append(CTA(position: position, items: items.count..<items.count, segments: attends..<attends))
    phases[phases.count - 1].ctas = phases[phases.count - 1].ctas.lowerBound..<ctas.count
  }

  /// Adds an item to the CTA that was begun last.
  /// - Parameter after: items outside the CTA, which may still have to be added.
  /// - Returns: its number.
  @discardableResult
  public mutating func add(_ work: Work, after: some Collection<Int> = EmptyCollection()) -> Int {
    let item = addToNoCTA(work, after: after)
    let cta = ctas.count - 1
    ctas[cta].items = ctas[cta].items.lowerBound..<items.count
    if case .attend = work {
      attends += 1
      ctas[cta].segments = ctas[cta].segments.lowerBound..<attends
    }
    return item
  }

  /// Adds an item that is in no CTA; no CTA of its phase is begun any more.
  @discardableResult
  public mutating func addToNoCTA(_ work: Work, after: some Collection<Int>) -> Int {
    let first = edges.count
    for item in after { edges.append(Int32(truncatingIfNeeded: item)) }
    items.append(Item(work, after: first..<edges.count))
    phases[phases.count - 1].items = phases[phases.count - 1].items.lowerBound..<items.count
    return items.count - 1
  }
}
