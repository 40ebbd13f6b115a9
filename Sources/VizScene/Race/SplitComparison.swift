import AttentionCore
import VizPlayback

/// What FlashDecoding would need for as many steps as LeanAttention takes, over every S: the one place that compares them.
///
/// An S is never named for its steps alone: the last step saved may take a hundred times the partials.
struct SplitComparison: Hashable {
  private var leanSteps: Int
  private var leanPartials: Int
  /// The S with the fewest partials among those that take no more steps than LeanAttention; `nil` where none does.
  var reaching: SplitTable.Row?
  /// The S with the fewest steps; among these, with the fewest partials.
  var fewest: SplitTable.Row
  /// The S with the fewest partials among those that take at most a twentieth more steps, where that spares half of the
  /// partials of the S above.
  var near: SplitTable.Row?

  init?(_ table: SplitTable, lean: Schedule) {
    guard let fewest = table.best else { return nil }
    (leanSteps, leanPartials) = (lean.makespan, lean.partialCount)
    self.fewest = fewest
    reaching = table.cheapest(within: leanSteps)
    let near = table.cheapest(within: leanSteps + leanSteps / 20)
    if let near, near.partials * 2 <= (reaching ?? fewest).partials { self.near = near }
  }

  /// "FlashDecoding also reaches 9 (S=8), with 24 partials for LeanAttention's 7."
  var sentence: String {
    let target = grouped(leanSteps)
    let ours = "for LeanAttention's \(grouped(leanPartials))"
    func partials(_ row: SplitTable.Row) -> String {
      row.partials == 0 ? "no partials" : counted(row.partials, "partial")
    }
    func name(_ row: SplitTable.Row) -> String { "S=\(grouped(row.splits))" }
    let other = near.map { "takes \(grouped($0.steps)) with \(partials($0)) (\(name($0)))" }
    switch (reaching, other) {
    case (let row?, let other?):
      return "FlashDecoding \(other), or \(target) with \(grouped(row.partials)) (\(name(row))), \(ours)."
    case (let row?, nil):
      return "FlashDecoding also reaches \(target) (\(name(row))), with \(partials(row)) \(ours)."
    case (nil, let other?):
      return "FlashDecoding does not reach \(target): it \(other), at best \(grouped(fewest.steps)) with "
        + "\(grouped(fewest.partials)) (\(name(fewest))), \(ours)."
    case (nil, nil):
      return
        "FlashDecoding does not reach \(target): at best it takes \(grouped(fewest.steps)) (\(name(fewest))), with "
        + "\(partials(fewest)) \(ours)."
    }
  }
}
