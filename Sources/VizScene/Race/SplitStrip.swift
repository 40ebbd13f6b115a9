import AttentionCore
import CellFrame
import VizPlayback

extension Frame {
  /// FlashDecoding's steps and partials for every S, beside the floor and LeanAttention, over the lower part of the race.
  mutating func drawSplitStrip(_ state: State, layout: RaceLayout) {
    guard let table = state.splitTable,
      let decoding = state.runs.first(where: { $0.schedule.algorithm == .fd })?.schedule,
      let chosen = table.row(splits: decoding.splits ?? 1)
    else { return }
    let lean = state.runs.first { $0.schedule.algorithm == .lean }?.schedule
    let body = layout.chrome.body
    let boxHeight = max(9, min(14, body.height / 2))
    let inside = drawBox(
      title: "FlashDecoding: steps for S chunks per output", width: width - 4, height: boxHeight - 2,
      y: body.maxY - boxHeight)
    var rest = inside
    let words = rest.takeTop(1)
    let partials = "\(counted(chosen.steps, "step")), \(counted(chosen.partials, "partial"))"
    let leanWords =
      lean.map { " · LeanAttention: \(counted($0.makespan, "step")), \(counted($0.partialCount, "partial"))" } ?? ""
    // Not while it is what the learner looks for.
    let best =
      state.demo?.exercise != nil
      ? ""
      : table.cheapest(within: decoding.floor).map { " · reached with S=\($0.splits)" }
        ?? table.best.map { " · at best \(grouped($0.steps)) with S=\($0.splits)" } ?? ""
    let head = "S = \(chosen.splits): \(partials)"
    let floor = " · the floor is \(grouped(decoding.floor))"
    write(
      fitting([head + leanWords + floor + best, head + leanWords + floor, head + leanWords, head], words.width),
      x: words.x, y: words.y, style: .plain)

    let partialRow = rest.takeBottom(1)
    let splitRow = rest.takeBottom(1)
    let columnWidth = max(4, min(8, (rest.width - 10) / max(1, table.rows.count)))
    let fits = max(1, (rest.width - 10) / columnWidth)
    let here = table.rows.firstIndex(of: chosen) ?? 0
    let shown = table.rows[window(of: table.rows.count, shown: fits, around: here)]
    let most = max(1, shown.map(\.steps).max() ?? 1)
    let x0 = rest.x + 10
    write("S", x: rest.x, y: splitRow.y, style: .dim)
    write("partials", x: rest.x, y: partialRow.y, style: .dim)
    write("steps", x: rest.x, y: rest.maxY - 1, style: .dim)
    for (place, row) in shown.enumerated() {
      let x = x0 + place * columnWidth
      let isChosen = row == chosen
      let style: Style = isChosen ? .cursor : row.steps == decoding.floor ? .good : .plain
      // In half rows, so that 10 steps are seen to be more than 9.
      let halves = max(1, row.steps * 2 * (rest.height - 1) / most)
      let top = rest.maxY - (halves + 1) / 2
      for column in x..<x + columnWidth - 1 {
        for y in top..<rest.maxY { self[column, y] = Cell(isChosen ? "█" : "▒", isChosen ? .gauge : .dim) }
        if halves % 2 == 1 { self[column, top] = Cell("▄", isChosen ? .gauge : .dim) }
      }
      write(String(row.steps), x: x, y: top - 1, style: row.steps == decoding.floor ? .good : .plain)
      write(String(row.splits), x: x, y: splitRow.y, style: style)
      write(compact(row.partials), x: x, y: partialRow.y, style: isChosen ? .title : .dim, limit: x + columnWidth)
    }
    // The floor is a line that no bar can be below.
    let floorY = rest.maxY - (max(1, decoding.floor * 2 * (rest.height - 1) / most) + 1) / 2
    for x in x0..<min(rest.maxX, x0 + shown.count * columnWidth) where self[x, floorY].scalar == " " {
      self[x, floorY] = Cell("┄", .good)
    }
    write("floor", x: rest.x, y: floorY, style: .good)
  }

  /// At most three digits and a letter: "980", "12k".
  private func compact(_ value: Int) -> String { value < 1000 ? String(value) : "\(value / 1000)k" }
}
