import AttentionCore
import CellFrame
import PlaybackTestSupport
import Testing
import VizPlayback

@testable import VizScene

/// One of anything is not many, and what shares cores does not have them.
@Suite struct SmallCountTests {
  /// Requests' contexts, query heads, KV heads, tile, units, splits.
  private static let problems:
    [(contexts: [Int], heads: Int, kvHeads: Int, tile: Int, units: Int, splits: SplitCount)] =
      [
        ([1], 1, 1, 1, 1, .automatic), ([1], 1, 1, 256, 2, .fixed(2)), ([2], 1, 1, 1, 1, .fixed(2)),
        ([2], 1, 1, 1, 2, .fixed(2)), ([3], 2, 1, 1, 2, .fixed(3)), ([1, 1], 1, 1, 1, 2, .fixed(1)),
        ([1, 3], 2, 1, 1, 3, .fixed(2)), ([2, 2], 2, 2, 1, 1, .automatic), ([4], 1, 1, 2, 4, .automatic),
      ]

  private static let nouns = [
    "units", "steps", "tiles", "partials", "merges", "heads", "KV heads", "query heads", "requests", "cores", "threads",
    "runs", "interleaved runs", "untraced runs", "rounds", "slots", "tokens", "bytes", "passes", "outputs", "segments",
    "splits", "chunks", "CPU cores",
  ]
  private static let wrongs = nouns.map { " 1 " + $0 } + nouns.map { "(1 " + $0 } + ["a output", "there are only 1 "]

  /// By bytes: whole screens are looked through.
  private func wrong(_ lines: Set<String>) -> [String] {
    lines.filter { line in
      let bytes = Array((" " + line + " ").utf8)
      return Self.wrongs.contains { words in
        let words = Array(words.utf8)
        return bytes.indices.contains { bytes[$0] == words[0] && bytes[$0...].starts(with: words) }
      }
    }
  }

  @Test("on no view, at no moment, in no sentence", arguments: problems.indices)
  func plurals(number: Int) throws {
    let (contexts, heads, kvHeads, tile, units, splits) = Self.problems[number]
    let experiment = try Experiment(
      problem: AttentionProblem(
        contexts: contexts, queryHeads: heads, kvHeads: kvHeads, headDim: 8, elementType: .f32, tileTokens: tile),
      units: units, splits: splits)
    var state = State(experiment, cores: 1)
    var kernel = StandInKernel()
    var said = Set(Story.opening(state))
    func look(_ state: State, size: (Int, Int)) -> [String] { Frame(state, width: size.0, height: size.1).lines }
    for view in [View.race, .map, .merge, .time] {
      kernel.apply(.goToStart, to: &state)
      kernel.apply(.show(view), to: &state)
      var before = Moment(step: -1)
      while state.playhead != before {
        before = state.playhead
        for size in [(80, 24), (120, 36)] { said.formUnion(look(state, size: size)) }
        kernel.apply(.inspect, to: &state)
        said.formUnion(look(state, size: (120, 36)))
        kernel.apply(.back, to: &state)
        said.insert(Story.latest(state))
        kernel.apply(.stepForward, to: &state)
      }
      for _ in 0..<4 {
        kernel.apply(.cycleClock, to: &state)
        said.formUnion(look(state, size: (120, 36)))
      }
    }
    kernel.apply(.show(.race), to: &state)
    kernel.apply(.toggleBig, to: &state)
    said.formUnion(look(state, size: (120, 36)))
    kernel.apply(.toggleSplits, to: &state)
    said.formUnion(look(state, size: (120, 36)) + Story.verdict(state))
    #expect(wrong(said) == [])
  }

  @Test("five threads on two cores are not five cores, in any view on any clock")
  func workers() throws {
    let experiment = try Experiment(preset: Preset.all[0])
    var state = State(Subject(experiment, cores: 5, usableCores: 2))
    var kernel = StandInKernel()
    func frames(_ state: State) -> [String] {
      [View.race, .map, .merge, .time].flatMap { view in
        [(80, 24), (120, 36)].flatMap { size in
          var shown = state
          _ = shown.apply(.show(view))
          return Frame(shown, width: size.0, height: size.1).lines
        }
      }
    }
    var said = frames(state) + Story.opening(state)
    kernel.apply(.goToEnd, to: &state)
    for _ in 0..<3 {
      said += frames(state)
      kernel.apply(.cycleClock, to: &state)
    }
    said += Story.verdict(state)
    #expect(said.filter { $0.contains("5 cores") } == [])
    #expect(said.contains { $0.contains("measured, 5 threads on 2 cores") })
    #expect(said.contains { $0.contains("5 threads on 2 cores compute their tiles") })
  }

  @Test("waiting is drawn, for a partial and for the barrier, which is no item")
  func waits() throws {
    let preset = try #require(Preset.named("three-heads"))
    let schedule = Schedule(.fd, problem: try Experiment(preset: preset).problem, units: 2, splits: .fixed(3))
    for item in [nil, 0] {
      let spans = [
        Span(track: Track(unit: 0), kind: .attend, start: 0, end: 500, item: 0),
        Span(track: Track(unit: 0), kind: .wait, start: 500, end: 1000, item: item),
        Span(track: Track(unit: 1), kind: .attend, start: 0, end: 1000, item: 1),
      ]
      var frame = Frame(width: 120, height: 36)
      let layout = RaceLayout(width: 120, height: 36, units: [2], length: 1000, isInSteps: false)
      let timeline = Timeline(clock: .measured(cores: 2), units: 2, spans: spans)
      frame.drawTimeLanes(timeline, schedule: schedule, in: layout.strips[0], layout: layout)
      let (bank, y) = layout.strips[0].place(ofUnit: 0)
      let scale = layout.banks[bank]
      let top = y - (layout.strips[0].laneHeight - 1) / 2
      let drawn = (scale.column(of: 500)..<scale.column(of: 1000)).allSatisfy { frame[$0, top].scalar == "·" }
      #expect(drawn, "item \(String(describing: item)):\n\(frame.lines.joined(separator: "\n"))")
    }
  }
}
