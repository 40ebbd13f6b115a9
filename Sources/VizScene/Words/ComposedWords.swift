import AttentionCore
import VizPlayback

// What composed times stand for, and what merging costs among them: said wherever they stand.

/// Of what machine a composed time is: where there are more units than cores, of none that is here, and of no GPU.
///
/// - Parameter isBrief: whether it may go without saying that units do not share bandwidth.
package func asIf(units: Int, cores: Int, isBrief: Bool = false) -> String {
  guard units > cores else { return "as if units did not share bandwidth" }
  return "as if \(grouped(units)) of these CPU cores did it, not a GPU" + (isBrief ? "" : ", and shared no bandwidth")
}

func asIf(_ state: State, isBrief: Bool = false) -> String {
  asIf(units: state.experiment.units, cores: state.cores, isBrief: isBrief)
}

/// What merging costs beside a tile, both measured on one core: one merge, and all that FlashDecoding does after its last
/// chunk, as far as that could be timed.
func exchangeRate(_ composed: Timings.Composed, _ runs: [Run]) -> String {
  let tile = Double(max(1, composed.costs.medianTile))
  func share(_ nanoseconds: Int) -> String { significant(Double(nanoseconds) / tile * 100) + " %" }
  let merge = "one merge takes \(share(composed.costs.merge)) of a tile's time"
  guard let place = runs.firstIndex(where: { $0.schedule.reduction == .pass }) else { return merge }
  guard composed.costs.barrier != nil else { return merge + " · FD's barrier – (disturbed, left out of the times)" }
  let timeline = composed.timelines[place]
  let lastChunk = timeline.spans.reduce(0) { $1.kind == .attend ? max($0, $1.end) : $0 }
  return merge + " · FD's barrier and merging pass \(share(timeline.end - lastChunk))"
}
