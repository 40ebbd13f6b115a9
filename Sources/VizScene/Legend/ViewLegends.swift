import AttentionCore
import CellFrame
import VizPlayback

// What the signs of the other views stand for.

/// The Map: the colour of a row is its head's, as everywhere; pieces of it differ in shade and number.
func mapLegend(_ problem: AttentionProblem) -> [LegendEntry] {
  return [
    .named("colour", "the output, in every view", "the output"),
    LegendEntry("U0 ", .fill(0), "its tiles on unit 0", "on unit 0"),
    LegendEntry("▏U1 ", .shade(0), "from here on unit 1", "on unit 1"), LegendEntry("··", .ghost(0), "planned"),
  ]
}

func mergeLegend(_ problem: AttentionProblem) -> [LegendEntry] {
  return [
    LegendEntry("◆", .plain, "merged"), LegendEntry("◇", .dim, "to come"),
    LegendEntry("U5", .plain, "the unit that holds a partial", "a partial's unit"),
    .named("colour", "the output, in every view", "the output"),
  ]
}

let timeLegend = [
  LegendEntry("▇", .gauge, "time, or a unit that computes or merges", "time, or a busy unit"),
  LegendEntry("▒", .dim, "waits for others", "waits"), LegendEntry("·", .dim, "without work", "no work"),
  LegendEntry("├┼┤", .plain, "p5, median and p95 of the runs", "p5, median, p95"),
]
