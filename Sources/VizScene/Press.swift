import AttentionCore
import CellFrame
import VizPlayback

extension KeyBinding {
  /// What a press of the mouse does: shows a view, moves the playhead, points at a tile, or does what a key named on the
  /// last line does.
  public static func action(forPressAtX x: Int, y: Int, in state: State, width: Int, height: Int) -> Action? {
    guard width >= Frame.smallest.width, height >= Frame.smallest.height, !state.showsHelp else { return nil }
    let chrome = Chrome(width: width, height: height)
    if y == chrome.keys.y {
      guard state.notice == nil else { return nil }
      return KeyHint.line(state, width: width).first { $0.columns.contains(x) }?.action
    }
    guard KeyBinding.watching.contains(state.keyMode) else { return nil }
    if y == chrome.header.y { return Tabs.all.first { $0.columns.contains(x) }.map { .show($0.view) } }
    if y == chrome.scrub.y {
      let bar = ScrubBar(state, in: chrome.scrub)
      return bar.columns.contains(x) ? .seek(bar.moment(atColumn: x)) : nil
    }
    guard state.showsPicture else { return nil }
    switch state.view {
    case .race: return pressInRace(x: x, y: y, state, width: width, height: height)
    case .map:
      let layout = MapLayout(
        width: width, height: height, problem: state.problem, selected: state.selection.output, isBig: state.isBig)
      return layout.tile(atX: x, y: y, problem: state.problem).map {
        .point(Selection(run: state.selection.run, output: $0.output, tile: $0.tile))
      }
    case .merge, .time, .lesson: return nil
    }
  }

  /// What the wheel does: moves through lists, and through the outputs of the Map and Merge.
  public static func action(forScrollingUp isUp: Bool, in state: State) -> Action? {
    switch state.keyMode {
    case .presets, .form, .words: isUp ? .previousLine : .nextLine
    case .play, .inspect, .splits:
      [.map, .merge, .lesson].contains(state.view) ? .select(isUp ? .up : .down) : nil
    case .demo: nil
    }
  }

  private static func pressInRace(x: Int, y: Int, _ state: State, width: Int, height: Int) -> Action? {
    guard state.clock == .steps, state.mode == .play || state.mode == .inspect else { return nil }
    let race = RaceContent(state, width: width, height: height)
    let ending = state.showsVerdict ? RaceEnding(state, strips: race.strips, layout: race.layout) : nil
    if let box = ending?.box, x >= box.x, x < box.maxX, y >= box.y, y < box.maxY { return nil }
    let layout = ending?.layout ?? race.layout
    for (content, strip) in zip(race.strips, layout.strips) {
      let run = state.runs[content.place]
      for (bank, top, units) in strip.groups where (top..<top + strip.laneHeight).contains(y) {
        let scale = layout.banks[bank]
        guard x >= scale.origin, x < scale.end else { continue }
        let first = scale.position(atColumn: x)
        let steps = first..<max(first + 1, scale.position(atColumn: x + 1))
        for unit in units {
          guard let span = run.lanes[unit].first(where: { $0.start < steps.upperBound && steps.lowerBound < $0.end }),
            let index = span.item
          else { continue }
          let segment = run.schedule.segments[index]
          let tile = run.schedule.tiles(of: segment).lowerBound + max(steps.lowerBound, span.start) - span.start
          return .point(Selection(run: content.place, output: run.schedule.output(of: segment), tile: tile))
        }
      }
    }
    return nil
  }
}
