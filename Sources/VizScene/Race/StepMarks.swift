import AttentionCore
import CellFrame
import VizPlayback

extension Frame {
  /// What happened at the ends of segments up to a moment: ◇ where a partial was published, ◆ for each merge.
  ///
  /// Where units share rows there is no room for them; the panel counts instead.
  mutating func drawStepMarks(
    _ run: Run, place: Int, state: State, in strip: RaceLayout.StripLayout, layout: RaceLayout
  ) {
    guard strip.unitsPerRow == 1, layout.banks[0].columnsPerStep != nil else { return }
    var merged: [Int: [Int]] = [:]
    let passed = state.agenda.eventsPassed(ofRun: place, at: state.playhead)
    for event in run.events.prefix(passed) {
      switch event.kind {
      case .finish: break
      case .publish(let segments):
        for segment in segments { drawPublish(run, segment: segment, in: strip, layout: layout) }
      case .merge(let merge): merged[run.schedule.merges[merge].destination, default: []].append(merge)
      }
    }
    if run.schedule.reduction == .pass {
      drawPassTail(run, merged: merged, at: state.playhead, in: strip, layout: layout)
    }
    if run.schedule.reduction == .host {
      drawHostTails(run, merged: merged, at: state.playhead, in: strip, layout: layout)
    }
  }

  /// ◇ on the border behind the segment's last tile; in narrow cells only where nothing follows.
  private mutating func drawPublish(_ run: Run, segment: Int, in strip: RaceLayout.StripLayout, layout: RaceLayout) {
    let span = run.timeline.spans[segment]
    let place = strip.place(ofUnit: span.track.unit)
    let scale = layout.banks[place.bank]
    let x = scale.column(of: span.end)
    let output = run.schedule.output(of: run.schedule.segments[segment])
    let next = self[x, place.y]
    guard case .fill = next.style else {
      self[x, place.y] = Cell("◇", .mark(output))
      return
    }
    if (scale.columnsPerStep ?? 0) >= 3 { self[x, place.y] = Cell("◇", next.style) }
  }

  /// Behind each host's lane: a ◆ for each of its merges, who was folded in and who is next.
  private mutating func drawHostTails(
    _ run: Run, merged: [Int: [Int]], at moment: Moment, in strip: RaceLayout.StripLayout, layout: RaceLayout
  ) {
    for (index, segment) in run.schedule.segments.enumerated() {
      guard segment.role == .gathers else { continue }
      let output = run.schedule.output(of: segment)
      let all = run.schedule.mergeIndices(ofOutput: output)
      let span = run.timeline.spans[index]
      guard moment.step >= span.end else { continue }
      let done = merged[output] ?? []
      func units(_ merges: some Sequence<Int>) -> String {
        merges.map { "U\(run.unit(ofSegment: run.schedule.merges[$0].source))" }.joined(separator: " ")
      }
      let name = run.schedule.problem.name(ofOutput: output)
      let pieces: [(String, Style)] = [
        (String(repeating: "◆", count: done.count), .mark(output)),
        (String(repeating: "◇", count: all.count - done.count), .dim),
        (done.isEmpty ? "" : " ⊕ " + units(done), .plain),
        (done.count == all.count ? "  \(name) done" : "  \(units(all.dropFirst(done.count).prefix(1))) next", .dim),
      ]
      let place = strip.place(ofUnit: span.track.unit)
      let x = layout.banks[place.bank].column(of: span.end) + 1
      writeWhole(pieces, x: x, y: place.y, limit: laneLimit(bank: place.bank, in: strip, layout: layout))
    }
  }

  /// Behind the last chunk: the barrier for all units, then a ◆ for each merge of the pass, one output a row.
  private mutating func drawPassTail(
    _ run: Run, merged: [Int: [Int]], at moment: Moment, in strip: RaceLayout.StripLayout, layout: RaceLayout
  ) {
    guard moment.step >= run.schedule.makespan else { return }
    let bank = layout.banks.count - 1
    let x = layout.banks[bank].column(of: run.schedule.makespan) + 1
    let limit = laneLimit(bank: bank, in: strip, layout: layout)
    for y in strip.lanes.y..<strip.lanes.maxY { self[x, y] = Cell("║", .dim) }
    for (row, output) in (0..<run.schedule.problem.outputs).prefix(strip.rows).enumerated() {
      let all = run.schedule.mergeIndices(ofOutput: output)
      guard !all.isEmpty else { continue }
      let done = merged[output]?.count ?? 0
      let name = run.schedule.problem.name(ofOutput: output)
      let pieces: [(String, Style)] = [
        (String(repeating: "◆", count: done), .mark(output)),
        (String(repeating: "◇", count: all.count - done), .dim),
        (done == all.count ? "  \(name) done" : "  \(name)", .dim),
      ]
      writeWhole(pieces, x: x + 2, y: strip.lanes.y + row * strip.laneHeight, limit: limit)
    }
    guard run.schedule.problem.outputs < strip.rows else { return }
    writeWhole([("barrier, then a merging pass", .dim)], x: x + 2, y: strip.lanes.maxY - 1, limit: limit)
  }

  /// The column before which text behind a lane must end.
  private func laneLimit(bank: Int, in strip: RaceLayout.StripLayout, layout: RaceLayout) -> Int {
    bank + 1 < layout.banks.count ? layout.banks[bank + 1].origin - layout.labelWidth - 1 : strip.limit
  }

  /// Writes pieces as long as they fit whole: no word is cut.
  private mutating func writeWhole(_ pieces: [(String, Style)], x: Int, y: Int, limit: Int) {
    var column = x
    for (text, style) in pieces {
      guard column + text.count <= limit else { return }
      column = write(text, x: column, y: y, style: style)
    }
  }
}
