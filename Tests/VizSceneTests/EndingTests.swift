import AttentionCore
import CellFrame
import PlaybackTestSupport
import TestSupport
import Testing
import VizPlayback

@testable import VizScene

/// How a race ends: all strips in sight, and the card whole beside or below them.
@Suite struct EndingTests {
  private static let usualSizes = [(80, 24), (100, 30), (120, 36), (200, 60), (250, 80), (80, 80), (250, 24)]

  private func sizes(seed: UInt64) -> [(Int, Int)] {
    var random = SeededRandom(seed: seed)
    return Self.usualSizes
      + (0..<25).map { _ in (Int.random(in: 80...250, using: &random), Int.random(in: 24...80, using: &random)) }
  }

  @Test(
    "at every size the card is on no lane, every strip has its lanes, and no sentence is cut", arguments: Preset.all,
    [false, true])
  func apart(preset: Preset, isBig: Bool) throws {
    var experiment = try Experiment(preset: preset)
    for algorithms: [Algorithm] in [Algorithm.allCases, [.fa2, .lean], [.lean]] {
      experiment.algorithms = algorithms
      let state = State(experiment, cores: 2, source: preset.name, isBig: isBig)
      for (width, height) in sizes(seed: 15) { expectApart(state, width: width, height: height) }
    }
  }

  @Test("also when times have come, and while a demo speaks", arguments: [false, true], [false, true])
  func complete(speaks: Bool, isBig: Bool) throws {
    var state = State(try Experiment(preset: Preset.all[0]), cores: 2, source: "three-heads", isBig: isBig)
    var kernel = StandInKernel()
    kernel.apply(.goToEnd, to: &state)
    if speaks { _ = state.apply(.say("Words of a demo, which stay where they are while the card is shown.")) }
    for (width, height) in sizes(seed: 16) {
      expectApart(state, width: width, height: height)
      let frame = Frame(state, width: width, height: height)
      let text = frame.lines.joined(separator: " ").split(separator: " ").joined(separator: " ")
      #expect(text.contains("1 slot"), "FlashDecoding's rule, \(width)×\(height):\n\(frame.text)")
      #expect(!speaks || text.contains("Words of a demo, which stay"), "\(width)×\(height):\n\(frame.text)")
    }
  }

  private func expectApart(_ state: State, width: Int, height: Int) {
    let race = RaceContent(state, width: width, height: height)
    let ending = RaceEnding(state, strips: race.strips, layout: race.layout)
    let (layout, box) = (ending.layout, ending.box)
    let what = Comment("\(state.source ?? ""), \(state.runs.count) runs, \(width)×\(height), big \(state.isBig)")
    let body = layout.chrome.body
    #expect(box.x >= 0 && box.maxX <= width && box.y >= body.y && box.maxY <= body.maxY, what)
    #expect(layout.strips.count == state.runs.count, what)
    for (strip, content) in zip(layout.strips, race.strips) {
      let covered = strip.groups.reduce(0) { $0 + $1.units.count }
      #expect(covered >= content.working, what)
      for (bank, y, units) in strip.groups {
        let scale = layout.banks[bank]
        let start = scale.origin - layout.labelWidth
        #expect(y > strip.title.y && y + strip.laneHeight <= body.maxY && scale.end < width, what)
        // What is drawn of these units, and their label.
        let last = units.compactMap { state.runs[content.place].lanes[$0].last?.end }.max() ?? 0
        let lane = Rect(
          x: start, y: y, width: max(layout.labelWidth, scale.column(of: last) - start), height: strip.laneHeight)
        #expect(!lane.overlaps(box), "\(what): \(units) in \(lane), the card in \(box)")
      }
      let title = Rect(x: 1, y: strip.title.y, width: content.schedule.algorithm.title.count, height: 1)
      #expect(!title.overlaps(box) && title.maxY <= body.maxY, what)
    }
    // The card inside its box, each sentence in full.
    let margin = ending.isFramed ? 2 : 1
    #expect(ending.card.width <= box.width - 2 * margin, what)
    #expect(ending.card.lines.count <= box.height - (ending.isFramed ? 2 : 0), what)
    let words = ending.card.lines.map { $0.map(\.0).joined() }.joined(separator: " ").split(separator: " ")
      .joined(separator: " ")
    let sentences =
      state.isBig ? verdictSentences(state).dropFirst() + [floorSentence(state)] : verdictSentences(state)[...]
    for sentence in sentences { #expect(words.contains(sentence), "\(what): no '\(sentence)' in \(words)") }
  }

  @Test("the last frame shows each lane as it ran: solid tiles, none of them behind the card", arguments: usualSizes)
  func lanesStay(width: Int, height: Int) throws {
    var state = State(try Experiment(preset: Preset.all[0]), cores: 2, source: "three-heads")
    var kernel = StandInKernel()
    kernel.apply(.goToEnd, to: &state)
    let frame = Frame(state, width: width, height: height)
    #expect(state.showsVerdict)
    for run in state.runs { #expect(frame.text.contains(run.schedule.algorithm.title), "\(frame.text)") }
    // Of every head something is drawn in every strip.
    let race = RaceContent(state, width: width, height: height)
    let layout = RaceEnding(state, strips: race.strips, layout: race.layout).layout
    for strip in layout.strips {
      let rows = (strip.lanes.y..<strip.lanes.maxY).map { y in
        (0..<layout.banks[0].end).map { frame[$0, y].style }
      }
      let solid = rows.reduce(0) { $0 + $1.count { if case .fill = $0 { true } else { false } } }
      #expect(solid >= 9, "\(solid) solid columns:\n\(frame.text)")
    }
  }

  @Test("a press on a tile beside the card inspects it; the card takes none", arguments: usualSizes)
  func presses(width: Int, height: Int) throws {
    var state = State(try Experiment(preset: Preset.all[0]), cores: 2)
    var kernel = StandInKernel()
    kernel.apply(.goToEnd, to: &state)
    let race = RaceContent(state, width: width, height: height)
    let ending = RaceEnding(state, strips: race.strips, layout: race.layout)
    func action(_ x: Int, _ y: Int) -> Action? {
      KeyBinding.action(forPressAtX: x, y: y, in: state, width: width, height: height)
    }
    #expect(action(ending.box.x + 1, ending.box.y + 1) == nil)
    let scale = ending.layout.banks[0]
    // FlashAttention-2 gives U0 all of head A: its tile 3 is computed in step 3.
    guard case .point(let selection) = action(scale.column(of: 3), ending.layout.strips[0].lanes.y) else {
      Issue.record("no tile there, \(width)×\(height)")
      return
    }
    #expect(selection == Selection(run: 0, output: 0, tile: 3))
  }
}

extension Rect {
  fileprivate func overlaps(_ other: Rect) -> Bool {
    !isEmpty && !other.isEmpty && x < other.maxX && other.x < maxX && y < other.maxY && other.y < maxY
  }
}
