import AttentionCore

/// A schedule with everything an executor would have to look up: which slot each segment accumulates in, and what is to be
/// merged after it.
///
/// The accumulator of an output is its first segment's slot; every other segment has a slot that is merged from.
struct PreparedSchedule: Sendable {
  struct Segment: Sendable {
    let source: Int
    let keys: Range<Int>
    let rows: Range<Int>
    let output: Int
    let slot: Int
    /// The merge that its partial is for, `nil` for an accumulator.
    let contributesTo: Int?
    /// Where its first tile's numbers go in a record.
    let firstTile: Int
    let tiles: Int
    /// Tokens of a tile.
    let tileTokens: Int
    /// Whether the output is complete when the segment is: nobody else has keys of it.
    let isWhole: Bool

    /// The keys of its n-th tile.
    @inline(__always)
    func keys(ofTile tile: Int) -> Range<Int> {
      let first = keys.lowerBound &+ tile &* tileTokens
      return first..<min(first &+ tileTokens, keys.upperBound)
    }
  }

  let schedule: Schedule
  let segments: [Segment]
  /// The merges of each output.
  let merges: [Range<Int>]

  init(_ schedule: Schedule) {
    self.schedule = schedule
    let problem = schedule.problem
    var contribution = [Int?](repeating: nil, count: schedule.segments.count)
    var merges = [Range<Int>](repeating: 0..<0, count: problem.outputs)
    for (index, merge) in schedule.merges.enumerated() {
      contribution[merge.source] = index
      let known = merges[merge.destination]
      merges[merge.destination] = known.isEmpty ? index..<index + 1 : known.lowerBound..<index + 1
    }
    self.merges = merges
    var tile = 0
    segments = schedule.segments.enumerated().map { index, segment in
      let output = schedule.output(of: segment)
      let tiles = schedule.tiles(of: segment).count
      defer { tile += tiles }
      return Segment(
        source: segment.source, keys: segment.keys, rows: segment.rows, output: output,
        slot: contribution[index].map { Self.slot(ofMerge: $0, outputs: problem.outputs) } ?? output,
        contributesTo: contribution[index], firstTile: tile, tiles: tiles, tileTokens: problem.tileTokens,
        isWhole: contribution[index] == nil && merges[output].isEmpty)
    }
  }

  var slots: Int { Self.slots(schedule) }
  static func slots(_ schedule: Schedule) -> Int { schedule.problem.outputs + schedule.merges.count }
  /// How many slots, the first ones, others are merged into.
  var accumulators: Int { Self.accumulators(schedule) }
  static func accumulators(_ schedule: Schedule) -> Int { schedule.merges.isEmpty ? 0 : schedule.problem.outputs }

  private static func slot(ofMerge merge: Int, outputs: Int) -> Int { outputs + merge }
  /// The slot that a merge reads.
  func slot(ofMerge merge: Int) -> Int { Self.slot(ofMerge: merge, outputs: schedule.problem.outputs) }
}
