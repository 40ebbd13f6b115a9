import TestSupport

@testable import AttentionCore

/// A planner for tests that uses all that a schedule can say: outputs are cut at random, in runs of tiles or in turn; shares
/// go to random CTAs of random phases; partials are merged as a random tree, in any CTA or in none.
enum RandomPlanner: AlgorithmDefinition {
  static let name = "random"
  static let title = "Random"
  static let shortName = "RND"

  /// Nobody plans by it but ``schedule(_:units:slots:seed:)``.
  static func plan(_ work: PlannedWork) -> Plan { FlashAttention2.plan(work) }
  static func violations(of schedule: Schedule) -> [String] { [] }

  static func schedule(_ problem: AttentionProblem, units: Int, slots: Int, seed: UInt64) -> Schedule {
    var draft = Draft(problem, slots: units * slots, random: SeededRandom(seed: seed))
    return Schedule(Algorithm(Self.self), problem: problem, units: units, slots: slots, plan: draft.plan())
  }
}

/// Items in an order in which they can be run, and where each stands.
private struct Draft {
  struct Entry {
    var work: Work
    /// What it needs, as places in ``entries``.
    var needs: [Int]
    var phase: Int
    /// `nil` for none.
    var cta: Int?
  }

  private let problem: AttentionProblem
  private let slots: Int
  private var random: SeededRandom
  private var entries: [Entry] = []
  private var accumulators: [RowSet] = []
  /// By phase, how many CTAs it has.
  private var ctas: [Int] = []

  init(_ problem: AttentionProblem, slots: Int, random: SeededRandom) {
    (self.problem, self.slots, self.random) = (problem, slots, random)
  }

  mutating func plan() -> Plan {
    ctas = (0..<Int.random(in: 1...3, using: &random)).map { _ in
      Int.random(in: 1...min(slots, 6), using: &random)
    }
    // The accumulators of each output that are still to be merged, each with the entry that touched it last.
    var open = Array(repeating: [(accumulator: Int, last: Int)](), count: problem.outputs)
    var shares = (0..<problem.outputs).flatMap { cut($0) }
    shares.shuffle(using: &random)
    for phase in ctas.indices {
      let isLast = phase == ctas.count - 1
      let here = isLast ? shares.count : Int.random(in: 0...shares.count, using: &random)
      for (output, tiles) in shares.prefix(here) {
        accumulators.append(problem.rowSet(ofOutput: output))
        let entry = add(.attend(source: output, tiles, into: accumulators.count - 1), needs: [], phase, isInCTA: true)
        open[output].append((accumulators.count - 1, entry))
        if Bool.random(using: &random) { mergeSome(&open[output], phase) }
      }
      shares.removeFirst(here)
    }
    for output in open.indices.shuffled(using: &random) {
      while open[output].count > 1 { mergeSome(&open[output], ctas.count - 1) }
      let left = open[output][0]
      _ = add(
        .finish(accumulator: left.accumulator, rows: problem.rowSet(ofOutput: output)), needs: [left.last],
        ctas.count - 1, isInCTA: Bool.random(using: &random))
    }
    return emit()
  }

  /// Runs of tiles, or tiles in turn.
  private mutating func cut(_ output: Int) -> [(output: Int, tiles: Ordinals)] {
    let count = problem.tiles(ofOutput: output)
    let parts = Int.random(in: 1...min(count, 5), using: &random)
    if Bool.random(using: &random) {
      return (0..<parts).map { (output, Ordinals(first: $0, count: (count - $0 - 1) / parts + 1, stride: parts)) }
    }
    let cuts = Array(1..<count).shuffled(using: &random).prefix(parts - 1).sorted()
    return zip([0] + cuts, cuts + [count]).map { (output, Ordinals($0..<$1)) }
  }

  private mutating func mergeSome(_ open: inout [(accumulator: Int, last: Int)], _ phase: Int) {
    guard open.count > 1 else { return }
    let from = open.remove(at: Int.random(in: open.indices, using: &random))
    let into = Int.random(in: open.indices, using: &random)
    open[into].last = add(
      .merge(from: from.accumulator, into: open[into].accumulator), needs: [from.last, open[into].last], phase,
      isInCTA: Bool.random(using: &random))
  }

  private mutating func add(_ work: Work, needs: [Int], _ phase: Int, isInCTA: Bool) -> Int {
    // In no CTA is only what is after something of its phase.
    let isFree = !isInCTA && needs.contains { entries[$0].phase == phase }
    let cta = isFree ? nil : Int.random(in: 0..<ctas[phase], using: &random)
    entries.append(Entry(work: work, needs: needs, phase: phase, cta: cta))
    return entries.count - 1
  }

  private mutating func emit() -> Plan {
    // Phase by phase, the items of CTAs first.
    let order = entries.indices.sorted { one, other in
      func key(_ entry: Int) -> (Int, Int, Int) { (entries[entry].phase, entries[entry].cta ?? .max, entry) }
      return key(one) < key(other)
    }
    var item = Array(repeating: 0, count: entries.count)
    for (number, entry) in order.enumerated() { item[entry] = number }
    var plan = Plan()
    for rows in accumulators { plan.addAccumulator(rows) }
    var last: (phase: Int, cta: Int?) = (-1, nil)
    for entry in order.map({ entries[$0] }) {
      while last.phase < entry.phase {
        last = (last.phase + 1, -1)
        let isResident = Bool.random(using: &random)
        plan.beginPhase(isResident ? .resident : .grid, gridSize: ctas[last.phase])
      }
      let after = entry.needs.filter { need in
        entries[need].phase == entry.phase && (entries[need].cta == nil || entries[need].cta != entry.cta)
      }.map { item[$0] }
      guard let cta = entry.cta else {
        plan.addToNoCTA(entry.work, after: after)
        continue
      }
      if last.cta != cta { plan.beginCTA(position: cta) }
      last.cta = cta
      plan.add(entry.work, after: after)
    }
    return plan
  }
}
