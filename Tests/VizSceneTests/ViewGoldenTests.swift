import AttentionCore
import CellFrame
import PlaybackTestSupport
import Testing
import VizPlayback

@testable import VizScene

/// Map, Merge, lists and forms, whole frames: text and roles, in the sizes and character sets that people use.
@Suite struct ViewGoldenTests {
  struct Scene: CustomTestStringConvertible {
    var name: String
    var preset = "three-heads"
    var target: Cue.Target? = nil
    var actions: [Action]
    var testDescription: String { name }

    static let all = [
      Scene(name: "map-start", actions: [.show(.map)]),
      Scene(name: "map-mid-run", target: .step(6, of: .lean), actions: [.show(.map)]),
      Scene(name: "map-end", target: .end, actions: [.show(.map), .point(Selection(run: 2, output: 1, tile: 4))]),
      Scene(
        name: "map-ragged", preset: "ragged", target: .step(5, of: .lean),
        actions: [.show(.map), .nextStrip, .nextStrip]),
      Scene(name: "map-llama", preset: "llama-3-8b", target: .step(3, of: .lean), actions: [.show(.map)]),
      Scene(name: "map-composed", target: .end, actions: [.show(.map), .cycleClock]),
      Scene(name: "map-measured", target: .end, actions: [.show(.map), .cycleClock, .cycleClock]),
      Scene(name: "merge-start", actions: [.show(.merge)]),
      Scene(name: "merge-second", target: .event(.merge, number: 4, of: .lean), actions: [.show(.merge)]),
      Scene(name: "merge-end", target: .end, actions: [.show(.merge), .select(.down), .select(.up)]),
      Scene(name: "merge-wrong", target: .end, actions: [.show(.merge), .toggleRescaling]),
      Scene(name: "merge-fa2", target: .end, actions: [.show(.merge), .nextStrip]),
      Scene(name: "merge-pass", target: .event(.merge, number: 6, of: .fd), actions: [.show(.merge), .previousStrip]),
      Scene(
        name: "inspect", target: .step(6, of: .lean),
        actions: [.point(Selection(run: 2, output: 1, tile: 5))]),
      Scene(
        name: "inspect-merged", target: .event(.merge, number: 4, of: .lean),
        actions: [.point(Selection(run: 2, output: 2, tile: 8))]),
      Scene(
        name: "inspect-pass", target: .end, actions: [.point(Selection(run: 1, output: 1, tile: 17))]),
      Scene(
        name: "inspect-llama", preset: "llama-3-8b", target: .step(3, of: .lean),
        actions: [.point(Selection(run: 2, output: 3, tile: 40))]),
      Scene(
        name: "merge-inspect", target: .event(.merge, number: 4, of: .lean), actions: [.show(.merge), .inspect]),
      Scene(
        name: "merge-inspect-next", target: .event(.merge, number: 4, of: .lean),
        actions: [.show(.merge), .inspect, .select(.right)]),
      Scene(
        name: "merge-inspect-pass", target: .end, actions: [.show(.merge), .previousStrip, .inspect]),
      Scene(name: "merge-inspect-fa2", target: .end, actions: [.show(.merge), .nextStrip, .inspect]),
      Scene(name: "splits", target: .step(4, of: .lean), actions: [.toggleSplits]),
      Scene(name: "map-big", target: .step(6, of: .lean), actions: [.show(.map), .toggleBig]),
      Scene(
        name: "merge-big", target: .event(.merge, number: 4, of: .lean), actions: [.show(.merge), .toggleBig]),
      Scene(name: "presets", actions: [.togglePresets, .nextLine]),
      Scene(name: "form", actions: [.toggleForm]),
      Scene(name: "lessons", actions: [.demo(.lessons(lessons)), .show(.lesson), .select(.down)]),
      Scene(name: "question", actions: [.demo(.begin(lesson)), .demo(.chapter("predict")), .ask(question)]),
      Scene(
        name: "question-wrong", target: .step(4, of: .fa2),
        actions: [.demo(.begin(lesson)), .demo(.chapter("see")), .ask(question), .answer(0)]),
      Scene(name: "question-recorded", actions: [.ask(question), .answer(2)]),
      Scene(
        name: "demo-paused", target: .step(4, of: .fa2),
        actions: [.demo(.begin(lesson)), .demo(.chapter("see")), .say("What is seen, in words."), .demo(.togglePause)]),
      Scene(
        name: "demo-slide",
        actions: [.demo(.begin(lesson)), .hide(.picture), .say("Words that come before the picture.")]),
      Scene(
        name: "demo-poster",
        actions: [.demo(.begin(lesson)), .demo(.present(poster)), .hide(.picture), .demo(.chapter("predict"))]),
      Scene(name: "said-time", target: .end, actions: [.show(.time), .say("What is said, in the Time view.")]),
      Scene(name: "exercise", target: .step(4, of: .fa2), actions: exercise),
      Scene(name: "exercise-form", target: .step(4, of: .fa2), actions: exercise + [.toggleForm]),
      Scene(name: "demo-help", actions: [.demo(.begin(lesson)), .toggleHelp]),
      Scene(name: "words", target: .step(6, of: .lean), actions: [.toggleWords]),
      Scene(name: "words-merge", target: .end, actions: [.show(.merge), .toggleWords, .nextLine]),
      Scene(name: "words-form", actions: [.toggleForm, .toggleWords]),
      Scene(name: "form-wrong", actions: [.toggleForm, .erase, .erase, .erase, .erase]),
    ]
  }

  private static let lessons = [
    LessonEntry(title: "Who is idle?", question: "How many units have work?", isDone: true),
    LessonEntry(title: "May we cut a softmax?", question: "And add up the pieces?", isDone: false),
    LessonEntry(title: "How many cuts?", question: "Into how many pieces?", isDone: false),
  ]
  private static let lesson = DemoStatus(title: "Who is idle?", chapters: ["predict", "see"], isLesson: true)
  private static let poster = Poster(title: "Who is idle?", points: ["which units have work", "and which have none"])
  private static let exercise: [Action] = {
    let words = "Your turn: press e, set units to 3, press enter. How many steps does FlashAttention-2 take now?"
    let goal = [Cue.Setting("units", ["3"])]
    return [
      .demo(.begin(lesson)), .demo(.chapter("see")), .say(words), .demo(.handOver(Exercise(words, goal: goal))),
    ]
  }()
  private static let question = Question(
    "How many of the eight units have work?", options: ["all eight", "five", "three"], answer: 2)

  static let sizes = [(80, 24), (100, 30), (120, 36), (200, 60)]

  private func frame(_ scene: Scene, _ size: (Int, Int)) throws -> Frame {
    let preset = try #require(Preset.named(scene.preset))
    var state = State(try Experiment(preset: preset), cores: 2, source: preset.name)
    var kernel = StandInKernel()
    if let target = scene.target { kernel.apply(.seek(try #require(state.moment(of: target))), to: &state) }
    kernel.apply(.pause, to: &state)
    for action in scene.actions { kernel.apply(action, to: &state) }
    return Frame(state, width: size.0, height: size.1)
  }

  @Test("frames are as reviewed", arguments: Scene.all, sizes)
  func frames(scene: Scene, size: (Int, Int)) throws {
    try expectGolden(try frame(scene, size).golden, "view-\(scene.name)-\(size.0)x\(size.1)")
  }

  @Test("in ASCII they say the same", arguments: Scene.all, sizes)
  func asciiFrames(scene: Scene, size: (Int, Int)) throws {
    let frame = try frame(scene, size)
    for cell in frame.cells where !cell.scalar.isASCII {
      #expect(Frame.asciiGlyphs[cell.scalar] != nil, "no ASCII stand-in for \(cell.scalar)")
    }
    try expectGolden(frame.inASCII.text, "view-\(scene.name)-\(size.0)x\(size.1)-ascii")
  }
}

@Suite struct ViewPaintTests {
  @Test(
    "at every colour depth and in every theme the roles are painted as reviewed", arguments: ColorDepth.allCases,
    Theme.all)
  func paints(depth: ColorDepth, theme: Theme) throws {
    var state = State(try Experiment(preset: Preset.all[0]), cores: 2)
    var kernel = StandInKernel()
    for action in [.goToEnd, .show(.merge), .toggleRescaling] as [Action] { kernel.apply(action, to: &state) }
    let merge = Frame(state, width: 200, height: 60)
    kernel.apply(.show(.map), to: &state)
    kernel.apply(.seek(state.agenda.moment(afterStep: 6)), to: &state)
    let map = Frame(state, width: 120, height: 36)
    try expectGolden(
      "map\n" + map.paints(at: depth, theme: theme) + "merge\n" + merge.paints(at: depth, theme: theme),
      "paint-\(theme.name)-\(depth.rawValue)")
  }
}

@Suite struct ViewPropertyTests {
  @Test(
    "every view and mode draws at every size", arguments: View.allCases, ["three-heads", "ragged", "one-more-request"])
  func everySize(view: View, name: String) throws {
    var state = State(try Experiment(preset: try #require(Preset.named(name))), cores: 2, source: name)
    var kernel = StandInKernel()
    kernel.apply(.show(view), to: &state)
    kernel.apply(.seek(state.agenda.moment(afterStep: 7)), to: &state)
    for action: Action? in [nil, .inspect, .toggleSplits, .togglePresets, .toggleForm, .toggleHelp, .toggleBig] {
      var state = state
      if let action { kernel.apply(action, to: &state) }
      for (width, height) in [(80, 24), (81, 25), (99, 29), (100, 30), (133, 24), (80, 60), (200, 60), (250, 80)] {
        let frame = Frame(state, width: width, height: height)
        #expect(frame.cells.count == width * height)
        // Quit and help have their place whatever else does.
        let last = frame.lines[height - 1]
        #expect(state.mode == .form || last.contains("q quit"), "\(view), \(state.mode), \(width)×\(height): \(last)")
      }
    }
  }

  @Test(
    "the map draws each tile in its head's colour, pieces in turn in two shades, solid exactly when it was computed and the playhead is past it",
    arguments: ["three-heads", "figure-1", "ragged"], [(80, 24), (120, 36), (200, 60)])
  func mapTruth(name: String, size: (Int, Int)) throws {
    var state = State(try Experiment(preset: try #require(Preset.named(name))), cores: 2)
    var kernel = StandInKernel()
    kernel.apply(.show(.map), to: &state)
    let problem = state.problem
    for (place, run) in state.runs.enumerated() {
      let selection = Selection(run: place, output: 0, tile: 1)
      kernel.apply(.point(selection), to: &state)
      for step in stride(from: 0, through: run.schedule.makespan, by: max(1, run.schedule.makespan / 5)) {
        kernel.apply(.seek(state.agenda.moment(afterStep: step)), to: &state)
        let frame = Frame(state, width: size.0, height: size.1)
        let layout = MapLayout(width: size.0, height: size.1, problem: problem, selected: 0, isBig: false)
        for output in layout.outputs {
          for tile in 0..<problem.tiles(ofOutput: output) where layout.scale.width >= layout.scale.length {
            let segment = run.segment(ofTile: tile, output: output)
            let isDone = run.step(ofTile: tile, segment: segment) < step
            let isSelected = output == 0 && tile == 1
            let piece = run.segments(ofOutput: output).firstIndex(of: segment) ?? 0
            let solid: Style = piece % 2 == 0 ? .fill(output) : .shade(output)
            let expected: Style = isSelected ? .cursor : isDone ? solid : .ghost(output)
            let x = layout.columns(ofTile: tile).upperBound - 1
            let style = frame[x, layout.y(ofOutput: output)].style
            #expect(
              style.code == expected.code,
              "\(name), \(run.schedule.algorithm), step \(step), tile \(tile) of output \(output): \(style)")
          }
        }
      }
    }
  }
}
