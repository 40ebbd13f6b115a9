import AttentionCore
import CellFrame
import VizPlayback

extension Frame {
  /// The problem before any of it has been given to a unit: each output with its tiles, in its colour, and the units.
  /// Takes its rows from the top of a rectangle.
  mutating func drawProblem(_ state: State, in rest: inout Rect) {
    let problem = state.problem
    // A question needs its room.
    let most = height >= 30 ? 10 : state.question == nil ? 8 : 4
    let shown = problem.outputs <= most ? problem.outputs : most - 1
    let names = (0..<shown).map { problem.name(ofOutput: $0) }
    let counts = (0..<shown).map { counted(problem.tiles(ofOutput: $0), "tile") }
    let labelWidth = (names.map(\.count).max() ?? 0) + 2
    let room = max(1, rest.width - labelWidth - (counts.map(\.count).max() ?? 0) - 2)
    let longestRequest = problem.contexts.firstIndex(of: problem.contexts.max() ?? 0) ?? 0
    let longest = max(1, problem.tiles(ofRequest: longestRequest))
    // A column a tile, or two where there is room for that.
    let columns = min(room, longest * max(1, min(2, room / longest)))
    for output in 0..<shown {
      let row = rest.takeTop(1)
      write(names[output], x: row.x, y: row.y, style: .mark(output), limit: row.maxX)
      let length = max(1, problem.tiles(ofOutput: output) * columns / longest)
      let bar = Rect(x: row.x + labelWidth, y: row.y, width: length, height: 1)
      fill(bar, with: Cell("▒", .mark(output)))
      write(counts[output], x: bar.maxX + 2, y: row.y, style: .dim, limit: row.maxX)
    }
    if shown < problem.outputs {
      let row = rest.takeTop(1)
      let words = "… \(counted(problem.outputs - shown, "more output"))"
      write(words, x: row.x, y: row.y, style: .dim, limit: row.maxX)
    }
    _ = rest.takeTop(1)
    let row = rest.takeTop(1)
    let units = state.experiment.units
    let all = (0..<min(units, 64)).map { "U\($0)" }.joined(separator: " ")
    let words = "\(counted(units, "unit"))  "
    let x = write(words, x: row.x, y: row.y, style: .dim, limit: row.maxX)
    if units <= 64, x + all.count <= row.maxX { write(all, x: x, y: row.y, style: .plain, limit: row.maxX) }
    _ = rest.takeTop(1)
  }
}
