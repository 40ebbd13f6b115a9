import AttentionCore
import CellFrame
import VizPlayback

extension Frame {
  /// Merge: the partials of one output, each ⊕ as it was executed, and what has come out so far.
  mutating func drawMerge(_ state: State) {
    let content = MergeContent(state)
    let layout = MergeLayout(
      width: width, height: height, partials: content.cards.count, merges: content.steps.count)
    drawChrome(state, layout.chrome, caption: mergeViewCaption(state, content))
    drawLegend(mergeLegend(state.problem), in: layout.chrome.legend)
    drawMergeTitle(state, content, in: layout.title)
    if state.isBig {
      drawBigMerge(content, in: layout.chrome.body)
    } else {
      drawMergeParts(content, layout)
    }
    if state.mode == .inspect { drawMergeInspector(state, in: layout.chrome.body) }
  }

  private mutating func drawMergeParts(_ content: MergeContent, _ layout: MergeLayout) {
    let cards = window(of: content.cards.count, shown: layout.cardCount, around: content.selectedCard)
    if layout.hasBoxes {
      drawCardBoxes(content, cards, in: layout.cards)
    } else {
      drawCardLines(content, cards, in: layout.cards)
    }
    drawSteps(content, in: layout.steps)
    drawWeightBars(content, in: layout.bars)
    drawResult(content, in: layout.result)
    if let result = content.result, !layout.chart.isEmpty {
      drawOutputChart(result, isUnscaled: content.showsUnscaled, in: layout.chart)
    }
  }

  private mutating func drawMergeTitle(_ state: State, _ content: MergeContent, in rect: Rect) {
    let run = state.runs[state.selection.run]
    let x = write(run.schedule.algorithm.title, x: 1, y: rect.y, style: .title) + 1
    let what =
      content.steps.isEmpty
      ? "\(content.name) is not cut: nothing to merge"
      : "\(content.name): \(counted(content.cards.count, "partial")), \(counted(content.steps.count, "merge"))"
    let row = content.rowNote.isEmpty ? "" : " · shown: the \(content.rowNote)"
    write(fitting([what + row, what], rect.width - x - 1), x: x, y: rect.y, style: .plain)
  }
}

/// The caption of the race, but for what the switch shows.
private func mergeViewCaption(_ state: State, _ content: MergeContent) -> [String] {
  guard content.showsUnscaled else {
    return state.playhead.step == 0
      ? [
        "A partial is (m, l, O): the largest score, the sum of e^(score − m), and the unnormalised output, over some keys.",
        "⊕ re-scales both sides to the larger m and adds: any unit may take any run of tiles, in any order.",
      ] : captionLines(state)
  }
  guard let error = content.result?.errorWithoutRescaling else {
    return ["Without re-scaling: l and O are added as they are, each still counted from its own m."]
  }
  let verdict =
    error > Accuracy.outputTolerance
    ? "off by up to \(significant(error)): wrong wherever the two m differ"
    : "right only because the m are equal, or nothing has been merged yet"
  return [
    "Without re-scaling: l and O are added as they are, each still counted from its own m. The result is \(verdict).",
    !state.shows(.keys) ? "" : "w merges rightly again.",
  ]
}
