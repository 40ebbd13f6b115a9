import AttentionCore
import CellFrame
import VizPlayback

extension Frame {
  /// The inspector of the Merge view: what goes into the ⊕ in view and what comes out, in a box below the partials.
  mutating func drawMergeInspector(_ state: State, in body: Rect) {
    let algorithm = state.runs[state.selection.run].schedule.algorithm.title
    guard let index = state.merge(of: state.selection) else {
      let words = "\(state.problem.name(ofOutput: state.selection.output)) is not cut: there is nothing to merge"
      let inside = drawBox(title: algorithm, width: width - 4, height: 1, y: body.maxY - 3)
      write(words, x: inside.x + 1, y: inside.y, style: .plain, limit: inside.maxX)
      return
    }
    let facts = MergeFacts(index, ofRun: state.selection.run, state: state)
    let isTall = body.height >= 24
    let lines = lines(of: facts, state: state, isTall: isTall)
    // As wide as the screen, so that nothing beside it is cut in half.
    var inside = drawBox(
      title: algorithm, width: width - 4, height: lines.count + 1, y: body.maxY - lines.count - 3)
    let heading = inside.takeTop(1)
    let x = write(" ⊕ \(facts.number) of \(facts.of) ", x: heading.x, y: heading.y, style: .cursor) + 1
    let row = state.problem.groupSize > 1 ? " · the first of \(state.problem.groupSize) query heads" : ""
    let words = facts.doer.map { "of \(facts.name): \($0) · \(facts.when)" }
    write(
      fitting([words[0] + row] + words, heading.maxX - x), x: x, y: heading.y, style: .plain, limit: heading.maxX)
    for line in lines { write(line, x: inside.x, y: inside.takeTop(1).y, limit: inside.maxX) }
  }

  /// Both sides, and what ⊕ makes of them.
  private func lines(of facts: MergeFacts, state: State, isTall: Bool) -> [[(String, Style)]] {
    let sides: [[(String, Style)]] = [("what was there", facts.before), ("the partial", facts.folded)].map {
      name, side in
      [
        (name.padded(to: 16), .dim), ("U\(side.unit)".padded(to: 6), .mark(state.selection.output)),
        (
          side.tiles.padded(to: 9) + side.keys.padded(to: 18), .plain
        ),
        (number(side.m, 4).leftPadded(to: 10) + number(side.l, 3).leftPadded(to: 11), .title),
      ]
    }
    let weights = facts.weights
    let results: [(String, String, String)] = [
      ("m′", number(weights?.m, 4), "the larger of the two m"),
      ("α", number(weights?.alpha, 4), "e^(m − m′), re-scales what was there"),
      ("β", number(weights?.beta, 4), "e^(m − m′), re-scales the partial"),
      ("l′", number(facts.l, 3), "α·l of what was there + β·l of the partial"),
    ]
    let columns =
      "".padded(to: 16) + "unit".padded(to: 6) + "tiles".padded(to: 9) + "keys".padded(to: 18)
      + "m".leftPadded(to: 10) + "l".leftPadded(to: 11)
    let blank: [[(String, Style)]] = isTall ? [[]] : []
    return [[(columns, .dim)]] + sides + blank
      + results.map { name, value, words in
        [(name.padded(to: 4), .plain), (value.leftPadded(to: 10), .title), ("   " + words, .dim)]
      } + blank + [[("time".padded(to: 6), .dim), (Self.cost(state), .plain)]]
  }

  /// What a ⊕ costs; live times are not times.
  private static func cost(_ state: State) -> String {
    guard let composed = state.timings.composed else { return "– (measured when the race has ended)" }
    return "\(duration(composed.costs.merge)) per merge, composed: alone on one core"
  }
}
