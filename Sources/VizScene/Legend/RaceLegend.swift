import AttentionCore
import CellFrame
import VizPlayback

/// What the Race's lanes are made of, on the clock in view.
func raceLegend(_ state: State, layout: RaceLayout) -> [LegendEntry] {
  let color = LegendEntry.named("colour", "the output, in every view", "the output")
  let isShared = !layout.strips.allSatisfy { $0.unitsPerRow == 1 }
  let isInSteps = state.clock == .steps
  if isShared || isInSteps && layout.banks[0].columnsPerStep == nil {
    let problem = state.problem
    let (one, several) = (problem.letters(ofOutputs: 0...0), problem.letters(ofOutputs: 0...2))
    let last = problem.letters(ofOutputs: 2...2)
    return [
      LegendEntry(" \(one) ", .fill(0), "only output \(one)", "output \(one)"),
      LegendEntry("▒\(several)", .neutral(0), "several, from \(one) to \(last)", "\(one) to \(last)"),
      LegendEntry("▃", .dim, "as high as the share of the row's units that have a tile", "height: units at work"),
      color,
    ]
  }
  guard isInSteps, let columns = layout.banks[0].columnsPerStep else {
    return [
      LegendEntry(
        " A0–9 ", .fill(0), "tiles 0 to 9 of output A, one after another on a unit, as long as they took",
        "tiles 0 to 9 of output A, as long as they took", "tiles 0 to 9 of output A"),
      LegendEntry("◆", .mark(0), "a merge", "merge"), LegendEntry("·", .dim, "waits for others", "waits"), color,
    ]
  }
  let marks = [
    LegendEntry("◇", .plain, "publishes a partial", "published"), LegendEntry("◆", .plain, "merges one", "merged"),
  ]
  let reduces = state.runs.contains { $0.schedule.reduction != .none }
  let tile: [LegendEntry] =
    columns >= 4
    ? [
      LegendEntry(" A7 ", .fill(0), "output A, its tile 7, computed", "output A, tile 7"),
      LegendEntry("A8", .ghost(0), "planned"),
    ] : [LegendEntry("A", .fill(0), "a tile, computed", "computed"), LegendEntry("A", .ghost(0), "planned")]
  let letters: LegendEntry =
    state.problem.outputs > 26
    ? .named("colour and letter", "the output; after 7 colours and 26 letters again", "the output, again after Z")
    : columns >= 4 ? color : .named("colour and letter", "the output, in every view", "the output")
  return tile + [letters] + (reduces ? marks : []) + [LegendEntry("U0", .dim, "a unit, its lane", "a unit")]
}
