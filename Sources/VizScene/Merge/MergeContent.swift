import AttentionCore
import VizPlayback

/// What the Merge view shows of one output, all of it from the record, for the first of the output's query heads.
struct MergeContent {
  /// A partial, as far as the playhead has come.
  struct Card {
    var unit: Int
    var tiles: Ordinals
    var status: [String]
    /// m and l; `nil` before the first tile.
    var m: Float?
    var l: Float?
    /// Unnormalised; `nil` until the segment has ended.
    var o: [Float]?
    /// Where it has ended and has no O: a trace does not hold it.
    var isMissing = false
    /// Whether its CTA folds the others in.
    var isHost: Bool
    /// Whether it has been folded in, or is what the others are folded into.
    var isMerged: Bool
  }

  struct Step {
    var number: Int
    var host: Int
    var source: Int
    /// Whether it has been executed as far as the playhead has come.
    var isDone = false
    /// `nil` before it is executed, and where it was not recorded.
    var weights: MergeWeights?
    var l: Float?
    var o: [Float]?
  }

  /// O ÷ l so far, beside the reference over the same keys.
  struct Result {
    var tiles: Int
    var of: Int
    var output: [Float]
    /// `nil` where it has not been computed (yet).
    var reference: [Double]?
    /// max |Δ| over the row.
    var error: Double?
    /// The same partials merged without re-scaling, and how far that is off.
    var withoutRescaling: [Float]
    var errorWithoutRescaling: Double?
  }

  var name: String
  /// Which one it is: all of it has the output's colour.
  var output: Int
  var cards: [Card]
  var steps: [Step]
  /// The merge at or nearest before the playhead; before any, the first.
  var current: Int
  /// The card that is selected.
  var selectedCard: Int
  var result: Result?
  /// What stands where there is no result, or no reference to hold it against.
  var missing: (result: String, reference: String)
  /// Whether what comes out without re-scaling is asked for, and there is something to merge.
  var showsUnscaled: Bool
  /// "first of 4 query heads"; empty where there is one.
  var rowNote: String
  private let namesKeys: Bool

  /// That some partials have no room: "3 more, h l".
  func more(_ hidden: Int) -> String { "\(grouped(hidden)) more" + (namesKeys ? ", h l" : "") }

  init(_ state: State) {
    let selection = state.selection
    let run = state.runs[selection.run]
    let schedule = run.schedule
    let output = selection.output
    let segments = run.segments(ofOutput: output)
    let merges = Array(schedule.mergeIndices(ofOutput: output))
    let passed = state.agenda.eventsPassed(ofRun: selection.run, at: state.playhead)
    let done = run.merges(ofOutput: output, inFirst: passed)
    name = state.problem.name(ofOutput: output)
    self.output = output
    namesKeys = state.shows(.keys)
    rowNote = state.problem.groupSize > 1 ? "first of \(state.problem.groupSize) query heads" : ""
    cards = segments.map { Card($0, ofRun: selection.run, state: state) }
    steps = merges.enumerated().map { place, index in
      let merge = schedule.merges[index]
      var step = Step(
        number: place + 1, host: run.unit(ofSegment: merge.host), source: run.unit(ofSegment: merge.source))
      step.isDone = place < done
      if place < done, let record = run.record.merges[index] {
        step.weights = record.weights.first
        step.l = record.result.l.first
        step.o = record.result.firstRow
      }
      return step
    }
    current = max(0, done - 1)
    showsUnscaled = state.mergesWithoutRescaling && !merges.isEmpty
    selectedCard = segments.firstIndex(of: run.segment(ofTile: selection.tile, output: output)) ?? 0
    let isMissing = cards.first?.isMissing == true || steps.contains { $0.isDone && $0.weights == nil }
    missing = (
      result: isMissing ? "O ÷ l: \(notRecorded)." : "O ÷ l is there when the host has ended its own tiles.",
      reference: state.isReplay ? notRecorded : "computing …"
    )
    result = Result(segments: segments, merges: merges, done: done, run: run, state: state, selection: selection)
  }
}

extension MergeContent.Card {
  fileprivate init(_ index: Int, ofRun place: Int, state: State) {
    let run = state.runs[place]
    let schedule = run.schedule
    let segment = schedule.segments[index]
    let line = SegmentLine(index, ofRun: place, state: state)
    let done = run.tilesDone(ofSegment: index, at: state.playhead)
    unit = line.unit
    tiles = schedule.tiles(of: segment)
    status = line.status
    let isFirst = segment.role != .publishes || run.isMergedInto(index)
    // In a pass nobody is the host: it begins with the first partial.
    isHost = segment.role == .gathers
    let passed = state.agenda.eventsPassed(ofRun: place, at: state.playhead)
    if isFirst {
      let hasBegun = run.merges(ofOutput: schedule.output(of: segment), inFirst: passed) > 0
      isMerged = done == tiles.count && (hasBegun || segment.role != .publishes)
    } else {
      isMerged = run.hasMerged(segment: index, inFirst: passed)
    }
    let record = run.record.segments[index]
    isMissing = done == tiles.count && record.partial == nil
    (m, l) = run.state(ofSegment: index, at: state.playhead)
    if done == tiles.count { o = record.partial?.firstRow }
  }
}

extension MergeContent.Result {
  /// `nil` until the host has ended its own tiles.
  fileprivate init?(
    segments: [Int], merges: [Int], done: Int, run: Run, state: State, selection: Selection
  ) {
    let schedule = run.schedule
    guard let host = segments.first else { return nil }
    let hostTiles = schedule.tiles(of: schedule.segments[host]).count
    guard run.tilesDone(ofSegment: host, at: state.playhead) == hostTiles,
      let first = run.record.segments[host].partial
    else { return nil }
    // An output's contributors are folded in by their keys.
    let covered = segments.prefix(done + 1)
    let accumulator = done > 0 ? run.record.merges[merges[done - 1]]?.result : first
    guard let accumulator else { return nil }
    var unscaled = first
    for segment in covered.dropFirst() {
      guard let partial = run.record.segments[segment].partial else { return nil }
      unscaled.addWithoutRescaling(partial)
    }
    let headDim = accumulator.headDim
    tiles = covered.reduce(0) { $0 + schedule.tiles(of: schedule.segments[$1]).count }
    of = state.problem.tiles(ofOutput: selection.output)
    output = Array(accumulator.normalized.prefix(headDim))
    withoutRescaling = Array(unscaled.normalized.prefix(headDim))
    let request = ReferenceRequest(run: selection.run, output: selection.output)
    guard let parts = state.references[request], parts.count == segments.count else { return }
    let right = Reference(over: parts.prefix(covered.count)).output.prefix(headDim)
    reference = Array(right)
    error = Self.distance(output, right)
    errorWithoutRescaling = Self.distance(withoutRescaling, right)
  }

  private static func distance(_ values: [Float], _ right: ArraySlice<Double>) -> Double {
    zip(values, right).reduce(0) { max($0, abs(Double($1.0) - $1.1)) }
  }
}

extension Partial {
  /// O of the first row.
  var firstRow: [Float] { Array(o.prefix(headDim)) }
}
