/// LeanAttention: all tiles of all outputs in one line, dealt to the slots of all units in equal, contiguous ranges.
///
/// A range that ends inside an output leaves a partial; the CTA that holds the output's first tile, the host, merges
/// the others' partials in the same kernel.
/// Source: arXiv:2405.10480; microsoft/onnxruntime, `contrib_ops/cuda/bert/lean_attention/lean_api.cc` (`get_num_splits`)
/// and `lean_fwd_kernel.h`.
enum LeanAttention: AlgorithmDefinition {
  static let name = "lean"
  static let title = "LeanAttention"
  static let shortName = "LA"

  static func plan(_ work: PlannedWork) -> Plan {
    let total = work.total
    let shares = EqualShares(tiles: total, slots: work.totalSlots)
    var shared = SharedWork()
    shared.reserve(work.tiles.count + shares.ctas)
    var output = 0
    var first = 0
    for cta in 0..<shares.ctas {
      var left = shares.tiles(ofCTA: cta)
      var pieces: [Share] = []
      while left > 0 {
        let end = min(first + left, work.tiles[output])
        pieces.append(Share(output: output, ordinals: first..<end))
        left -= end - first
        first = end
        if first == work.tiles[output] {
          output += 1
          first = 0
        }
      }
      shared.add(position: cta, pieces)
    }
    return shared.plan(work, dispatch: .resident, gridSize: shares.ctas, splits: nil, merging: .host)
  }

  /// The rules (i) to (v) that follow from contiguous ranges: waits never chain and one scratch slot per CTA is enough.
  static func violations(of schedule: Schedule) -> [String] {
    var found: [String] = []
    for cta in schedule.ctas {
      for index in cta.segments {
        let segment = schedule.segments[index]
        if segment.tiles.first > 0 && index != cta.segments.lowerBound {
          found.append("CTA \(cta.position): segment \(index) is a partial but not its first")
        }
        let isFinishing = segment.tiles.hull.upperBound == schedule.problem.tiles(ofOutput: segment.source)
        if !isFinishing && index != cta.segments.upperBound - 1 {
          found.append("CTA \(cta.position): segment \(index) is unfinished but not its last")
        }
      }
    }
    let loads = schedule.ctas.map { schedule.tileCount(of: $0) }
    if let most = loads.max(), let least = loads.min(), most - least > 1 {
      found.append("loads from \(least) to \(most) tiles")
    }
    if schedule.gridSize != min(schedule.units * schedule.slots, schedule.problem.totalTiles) {
      found.append("\(schedule.gridSize) CTAs")
    }
    if schedule.partialCount >= max(1, schedule.gridSize) { found.append("\(schedule.partialCount) partials") }
    if schedule.makespan != schedule.floor { found.append("makespan \(schedule.makespan), floor \(schedule.floor)") }
    return found
  }
}

/// Tiles dealt to CTAs as evenly as whole tiles allow: the first few get one more.
struct EqualShares: Sendable, Hashable {
  var ctas: Int
  var tilesPerCTA: Int
  var ctasWithOneMore: Int

  init(tiles: Int, slots: Int) {
    ctas = max(1, min(slots, tiles))
    (tilesPerCTA, ctasWithOneMore) = tiles.quotientAndRemainder(dividingBy: ctas)
  }

  func tiles(ofCTA cta: Int) -> Int { cta < ctasWithOneMore ? tilesPerCTA + 1 : tilesPerCTA }
}
