import AttentionCore
import CellFrame
import Testing
import VizPlayback
import VizRecording
import VizScene

@testable import lean_viz

@Suite("A replay") struct TraceReplayTests {
  @Test("is of the very trace that was written", arguments: TracedExample.lines) func roundTrip(line: String) throws {
    let example = try TracedExample(line)
    let parsed = try example.parsed()
    #expect(parsed == example.trace, "\(line)")
    #expect(parsed.json(writer: "lean-viz 0") == example.json, "\(line)")
    for run in parsed.runs {
      #expect(run.record.tilesDone == parsed.experiment.problem.totalTiles)
      #expect(run.record.accuracy?.isOK == true)
      #expect(run.references.allSatisfy { $0 != nil })
    }
  }

  /// The rows but for what a replay says otherwise on purpose: the header, the keys, the card's hint at them, when tiles
  /// were computed, and which times are to come.
  private func content(_ frame: Frame) -> [String] {
    let lines = frame.lines
    let styles = frame.styleMap.split(separator: "\n")
    let otherwise = ["space replay", "Solid tiles", "their tiles.", "when the race has ended", "more runs"]
    return (1..<frame.height - 1).map { y in
      otherwise.contains { lines[y].contains($0) } ? "" : lines[y] + "\n" + styles[y]
    }
  }

  @Test("shows the frames of the run that wrote the trace, at every moment", arguments: TracedExample.lines)
  func frames(line: String) throws {
    let example = try TracedExample(line)
    var live = LiveWithTracedTimes(example.setup, example.trace)
    var replay = try Headless(.replay(Replay(try example.parsed(), path: "somewhere/t.json")))
    #expect(live.state.agenda.items == replay.state.agenda.items)
    func compare(_ what: String, _ views: [View] = [.race, .map, .merge]) throws {
      for view in views {
        try live.apply(.show(view))
        try replay.apply(.show(view))
        let one = Frame(live.state, width: 120, height: 36)
        let two = Frame(replay.state, width: 120, height: 36)
        if one.cells[120..<35 * 120] != two.cells[120..<35 * 120], content(one) != content(two) {
          let rows = (1..<35).filter { content(one)[$0 - 1] != content(two)[$0 - 1] }
          let different = rows.flatMap { [one.lines[$0], two.lines[$0]] }.joined(separator: "\n")
          Issue.record("\(line), \(what), \(view), rows \(rows):\n\(different)")
          return
        }
        #expect(!two.lines[0].contains("live") && two.lines[0].contains("replayed from t.json"), "\(two.lines[0])")
      }
    }
    try live.apply(.pause)
    try replay.apply(.pause)
    var moment = Moment()
    while true {
      try live.apply(.seek(moment))
      try replay.apply(.seek(moment))
      try compare("at \(moment)")
      let next = live.state.agenda.next(after: moment)
      if next == moment { break }
      moment = next
    }
    #expect(replay.state.isAtEnd && replay.state.isComplete && replay.state.isChecked)
    try compare("at the end", [.time])
    // On its clock, and back in the middle.
    for action: Action in [.cycleClock, .cycleClock, .goToStart, .nextEvent, .nextStrip, .toggleRescaling] {
      try live.apply(action)
      try replay.apply(action)
      try compare("after \(action)", [.race, .map, .merge, .time])
    }
  }

  @Test("of a demo is the trace of the same problem with the same tensors") func shelf() throws {
    let line = "--context 30,9 --heads 2 --head-dim 8 --tile 8 --units 3 --threads 1"
    let examples = try ["", " --seed 2", " --distribution needles"].map { try TracedExample(line + $0) }
    let shelf = TraceShelf(
      try examples.enumerated().map { Replay(try $1.parsed(), path: "\($0).json") }, path: "traces")
    for (place, example) in examples.enumerated() {
      #expect(try shelf.replay(of: example.setup).path == "\(place).json")
    }
    var other = examples[0].setup
    other.experiment.seed = 3
    #expect(throws: Failure.self) { try shelf.replay(of: other) }
    let alone = TraceShelf([Replay(examples[1].trace, path: "t.json")], path: "t.json")
    #expect { try alone.replay(of: examples[0].setup) } throws: { "\($0)".contains("other seed or distribution") }
  }

  @Test("executes nothing: what would need the kernel is refused in words") func refusals() throws {
    let example = try TracedExample.small.get()
    var replay = try Headless(.replay(Replay(example.trace, path: "t.json")))
    try replay.apply(.goToEnd)
    for action: Action in [.measureAgain, .togglePresets, .toggleForm, .moreSplits, .fewerSplits] {
      let before = Frame(replay.state, width: 120, height: 36)
      try replay.apply(action)
      #expect(replay.state.notice?.contains("a replay executes nothing") == true, "\(action)")
      #expect(content(Frame(replay.state, width: 120, height: 36)) == content(before), "\(action)")
    }
    let keys = Frame(replay.state, width: 200, height: 36)
    #expect(!keys.text.contains("e edit") && !keys.text.contains("r measure"), "\(keys.text)")
  }
}

@Suite("A trace from elsewhere") struct ImportedTraceTests {
  /// The least that opens: a problem, units, algorithms; and spans with the segments that they ran.
  static let byHand = """
    {"leanViz": {"format": 1, "clock": "imported", "source": "a GPU",
      "units": 2, "problem": {"contexts": [32], "query_heads": 1, "head_dim": 8, "tile": 8},
      "algorithms": [{"algorithm": "fa2"}, {"algorithm": "lean"}]},
     "traceEvents": [
      {"ph": "X", "pid": 1, "tid": 1, "cat": "attend", "name": "a", "ts": 1000.5, "dur": 8, "args": {"segment": 0}},
      {"ph": "X", "pid": 2, "tid": 1, "cat": "attend", "name": "b", "ts": 1000.5, "dur": 4.25, "args": {"segment": 0}},
      {"ph": "X", "pid": 2, "tid": 2, "cat": "attend", "name": "c", "ts": 1000.500, "dur": 4, "args": {"segment": 1}},
      {"ph": "X", "pid": 2, "tid": 1, "cat": "merge", "name": "d", "ts": 1004.750, "dur": 0.25, "args": {"merge": 0}},
      {"ph": "X", "pid": 2, "tid": 1, "cat": "barrier", "name": "e", "ts": 1e3, "dur": 0.1},
      {"ph": "i", "pid": 7, "tid": 0, "name": "a mark", "ts": 1, "s": "g"}
     ]}
    """

  @Test("opens with its own clock, and what it does not hold is not recorded, never made up") func byHand() throws {
    let trace = try Trace(json: Array(Self.byHand.utf8))
    #expect(trace.clock == .imported(source: "a GPU"))
    #expect(trace.runs.map { $0.timeline.end } == [8500, 5000])
    #expect(trace.runs[1].timeline.spans.map(\.start) == [500, 500, 4750, 0])
    var stage = try Headless(.replay(Replay(trace, path: "gpu.json")))
    try stage.apply(.goToEnd)
    #expect(stage.state.isComplete && !stage.state.isChecked && stage.state.timings.phase == .done)
    var texts: [View: String] = [:]
    for view in View.allCases {
      try stage.apply(.show(view))
      texts[view] = Frame(stage.state, width: 120, height: 36).text
      let text = texts[view] ?? ""
      for words in ["measuring", "computing …", "Checking", "0 cores", "live", "NaN"] {
        #expect(!text.contains(words), "\(view): \(words)\n\(text)")
      }
    }
    #expect(texts[.race]?.contains("Imported from a trace: a GPU.") == true, "\(texts[.race] ?? "")")
    #expect(texts[.race]?.contains("f64 reference: not recorded") == true, "\(texts[.race] ?? "")")
    #expect(texts[.map]?.contains("not recorded") == true, "\(texts[.map] ?? "")")
    #expect(texts[.merge]?.contains("not recorded") == true, "\(texts[.merge] ?? "")")
    try stage.apply(.show(.race))
    try stage.apply(.cycleClock)
    let timed = Frame(stage.state, width: 120, height: 36).text
    #expect(timed.contains("Imported from a trace: a GPU.") && timed.contains("8.50 µs"), "\(timed)")
  }

  @Test("without O and references still shows its m and l, and says what is not recorded") func sparse() throws {
    let example = try TracedExample("--context 90 --heads 2 --head-dim 8 --tile 8 --units 3 --threads 1")
    var contents = try TraceContents(example.trace.runs.map(\.schedule), isMeasured: false)
    #expect(contents.missing == nil)
    contents.hasVectors = false
    contents.hasReferences = false
    var sparse = example.trace
    for place in sparse.runs.indices {
      let run = sparse.runs[place]
      sparse.runs[place] = TracedRun(
        schedule: run.schedule, timeline: run.timeline, times: run.times,
        record: contents.record(run.record, of: run.schedule))
    }
    let parsed = try Trace(json: Array(sparse.json(writer: "lean-viz 0").utf8))
    #expect(parsed == sparse)
    var stage = try Headless(.replay(Replay(parsed, path: "t.json")))
    try stage.apply(.goToEnd)
    #expect(stage.state.isComplete && stage.state.isChecked)
    try stage.apply(.show(.map))
    let map = Frame(stage.state, width: 120, height: 36).text
    #expect(map.contains("m = ") && map.contains("not recorded"), "\(map)")
    try stage.apply(.show(.merge))
    for size in [(120, 36), (80, 24)] {
      let merge = Frame(stage.state, width: size.0, height: size.1).text
      #expect(merge.contains("O ÷ l: not recorded") && !merge.contains("when it has ended"), "\(merge)")
    }
  }

  @Test("numbers that are not finite come back by name") func specialNumbers() throws {
    let example = try TracedExample.small.get()
    var trace = example.trace
    let strange: [Float] = [
      .nan, .infinity, -.infinity, -0.0, .leastNonzeroMagnitude, .greatestFiniteMagnitude, 1, 0.1,
    ]
    let partial = Partial(m: [-.infinity, .nan], l: [0, .infinity], o: strange + strange)
    trace.runs[0].record.add(.segment(0, partial))
    trace.runs[0].record.accuracy = Accuracy(maxAbsError: .nan, maxRelError: .infinity, maxLseError: 0, isOK: false)
    let json = trace.json(writer: "lean-viz 0")
    let parsed = try Trace(json: Array(json.utf8))
    #expect(parsed.json(writer: "lean-viz 0") == json)
    let read = try #require(parsed.runs[0].record.segments[0].partial)
    #expect(read.o.map(\.bitPattern) == partial.o.map(\.bitPattern) && read.m[0] == -.infinity && read.m[1].isNaN)
  }

  @Test("is imported whatever it says of itself, unless lean-viz wrote it") func othersAreImported() throws {
    let example = try TracedExample.small.get()
    let other = example.trace.json(writer: "somebody else 1.0")
    #expect(try Trace(json: Array(other.utf8)).clock == .imported(source: "somebody else 1.0"))
  }
}
