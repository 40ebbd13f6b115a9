import AttentionCore
import PlaybackTestSupport
import TestSupport
import Testing
import VizPlayback

@Suite struct SelectionTests {
  private func state(_ preset: Preset) throws -> State {
    State(try Experiment(preset: preset), cores: 2, source: preset.name)
  }

  @Test("every tile of every output is in the one segment that the selection names", arguments: Preset.all)
  func segmentOfTile(preset: Preset) throws {
    let state = try state(preset)
    for run in state.runs {
      for (index, segment) in run.schedule.segments.enumerated() {
        let output = run.schedule.output(of: segment)
        let tiles = run.schedule.tiles(of: segment)
        for tile in [tiles.lowerBound, tiles.upperBound - 1] {
          let found = run.segment(ofTile: tile, output: output)
          #expect(found == index, "\(preset.name), \(run.schedule.algorithm): tile \(tile) of output \(output)")
          let step = run.step(ofTile: tile, segment: index)
          let span = run.timeline.spans[index]
          #expect(step >= span.start && step < span.end, "\(preset.name): step \(step) of \(span)")
        }
      }
    }
  }

  @Test(
    "whatever is pointed at exists, and a move is one that can be taken back or goes nowhere", arguments: Preset.all)
  func randomMoves(preset: Preset) throws {
    var state = try state(preset)
    var kernel = StandInKernel()
    var random = SeededRandom(seed: 3)
    var moves: [String] = []
    for _ in 0..<300 {
      let action: Action =
        switch Int.random(in: 0..<8, using: &random) {
        case 0: .show(View.allCases.randomElement(using: &random) ?? .race)
        case 1: .nextStrip
        case 2: .stepForward
        default: .select(Direction.allCases.randomElement(using: &random) ?? .left)
        }
      moves.append("\(action)")
      kernel.apply(action, to: &state)
      let selection = state.selection
      #expect(state.runs.indices.contains(selection.run), "\(preset.name): \(moves.suffix(20))")
      #expect((0..<state.problem.outputs).contains(selection.output), "\(preset.name): \(moves.suffix(20))")
      let tiles = 0..<state.problem.tiles(ofOutput: selection.output)
      #expect(tiles.contains(selection.tile), "\(preset.name): \(selection), \(moves.suffix(20))")
    }
  }

  @Test("the selection stays when the view changes, and follows the algorithm")
  func staysAcrossViews() throws {
    var state = try state(Preset.all[0])
    _ = state.apply(.point(Selection(run: 2, output: 1, tile: 7)))
    for view in View.allCases {
      _ = state.apply(.show(view))
      #expect(state.selection == Selection(run: 2, output: 1, tile: 7), "\(view)")
    }
    _ = state.apply(.nextStrip)
    #expect(state.selection == Selection(run: 0, output: 1, tile: 7))
  }

  @Test("before anyone points, Merge shows the merge at or nearest before the playhead")
  func followsMerges() throws {
    var state = try state(Preset.all[0])
    var kernel = StandInKernel()
    kernel.apply(.show(.merge), to: &state)
    let lean = try #require(state.runs.firstIndex { $0.schedule.algorithm == .lean })
    #expect(state.selection.run == lean)
    var latest: Int?
    while !state.isAtEnd {
      kernel.apply(.stepForward, to: &state)
      if let item = state.agenda.latest(at: state.playhead), item.run == lean,
        case .merge(let merge) = state.runs[lean].events[item.event].kind
      {
        latest = merge
      }
      #expect(state.latestMerge(ofRun: lean) == latest)
      if let latest {
        #expect(state.selection.output == state.runs[lean].schedule.merges[latest].destination)
      }
    }
    #expect(latest != nil)
  }

  @Test("Merge asks once for each reference it shows, when there is something to compare")
  func referencesOnce() throws {
    var state = try state(Preset.all[0])
    #expect(state.apply(.show(.merge)) == nil, "nothing has been computed yet")
    var asked: [ReferenceRequest] = []
    func note(_ effect: Effect?) { if case .refer(let request) = effect { asked.append(request) } }
    note(state.apply(.stepForward))
    note(state.apply(.computed(run: 0, entries: [.tile(segment: 0, m: [0], l: [1])], medianTileNanoseconds: 1)))
    note(state.apply(.reached(state.playhead)))
    for _ in 0..<5 { note(state.apply(.select(.down))) }
    for _ in 0..<5 { note(state.apply(.select(.up))) }
    #expect(Set(asked).count == asked.count && asked.count == 3, "\(asked)")
  }
}

@Suite struct RestartTests {
  private func state() throws -> State {
    State(try Experiment(preset: Preset.all[0]), cores: 2, source: "three-heads")
  }

  @Test("another S re-plans FlashDecoding, computes everything up to the same step and keeps the rest as it was")
  func changesSplits() throws {
    var state = try state()
    var kernel = StandInKernel()
    kernel.apply(.seek(state.agenda.moment(afterStep: 6)), to: &state)
    kernel.apply(.toggleSplits, to: &state)
    #expect(state.mode == .splits)
    let before = state.runs.map(\.schedule)
    kernel.apply(.moreSplits, to: &state)
    let table = try #require(state.splitTable)
    let decoding = state.runs[1].schedule
    #expect(decoding.splits == 6 && state.experiment.splits == .fixed(6))
    #expect(table.row(splits: 6)?.steps == decoding.makespan)
    #expect(state.runs[0].schedule == before[0] && state.runs[2].schedule == before[2])
    #expect(state.playhead.step == 6 && state.mode == .splits)
    for run in state.runs {
      let due = run.timeline.spans.reduce(0) { $0 + max(0, min($1.end, 6) - $1.start) }
      #expect(run.record.tilesDone == due, "\(run.schedule.algorithm)")
    }
    kernel.apply(.fewerSplits, to: &state)
    #expect(state.runs[1].schedule.splits == 5)
  }

  @Test("s and esc come back to where the splits were opened, also after another S", arguments: [false, true])
  func leavesSplits(byEscape: Bool) throws {
    for view in View.allCases {
      var state = try state()
      var kernel = StandInKernel()
      kernel.apply(.goToEnd, to: &state)
      kernel.apply(.cycleZoom, to: &state)
      if view == .race { kernel.apply(.cycleClock, to: &state) }
      kernel.apply(.show(view), to: &state)
      let (zoomed, clock, showsVerdict) = (state.zoomed, state.clock, state.showsVerdict)
      for changes in [false, true] {
        kernel.apply(.toggleSplits, to: &state)
        #expect(state.view == .race && state.mode == .splits && state.zoomed == nil && state.clock == .steps)
        if changes { kernel.apply(.moreSplits, to: &state) }
        kernel.apply(byEscape ? .back : .toggleSplits, to: &state)
        #expect(state.view == view && state.mode == .play && state.zoomed == zoomed, "\(view)")
        #expect(state.clock == clock && state.showsVerdict == showsVerdict, "\(view)")
      }
    }
  }

  @Test("the race waits while help, a list or the form covers it", arguments: [0, 1, 2])
  func waitsWhileCovered(place: Int) throws {
    var state = try state()
    var kernel = StandInKernel()
    kernel.apply(.tick(seconds: 1), to: &state)
    let before = state.playhead
    let open: Action = [.toggleHelp, .togglePresets, .toggleForm][place]
    kernel.apply(open, to: &state)
    kernel.apply(.tick(seconds: 5), to: &state)
    #expect(state.playhead == before && state.secondsToNextChange == nil, "\(open)")
    kernel.apply(.back, to: &state)
    kernel.apply(.tick(seconds: 5), to: &state)
    #expect(state.playhead > before, "\(open)")
  }

  @Test("S stops at the ends of the table")
  func endsOfTable() throws {
    var state = try state()
    var kernel = StandInKernel()
    kernel.apply(.toggleSplits, to: &state)
    for _ in 0..<40 { kernel.apply(.moreSplits, to: &state) }
    #expect(state.runs[1].schedule.splits == state.splitTable?.rows.last?.splits)
    for _ in 0..<40 { kernel.apply(.fewerSplits, to: &state) }
    #expect(state.runs[1].schedule.splits == 1)
  }

  @Test("a preset from the list plays from its beginning", arguments: Preset.all.indices)
  func takesPreset(place: Int) throws {
    var state = try state()
    var kernel = StandInKernel()
    kernel.apply(.seek(state.agenda.moment(afterStep: 3)), to: &state)
    kernel.apply(.togglePresets, to: &state)
    for _ in 0..<place { kernel.apply(.nextLine, to: &state) }
    kernel.apply(.accept, to: &state)
    let preset = Preset.all[place]
    #expect(try state.experiment == Experiment(preset: preset) && state.source == preset.name)
    #expect(state.playhead == Moment() && state.isPlaying && state.mode == .play)
  }

  @Test("what is typed into the form is run, and esc changes nothing")
  func takesForm() throws {
    var state = try state()
    var kernel = StandInKernel()
    kernel.apply(.toggleForm, to: &state)
    for _ in 0..<7 { kernel.apply(.nextLine, to: &state) }
    #expect(state.form.fields[state.form.place].option == .units)
    kernel.apply(.erase, to: &state)
    kernel.apply(.type("16"), to: &state)
    kernel.apply(.back, to: &state)
    #expect(state.experiment.units == 8 && state.mode == .play)
    kernel.apply(.toggleForm, to: &state)
    for _ in 0..<7 { kernel.apply(.nextLine, to: &state) }
    kernel.apply(.erase, to: &state)
    kernel.apply(.type("16"), to: &state)
    kernel.apply(.accept, to: &state)
    #expect(state.experiment.units == 16 && state.runs.allSatisfy { $0.schedule.units == 16 })
  }
}
