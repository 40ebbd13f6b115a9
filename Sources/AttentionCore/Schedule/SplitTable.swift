/// What FlashDecoding would need for each split count, as far as the counts differ.
public struct SplitTable: Sendable, Hashable {
  public struct Row: Sendable, Hashable {
    public var splits: Int
    public var steps: Int
    public var partials: Int
  }

  /// By S, one for each distinct chunk length.
  public let rows: [Row]

  /// CTAs that the rows together may have before the table is not worth its time.
  public static let affordableCTAs = 200_000

  /// `nil` where the table would cost more than a glance.
  public init?(problem: AttentionProblem, units: Int) {
    let tiles = (0..<problem.outputs).map { problem.tiles(ofOutput: $0) }
    let longest = tiles.max() ?? 1
    guard longest <= Self.affordableCTAs else { return nil }
    var rows: [Row] = []
    var ctas = 0
    var splits = 1
    while splits <= longest {
      let chunk = FlashDecoding.chunkTiles(longest: longest, splits: splits)
      var costs: [Int] = []
      for count in tiles {
        let (whole, rest) = count.quotientAndRemainder(dividingBy: chunk)
        costs.append(contentsOf: repeatElement(chunk, count: whole))
        if rest > 0 { costs.append(rest) }
      }
      ctas += costs.count
      guard ctas <= Self.affordableCTAs else { return nil }
      let steps = GreedyDispatch.makespan(of: costs, units: units)
      rows.append(Row(splits: splits, steps: steps, partials: splits == 1 ? 0 : costs.count))
      // The smallest S with a shorter chunk.
      splits = chunk == 1 ? longest + 1 : (longest - 1) / (chunk - 1) + 1
    }
    self.rows = rows
  }

  /// The row with the fewest steps; among these, the fewest partials.
  public var best: Row? { rows.min { ($0.steps, $0.partials) < ($1.steps, $1.partials) } }

  /// The row with the fewest partials among those that take at most so many steps; `nil` where none does.
  public func cheapest(within steps: Int) -> Row? {
    rows.filter { $0.steps <= steps }.min { $0.partials < $1.partials }
  }

  /// The row of a split count: the largest listed S that is not above it has the same chunks.
  public func row(splits: Int) -> Row? { rows.last { $0.splits <= splits } }
}
