import AttentionCore
import VizPlayback

/// A segment in words, as far as the playhead has come.
struct SegmentLine {
  var unit: Int
  /// "4–11"
  var tiles: String
  /// How far it is, the longest wording first.
  var status: [String]

  private init(unit: Int, tiles: String, status: [String]) {
    (self.unit, self.tiles, self.status) = (unit, tiles, status)
  }

  /// Tiles in short: "4–11"; "4–28 by 8" where only every eighth is.
  static func text(_ tiles: Ordinals) -> String {
    if tiles.count == 1 { return "\(tiles.first)" }
    return "\(tiles.first)–\(tiles.last)" + (tiles.areConsecutive ? "" : " by \(tiles.stride)")
  }

  /// On the step clock.
  init(_ index: Int, ofRun place: Int, state: State) {
    let run = state.runs[place]
    let schedule = run.schedule
    let range = schedule.tiles(of: schedule.segments[index])
    unit = run.unit(ofSegment: index)
    tiles = Self.text(range)
    let done = run.tilesDone(ofSegment: index, at: state.playhead)
    if done == 0 {
      status = ["planned"]
    } else if done < range.count {
      status = ["computing: \(done) of \(range.count)", "\(done) of \(range.count)"]
    } else if schedule.segments[index].role == .completes {
      status = ["done: the whole output", "done"]
    } else if schedule.segments[index].role == .gathers {
      status = ["host: keeps (m, l, O)", "host"]
    } else if run.isMergedInto(index) {
      let passed = state.agenda.eventsPassed(ofRun: place, at: state.playhead)
      let output = schedule.output(of: schedule.segments[index])
      status =
        run.merges(ofOutput: output, inFirst: passed) > 0
        ? [schedule.reduction == .pass ? "◆ the merging pass began with it" : "◆ the merges began with it", "◆ merged"]
        : ["◇ published"]
    } else {
      status = [
        run.hasMerged(segment: index, inFirst: state.agenda.eventsPassed(ofRun: place, at: state.playhead))
          ? "◆ merged" : "◇ published"
      ]
    }
  }
}

extension SegmentLine {
  /// By the clock in view: what a segment took, or how far it is.
  init(_ index: Int, of timeline: MapTimeline, run place: Int, state: State) {
    guard let time = timeline.nanoseconds(ofSegment: index) else {
      self.init(index, ofRun: place, state: state)
      return
    }
    let range = timeline.schedule.tiles(of: timeline.schedule.segments[index])
    self.init(unit: timeline.unit(ofSegment: index), tiles: Self.text(range), status: [duration(time)])
  }
}

extension Run {
  /// Tiles of a segment that were computed and that the playhead is past.
  func tilesDone(ofSegment index: Int, at moment: Moment) -> Int {
    let span = timeline.spans[index]
    return max(0, min(moment.step - span.start, span.end - span.start, record.segments[index].tilesDone))
  }
  /// m and l of a segment at a moment, for the first of its rows; `nil` before its first tile.
  func state(ofSegment index: Int, at moment: Moment) -> (m: Float?, l: Float?) {
    let done = tilesDone(ofSegment: index, at: moment)
    let record = record.segments[index]
    let last = (done - 1) * max(1, schedule.segments[index].rows.count)
    guard done > 0, record.m.indices.contains(last) else { return (nil, nil) }
    return (record.m[last], record.l[last])
  }
}
