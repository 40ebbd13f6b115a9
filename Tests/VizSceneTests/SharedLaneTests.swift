import AttentionCore
import CellFrame
import PlaybackTestSupport
import Testing
import VizPlayback

@testable import VizScene

/// Lanes that stand for several units say so, and lanes in time have no borders that nothing made.
@Suite struct SharedLaneTests {
  /// 16 requests of 8 heads on 132 units, as many as share rows at every size.
  private func sixteen() throws -> State {
    State(
      try Experiment(
        problem: AttentionProblem(
          contexts: Array(repeating: 64, count: 16), queryHeads: 8, kvHeads: 8, headDim: 8, elementType: .f32,
          tileTokens: 8), units: 132), cores: 2)
  }

  @Test(
    "a cell is solid in a head's colour only where all units of its row compute that head, and nothing else",
    arguments: [(80, 24), (120, 36), (200, 60)])
  func solid(width: Int, height: Int) throws {
    let presets = try ["llama-3-8b", "three-heads"].map { try Experiment(preset: try #require(Preset.named($0))) }
    for var state in try [sixteen()] + presets.map({ State($0, cores: 2, isBig: true) }) {
      var kernel = StandInKernel()
      kernel.apply(.goToEnd, to: &state)
      _ = state.apply(.back)
      let frame = Frame(state, width: width, height: height)
      let race = RaceContent(state, width: width, height: height)
      for (strip, run) in zip(race.layout.strips, state.runs) {
        for (bank, y, units) in strip.groups where units.count > 1 {
          let scale = race.layout.banks[bank]
          for x in scale.origin..<scale.end {
            let here = work(of: run, units: units, at: x, scale: scale)
            let isFull = here.busy == here.of
            let cell = frame[x, y + strip.laneHeight - 1]
            let isRight =
              switch cell.style {
              case .fill(let member):
                isFull && here.outputs.contains { $0 % 7 == member % 7 }
                  && (here.outputs.count == 1 || cell.scalar != " ")
              case .neutral: isFull && here.outputs.count > 1
              case .mark(let member): !isFull && here.outputs.contains { $0 % 7 == member % 7 }
              default: here.busy < here.of
              }
            if !isRight { Issue.record("\(units), column \(x), row \(y): \(cell) for \(here)\n\(frame.text)") }
          }
        }
      }
    }
  }

  /// What some units do in a column, unit by unit and step by step.
  private func work(of run: Run, units: Range<Int>, at x: Int, scale: ColumnScale) -> (
    outputs: Set<Int>, busy: Int, of: Int
  ) {
    let step = scale.position(atColumn: x)
    let steps = scale.columnsPerStep == nil ? scale.positions(ofColumn: x) : step..<step + 1
    var outputs: Set<Int> = []
    var busy = 0
    for unit in units {
      for step in steps {
        guard let span = run.lanes[unit].first(where: { $0.start <= step && step < $0.end }), let item = span.item
        else {
          continue
        }
        busy += 1
        outputs.insert(run.schedule.output(of: run.schedule.segments[item]))
      }
    }
    return (outputs, busy, units.count * steps.count)
  }

  @Test("on a clock of times, too: nobody is drawn over somebody else", arguments: [(80, 24), (120, 36)])
  func times(width: Int, height: Int) throws {
    var state = State(try Experiment(preset: try #require(Preset.named("llama-3-8b"))), cores: 2)
    var kernel = StandInKernel()
    kernel.apply(.goToEnd, to: &state)
    kernel.apply(.cycleClock, to: &state)
    let frame = Frame(state, width: width, height: height)
    let race = RaceContent(state, width: width, height: height)
    for (strip, content) in zip(race.layout.strips, race.strips) {
      let lanes = try #require(content.timeline).lanes
      for (bank, y, units) in strip.groups {
        #expect(units.count > 1)
        let scale = race.layout.banks[bank]
        for x in scale.origin..<scale.end {
          let here = scale.positions(ofColumn: x)
          let spans = units.flatMap { lanes[$0] }.filter {
            $0.kind == .attend && $0.start < here.upperBound && here.lowerBound < $0.end
          }
          let outputs = Set(
            spans.compactMap(\.item).map { content.schedule.output(of: content.schedule.segments[$0]) })
          let cell = frame[x, y + strip.laneHeight - 1]
          let isSolid = if case .fill = cell.style { cell.scalar == " " } else { false }
          if outputs.isEmpty != (cell.style == .plain) || isSolid && outputs.count != 1 {
            Issue.record("\(units), column \(x), row \(y): \(cell) for \(outputs)\n\(frame.text)")
          }
        }
      }
    }
  }

  @Test("nine units that compute nine outputs are not one A") func nine() throws {
    var state = try sixteen()
    var kernel = StandInKernel()
    kernel.apply(.goToEnd, to: &state)
    _ = state.apply(.back)
    let frame = Frame(state, width: 200, height: 60)
    let race = RaceContent(state, width: 200, height: 60)
    let first = try #require(race.layout.strips[0].groups.first)
    let row = frame.lines[first.y + (race.layout.strips[0].laneHeight - 1) / 2]
    #expect(first.units.count > 1 && row.contains("1-\(first.units.count)"), "\(first.units): \(row)")
    #expect(frame.text.contains("several, from 1 to 3"), "\(frame.text)")
  }

  @Test("tiles of unequal length are one piece of a lane, or each has its border", arguments: [1, 9])
  func borders(scale: Int) throws {
    let problem = try AttentionProblem(
      contexts: [8], queryHeads: 1, kvHeads: 1, headDim: 8, elementType: .f32, tileTokens: 1)
    let schedule = Schedule(.fa2, problem: problem, units: 1)
    var start = 0
    let spans = [9, 1, 1, 8, 1, 1, 1, 1].map { (length: Int) -> Span in
      defer { start += length * scale }
      return Span(track: Track(unit: 0), kind: .attend, start: start, end: start + length * scale, item: 0)
    }
    // As many columns as ns, or fewer.
    let length = 23 * 9
    var frame = Frame(width: 300, height: 36)
    let layout = RaceLayout(width: 300, height: 36, units: [1], length: length, isInSteps: false)
    let timeline = Timeline(clock: .measured(cores: 1), units: 1, spans: spans)
    frame.drawTimeLanes(timeline, schedule: schedule, in: layout.strips[0], layout: layout)
    let borders = frame.lines[layout.strips[0].lanes.y].count { $0 == "▏" }
    #expect(borders == (scale == 1 ? 1 : 8), "\(frame.lines[layout.strips[0].lanes.y])")
  }
}

/// What FlashDecoding's measured run really was.
@Suite struct MeasuredSplitTests {
  @Test(
    "where its rule does not split on as many units as threads, card, lanes and Time say so", arguments: [2, 8],
    [(80, 24), (120, 36), (200, 60)])
  func said(cores: Int, size: (Int, Int)) throws {
    var state = State(try Experiment(preset: Preset.all[0]), cores: cores)
    var kernel = StandInKernel()
    func text(_ state: State) -> String { Frame(state, width: size.0, height: size.1).text }
    kernel.apply(.goToEnd, to: &state)
    let card = text(state)
    let told = Story.verdict(state).joined(separator: " ")
    #expect(told.contains("FlashDecoding's rule does not split there (S=1)") == (cores == 2), "\(told)")
    kernel.apply(.cycleClock, to: &state)
    kernel.apply(.cycleClock, to: &state)
    let lanes = text(state)
    kernel.apply(.show(.time), to: &state)
    let time = text(state)
    let isOther = cores == 2
    #expect(card.contains("S=1: ") == isOther && card.contains("(S=1)") == isOther, "\(card)")
    #expect(lanes.contains("S=1: its rule does not split on 2 units") == isOther, "\(lanes)")
    #expect(time.contains("FlashDecoding S=1") == isOther, "\(time)")
  }
}
