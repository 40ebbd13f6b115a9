import AttentionCore
import VizPlayback

/// One ⊕ at the playhead: who merges what and when, and its numbers once it has been executed, all from the record, for
/// the first of the output's query heads.
struct MergeFacts {
  /// What goes in: the accumulator so far, or the partial that is merged into it.
  struct Side {
    /// The unit that has computed it, or keeps it.
    var unit: Int
    /// "0–8"
    var tiles: String
    /// "0–2,303"
    var keys: String
    /// `nil` where they are not known at the playhead.
    var m: Float?
    var l: Float?

    /// - Parameter segments: what it is over, in the order in which they were folded in.
    init(unit: Int, _ segments: [Segment], _ schedule: Schedule) {
      self.unit = unit
      let areOneRun =
        segments.allSatisfy(\.tiles.areConsecutive)
        && zip(segments, segments.dropFirst()).allSatisfy { $0.tiles.hull.upperBound == $1.tiles.first }
      let keys = segments.map { schedule.keys(of: $0) }
      guard areOneRun, let first = segments.first, let last = segments.last else {
        tiles = segments.count == 1 ? SegmentLine.text(segments[0].tiles) : "\(segments.count) parts"
        self.keys = grouped(segments.flatMap { schedule.keyRanges(of: $0) }.reduce(0) { $0 + $1.count }) + " keys"
        return
      }
      let count = last.tiles.hull.upperBound - first.tiles.first
      tiles = SegmentLine.text(Ordinals(first: first.tiles.first, count: count))
      self.keys = "\(grouped(keys[0].lowerBound))–\(grouped(keys[keys.count - 1].upperBound - 1))"
    }
  }

  /// The output: "output B".
  var name: String
  /// Which of the output's merges, from 1.
  var number: Int
  var of: Int
  /// Who does it.
  var reduction: Reduction
  /// It comes after so many steps.
  var step: Int
  var before: Side
  var folded: Side
  /// `nil` until it has been executed and the playhead is past it, like ``l``.
  var weights: MergeWeights?
  /// The accumulator's l afterwards.
  var l: Float?

  /// - Parameter index: into ``Schedule/merges``.
  init(_ index: Int, ofRun place: Int, state: State) {
    let run = state.runs[place]
    let schedule = run.schedule
    let merge = schedule.merges[index]
    let (host, source) = (schedule.segments[merge.host], schedule.segments[merge.source])
    let passed = state.agenda.eventsPassed(ofRun: place, at: state.playhead)
    let done = run.merges(ofOutput: merge.destination, inFirst: passed)
    name = state.problem.name(ofOutput: merge.destination)
    number = merge.order + 1
    of = schedule.mergeIndices(ofOutput: merge.destination).count
    reduction = schedule.reduction
    step = run.step(ofMerge: index)
    let mine = schedule.mergeIndices(ofOutput: merge.destination)
    let earlier = schedule.merges[mine].prefix(merge.order).map { schedule.segments[$0.source] }
    before = Side(unit: run.unit(ofSegment: merge.host), [host] + earlier, schedule)
    folded = Side(unit: run.unit(ofSegment: merge.source), [source], schedule)
    if merge.order == 0 {
      (before.m, before.l) = run.state(ofSegment: merge.host, at: state.playhead)
    } else if merge.order <= done, let result = run.record.merges[index - 1]?.result {
      (before.m, before.l) = (result.m.first, result.l.first)
    }
    (folded.m, folded.l) = run.state(ofSegment: merge.source, at: state.playhead)
    if merge.order < done, let record = run.record.merges[index] {
      weights = record.weights.first
      l = record.result.l.first
    }
  }

  /// Who merges whose partial, the longest wording first.
  var doer: [String] {
    let source = "U\(folded.unit)'s"
    return switch reduction {
    case .pass, .none: ["the merging pass merges \(source) partial", "the pass merges \(source)"]
    case .lastArriver: ["the last to end merges \(source) partial", "the last merges \(source)"]
    case .host:
      [
        "U\(before.unit), the host, merges \(source) partial", "host U\(before.unit) merges \(source)",
        "U\(before.unit) merges \(source)",
      ]
    }
  }

  /// "comes after step 9"
  var when: String { (weights == nil ? "comes" : "done") + " after step \(grouped(step))" }
}

extension State {
  /// The ⊕ that a selection is about, as an index into ``Schedule/merges``: the one that folds its segment in; where
  /// others are folded into that, the latest of those, before any the first. `nil` where nothing is merged.
  func merge(of selection: Selection) -> Int? {
    let run = runs[selection.run]
    let merges = run.schedule.mergeIndices(ofOutput: selection.output)
    guard !merges.isEmpty else { return nil }
    if let merge = run.merge(ofSegment: run.segment(ofTile: selection.tile, output: selection.output)) { return merge }
    let passed = agenda.eventsPassed(ofRun: selection.run, at: playhead)
    return merges.lowerBound + max(0, run.merges(ofOutput: selection.output, inFirst: passed) - 1)
  }
}
