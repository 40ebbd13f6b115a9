/// FlashAttention-2 at decode: one CTA per output, which walks all of its KV tiles.
///
/// Source: T. Dao, arXiv:2307.08691; grid of Dao-AILab/flash-attention, `csrc/flash_attn/src/flash_fwd_launch_template.h`.
enum FlashAttention2: AlgorithmDefinition {
  static let title = "FlashAttention-2"
  static let shortName = "FA2"

  static func plan(_ work: PlannedWork) -> Plan {
    var plan = Plan(dispatch: .grid, reduction: .none, splits: 1, gridSize: work.tiles.count)
    plan.reserve(work.tiles.count)
    for (output, tiles) in work.tiles.enumerated() {
      plan.add(position: output, shares: CollectionOfOne(Plan.Share(output: output, ordinals: 0..<tiles)))
    }
    return plan
  }

  static func violations(of schedule: Schedule) -> [String] {
    guard schedule.gridSize == schedule.problem.outputs else {
      return ["\(schedule.gridSize) CTAs for \(schedule.problem.outputs) outputs"]
    }
    return schedule.ctas.enumerated().compactMap { index, cta in
      cta.segments == index..<index + 1 ? nil : "CTA \(cta.position) has \(cta.segments.count) segments"
    } + (schedule.merges.isEmpty ? [] : ["\(schedule.merges.count) merges"])
  }
}

extension Plan {
  mutating func reserve(_ count: Int) {
    shares.reserveCapacity(count)
    ctas.reserveCapacity(count)
  }
}
