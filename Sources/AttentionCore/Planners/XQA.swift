/// XQA: every output is dealt to b CTAs tile by tile in turn, and the last of them to end merges all.
///
/// Source: flashinfer-ai/flashinfer, `csrc/xqa/mha.cu` (`nbSubSeqPerSeq`, and the atomic that finds the last CTA).
/// Simplified: the tile is the problem's; the merges keep a fixed order, whoever is last.
enum XQA: AlgorithmDefinition {
  static let name = "xqa"
  static let title = "XQA"
  static let shortName = "XQA"

  static func plan(_ work: PlannedWork) -> Plan {
    let parts = parts(work)
    var shared = SharedWork()
    shared.reserve(mostSegments(work))
    for (output, tiles) in work.tiles.enumerated() {
      for part in 0..<min(parts, tiles) {
        let ordinals = Ordinals(first: part, count: (tiles - part - 1) / parts + 1, stride: parts)
        shared.add(position: output * parts + part, CollectionOfOne(Share(output: output, ordinals: ordinals)))
      }
    }
    return shared.plan(
      work, dispatch: .grid, gridSize: work.tiles.count * parts, splits: parts, merging: .lastArriver)
  }

  /// CTAs of an output: as many as fill the units once, and no more than the longest has tiles.
  static func parts(_ work: PlannedWork) -> Int {
    min(max(1, work.units / work.tiles.count), work.tiles.max() ?? 1)
  }

  static func mostSegments(_ work: PlannedWork) -> Int {
    let parts = parts(work)
    return work.tiles.reduce(0) { $0 + min(parts, $1) }
  }

  static func violations(of schedule: Schedule) -> [String] {
    schedule.ctas.compactMap { cta in
      cta.segments.count == 1 ? nil : "CTA \(cta.position) has \(cta.segments.count) segments"
    }
  }
}
