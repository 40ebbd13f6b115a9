/// FlashDecoding: every output in S chunks of equal length, then a pass that merges the S partials of each output.
///
/// The chunk length comes from the longest request, so shorter ones leave CTAs without work in the grid.
/// Source: Dao-AILab/flash-attention, `csrc/flash_attn/flash_api.cpp` (`num_splits_heuristic`) and
/// `flash_fwd_kernel.h` (split kernel, `combine_attn_seqk_parallel`).
enum FlashDecoding: AlgorithmDefinition {
  static let name = "fd"
  static let title = "FlashDecoding"
  static let shortName = "FD"

  static func plan(_ work: PlannedWork) -> Plan {
    let splits = work.splits.count(for: work)
    let chunk = chunkTiles(longest: work.tiles.max() ?? 1, splits: splits)
    var shared = SharedWork()
    shared.reserve(mostSegments(work))
    for (output, tiles) in work.tiles.enumerated() {
      for (split, first) in stride(from: 0, to: tiles, by: chunk).enumerated() {
        let share = Share(output: output, ordinals: first..<min(first + chunk, tiles))
        shared.add(position: output * splits + split, CollectionOfOne(share))
      }
    }
    return shared.plan(
      work, dispatch: .grid, gridSize: work.tiles.count * splits, splits: splits, merging: .pass,
      passesAll: splits > 1)
  }

  static func mostSegments(_ work: PlannedWork) -> Int {
    let chunk = chunkTiles(longest: work.tiles.max() ?? 1, splits: work.splits.count(for: work))
    return work.tiles.reduce(0) { $0 + ($1 - 1) / chunk + 1 }
  }

  static func outline(_ work: PlannedWork) -> PlanOutline? {
    let splits = work.splits.count(for: work)
    let chunk = chunkTiles(longest: work.tiles.max() ?? 1, splits: splits)
    let segments = mostSegments(work)
    var loads = GridLoads(units: work.units)
    for tiles in work.tiles {
      let (whole, rest) = tiles.quotientAndRemainder(dividingBy: chunk)
      loads.deal(whole, ofLargest: chunk)
      if rest > 0 { loads.deal(rest) }
    }
    return PlanOutline(
      dispatch: .grid, splits: splits, gridSize: work.tiles.count * splits, segments: segments,
      partials: splits == 1 ? 0 : segments, merges: segments - work.tiles.count, makespan: loads.makespan)
  }

  static func rule(_ splits: SplitCount) -> String? { splits == .automatic ? "fa2" : nil }

  /// Tiles a chunk: ⌈longest ÷ splits⌉.
  static func chunkTiles(longest: Int, splits: Int) -> Int { (longest - 1) / splits + 1 }

  static func violations(of schedule: Schedule) -> [String] {
    let problem = schedule.problem
    let splits = schedule.splits ?? 0
    guard splits >= 1, schedule.gridSize == problem.outputs * splits else {
      return ["\(schedule.gridSize) CTAs for \(problem.outputs) outputs in \(splits) chunks each"]
    }
    let longest = (0..<problem.requests).map { problem.tiles(ofRequest: $0) }.max() ?? 1
    let chunk = chunkTiles(longest: longest, splits: splits)
    return schedule.attendingCTAs.compactMap { _, cta in
      guard cta.segments.count == 1 else { return "CTA \(cta.position) has \(cta.segments.count) segments" }
      let segment = schedule.segments[cta.segments.lowerBound]
      let (output, split) = cta.position.quotientAndRemainder(dividingBy: splits)
      let end = min((split + 1) * chunk, problem.tiles(ofOutput: output))
      let expected = split * chunk..<max(end, split * chunk)
      let isRight =
        schedule.output(of: segment) == output && segment.tiles.areConsecutive && segment.tiles.hull == expected
      return isRight ? nil : "CTA \(cta.position) has tiles \(segment.tiles.hull), not \(expected)"
    }
  }
}

/// In how many chunks FlashDecoding cuts each output.
public enum SplitCount: Sendable, Hashable, CustomStringConvertible {
  /// By flash-attention's rule, with the slots of all units.
  case automatic
  case fixed(Int)

  /// As options say it: "auto", or the number. `nil` for anything else.
  public init?(_ text: some StringProtocol) {
    if text == "auto" {
      self = .automatic
    } else if let count = Int(text) {
      self = .fixed(count)
    } else {
      return nil
    }
  }

  public var description: String {
    switch self {
    case .automatic: "auto"
    case .fixed(let count): String(count)
    }
  }

  /// The number of splits for some work.
  public func count(for work: PlannedWork) -> Int {
    switch self {
    case .fixed(let count): count
    case .automatic:
      Self.flashAttentionRule(outputs: work.tiles.count, longest: work.tiles.max() ?? 1, slots: work.totalSlots)
    }
  }

  /// flash-attention's choice of a split count.
  ///
  /// No split where the outputs already fill 80 % of the slots. Else the fewest splits whose last wave is filled to
  /// within 85 % of the best split count's. Example: 48 outputs on 108 slots fill 0.89 with two splits and 0.67 with
  /// three, so it takes two.
  ///
  /// Computed in double; flash-attention computes in float and may differ where two counts tie.
  /// - Source: Dao-AILab/flash-attention @0251105a, `csrc/flash_attn/flash_api.cpp`, `num_splits_heuristic`, called
  ///   with twice the SMs: an SM holds two of its CTAs of 128 threads.
  public static func flashAttentionRule(outputs: Int, longest: Int, slots: Int) -> Int {
    if Double(outputs) >= 0.8 * Double(slots) { return 1 }
    func chunk(_ splits: Int) -> Int { (longest - 1) / splits + 1 }
    let eligible = (1...max(1, min(128, slots, longest))).filter { $0 == 1 || chunk($0) != chunk($0 - 1) }
    func efficiency(_ splits: Int) -> Double {
      let waves = Double(outputs * splits) / Double(slots)
      return waves / waves.rounded(.up)
    }
    let best = eligible.map(efficiency).max() ?? 1
    return eligible.first { efficiency($0) >= 0.85 * best } ?? 1
  }
}
