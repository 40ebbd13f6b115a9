/// FlashAttention-2 at decode: one CTA per output, which walks all of its KV tiles.
///
/// Source: T. Dao, arXiv:2307.08691; grid of Dao-AILab/flash-attention, `csrc/flash_attn/src/flash_fwd_launch_template.h`.
enum FlashAttention2: AlgorithmDefinition {
  static let name = "fa2"
  static let title = "FlashAttention-2"
  static let shortName = "FA2"

  static func plan(_ work: PlannedWork) -> Plan {
    var shared = SharedWork()
    shared.reserve(work.tiles.count)
    for (output, tiles) in work.tiles.enumerated() {
      shared.add(position: output, CollectionOfOne(Share(output: output, ordinals: 0..<tiles)))
    }
    return shared.plan(work, dispatch: .grid, gridSize: work.tiles.count, splits: 1, merging: .pass)
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
