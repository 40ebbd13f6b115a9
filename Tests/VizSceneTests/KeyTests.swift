import AttentionCore
import CellFrame
import PlaybackTestSupport
import Testing
import VizPlayback
import VizScene

@Suite struct KeyTableTests {
  @Test("in each mode a key does one thing", arguments: Mode.allCases)
  func oneMeaning(mode: Mode) {
    var seen: [Key: String] = [:]
    for binding in KeyBinding.all where binding.modes.contains(mode) {
      for key in binding.keys {
        #expect(seen[key] == nil, "\(mode): \(key) is for '\(seen[key] ?? "")' and '\(binding.purpose)'")
        seen[key] = binding.purpose
      }
    }
  }

  @Test("every binding has keys, modes and a purpose that fits a column of help") func complete() {
    for binding in KeyBinding.all {
      #expect(!binding.keys.isEmpty && !binding.modes.isEmpty && !binding.purpose.isEmpty)
      #expect(binding.name.count <= 8 && binding.purpose.count <= 29, "\(binding.purpose)")
    }
    // Help has one page for watching and one for a demo's presenter.
    let named = KeyBinding.all.filter { !$0.name.isEmpty }
    for page in [named.filter { $0.modes.contains(.demo) }, named.filter { $0.modes != [.demo] }] {
      #expect(Set(page.map(\.name)).count == page.count, "\(page.map(\.name))")
    }
  }

  @Test("q leaves from everywhere but a text field, esc from every mode, and space plays wherever a view is watched")
  func everywhere() {
    if case .demo(.leave) = KeyBinding.action(for: .character("q"), in: .demo) {
    } else {
      Issue.record("no q in a demo")
    }
    if case .demo(.takeControl) = KeyBinding.action(for: .escape, in: .demo) {
    } else {
      Issue.record("no esc in a demo")
    }
    for mode in Mode.allCases where mode != .form && mode != .demo {
      if case .quit = KeyBinding.action(for: .character("q"), in: mode) {} else { Issue.record("no q in \(mode)") }
    }
    for mode in Mode.allCases where mode != .demo {
      if case .back = KeyBinding.action(for: .escape, in: mode) {} else { Issue.record("no esc in \(mode)") }
    }
    if case .type("q") = KeyBinding.action(for: .character("q"), in: .form) {} else { Issue.record("q is no letter") }
  }

  @Test("every view and mode names on its last line how to go on, help and quit", arguments: View.allCases)
  func lastLine(view: View) throws {
    for width in [80, 100, 120, 200] {
      for action: Action? in [nil, .inspect, .toggleSplits, .togglePresets, .toggleForm, .toggleWords] {
        var state = State(try Experiment(preset: Preset.all[0]), cores: 2)
        _ = state.apply(.show(view))
        if let action { _ = state.apply(action) }
        let line = Frame(state, width: width, height: 24).lines[23]
        var wanted = state.mode == .form ? ["esc", "enter", "^G words"] : ["? help", "q quit"]
        if state.keyMode != .play { wanted.append("esc back") } else { wanted.append("g words") }
        for text in wanted { #expect(line.contains(text), "\(view), \(state.keyMode), \(width): \(line)") }
      }
    }
  }
}

@Suite struct PressTests {
  private func state(_ name: String = "three-heads") throws -> State {
    State(try Experiment(preset: try #require(Preset.named(name))), cores: 2, source: name)
  }

  private func press(_ x: Int, _ y: Int, _ state: State, _ size: (width: Int, height: Int)) -> Action? {
    KeyBinding.action(forPressAtX: x, y: y, in: state, width: size.width, height: size.height)
  }

  @Test("a press on a tab shows its view", arguments: [(80, 24), (120, 36)])
  func tabs(width: Int, height: Int) throws {
    let state = try state()
    let line = Array(Frame(state, width: width, height: height).lines[0])
    for view in View.allCases {
      let words = Array("\(view.number) \(view.rawValue)")
      let place = try #require(line.indices.first { line[$0...].starts(with: words) }, "\(view) has no tab")
      guard case .show(let shown) = press(place + 2, 0, state, (width, height)) else {
        Issue.record("nothing at \(place + 2)")
        continue
      }
      #expect(shown == view)
    }
  }

  @Test("presses along the scrub bar go from the beginning to the end, never back", arguments: [(80, 24), (120, 36)])
  func scrubBar(width: Int, height: Int) throws {
    let state = try state()
    var last = Moment()
    var first: Moment?
    for x in 0..<width {
      guard case .seek(let moment) = press(x, height - 2, state, (width, height)) else { continue }
      first = first ?? moment
      #expect(moment >= last, "column \(x)")
      last = moment
    }
    #expect(first == Moment() && last == state.agenda.end)
  }

  @Test(
    "a press on a tile of the race points at the very tile that is drawn there", arguments: ["three-heads", "figure-1"])
  func raceTiles(name: String) throws {
    var state = try state(name)
    var kernel = StandInKernel()
    kernel.apply(.seek(state.agenda.moment(afterStep: 4)), to: &state)
    let frame = Frame(state, width: 120, height: 36)
    var found: Set<Selection> = []
    for y in 2..<32 {
      for x in 0..<120 {
        guard case .point(let selection) = press(x, y, state, (120, 36)) else { continue }
        found.insert(selection)
        // Every tile is in the colour of its output.
        let style = frame[x, y].style
        let isTile =
          switch style {
          case .fill(let n), .ghost(let n): n == selection.output
          // ◇ stands on the border of what follows.
          case .mark: true
          default: [Style.plain, .playhead].contains(style)
          }
        #expect(isTile, "\(x), \(y): \(selection) drawn as \(style)")
      }
    }
    #expect(found.count == 3 * state.problem.totalTiles, "\(found.count) tiles can be pressed")
  }

  @Test(
    "a press on a tile of the map points at it", arguments: [("three-heads", 80), ("ragged", 120), ("llama-3-8b", 120)])
  func mapTiles(name: String, width: Int) throws {
    var state = try state(name)
    _ = state.apply(.show(.map))
    var outputs: Set<Int> = []
    for y in 0..<36 {
      for x in 0..<width {
        guard case .point(let selection) = press(x, y, state, (width, 36)) else { continue }
        outputs.insert(selection.output)
        #expect(selection.tile < state.problem.tiles(ofOutput: selection.output))
      }
    }
    #expect(outputs.count == min(8, state.problem.outputs), "\(outputs)")
  }

  @Test("keys named on the last line can be pressed there") func keyLine() throws {
    let state = try state()
    let line = Frame(state, width: 120, height: 36).lines[35]
    let place = line.distance(from: line.startIndex, to: try #require(line.range(of: "q quit")).lowerBound)
    guard case .quit = press(place, 35, state, (120, 36)) else {
      Issue.record("q cannot be pressed")
      return
    }
  }
}
