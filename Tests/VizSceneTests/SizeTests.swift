import AttentionCore
import CellFrame
import Foundation
import PlaybackTestSupport
import TestSupport
import Testing
import VizPlayback
import VizScene

/// Views draw at every size, and nowhere but inside their frame.
@Suite struct SizeTests {
  /// What is on stage, in each view and mode that draws differently.
  static func states(_ name: String, hasClock: Bool = true) throws -> [(name: String, state: State)] {
    var start = State(try Experiment(preset: try #require(Preset.named(name))), cores: 2, source: name)
    var kernel = StandInKernel(hasClock: hasClock)
    kernel.apply(.seek(start.agenda.moment(afterStep: start.agenda.lastStep / 3)), to: &start)
    var end = start
    var endKernel = kernel
    endKernel.apply(.goToEnd, to: &end)
    var states: [(String, State)] = []
    for view in View.allCases {
      for (moment, base) in [("third", start), ("end", end)] {
        var state = base
        kernel.apply(.show(view), to: &state)
        states.append(("\(view), \(moment)", state))
      }
    }
    let others: [(String, [Action])] = [
      ("big", [.toggleBig]), ("zoom", [.cycleZoom]), ("inspect", [.inspect]), ("splits", [.toggleSplits]),
      ("presets", [.togglePresets]), ("form", [.toggleForm]), ("help", [.toggleHelp]),
      ("big map", [.show(.map), .toggleBig]), ("big merge", [.show(.merge), .toggleBig]),
      ("unscaled", [.show(.merge), .toggleRescaling]),
      (
        "question",
        [
          .demo(.begin(DemoStatus(title: "t", chapters: ["a long chapter's name"], isLesson: true))),
          .demo(.chapter("a long chapter's name")),
          .ask(Question(String(repeating: "word ", count: 40), options: ["a", "b"], answer: 0)),
        ]
      ),
      ("said", [.say(String(repeating: "word ", count: 400))]),
      (
        "slide",
        [
          .demo(.present(Poster(title: String(repeating: "word ", count: 60), points: ["a", "b"]))), .hide(.picture),
        ]
      ), ("said on a slide", [.hide(.picture), .say(String(repeating: "word ", count: 400))]),
      ("said in the form", [.say(String(repeating: "word ", count: 100)), .toggleForm]),
      ("composed", [.cycleClock]), ("measured map", [.show(.map), .cycleClock, .cycleClock]),
    ]
    for (what, actions) in others {
      var state = end
      for action in actions { kernel.apply(action, to: &state) }
      states.append((what, state))
    }
    return states
  }

  private func expectInside(_ state: State, _ name: String, width: Int, height: Int) {
    let frame = Frame(state, width: width, height: height)
    #expect(frame.strayWrites == 0, "\(name) at \(width)×\(height): \(frame.strayWrites) writes outside")
    #expect(frame.inASCII.cells.allSatisfy { $0.scalar.isASCII }, "\(name) at \(width)×\(height)")
  }

  @Test(
    "all widths at six heights, all heights at six widths, and a thousand random sizes",
    arguments: ["three-heads", "ragged"])
  func sizes(name: String) throws {
    var random = SeededRandom(seed: 21)
    let states = try Self.states(name)
    var number = 0
    func next() -> (String, State) {
      number += 1
      return states[number % states.count]
    }
    for width in 1...250 {
      for height in [1, 23, 24, 30, 36, 80] {
        let (what, state) = next()
        expectInside(state, what, width: width, height: height)
      }
    }
    for height in 1...80 {
      for width in [1, 79, 80, 100, 120, 250] {
        let (what, state) = next()
        expectInside(state, what, width: width, height: height)
      }
    }
    for _ in 0..<1000 {
      let (what, state) = next()
      expectInside(
        state, what, width: Int.random(in: 1...250, using: &random), height: Int.random(in: 1...80, using: &random))
    }
  }

  @Test("times of 0, and a barrier that could not be timed, are drawn as any") func noTimes() throws {
    for (what, state) in try Self.states("three-heads", hasClock: false) {
      for (width, height) in [(80, 24), (100, 30), (120, 36), (250, 80)] {
        expectInside(state, what, width: width, height: height)
      }
    }
    var state = try #require(Self.states("three-heads", hasClock: false).first { $0.name == "race, end" }?.state)
    _ = state.apply(.show(.race))
    let shown = Frame(state, width: 200, height: 60).text
    #expect(shown.contains("FD's barrier –") && shown.contains("(disturbed"), "\(shown)")
    #expect(!shown.contains("merging pass 0"), "\(shown)")
  }

  /// `LEANVIZ_ALL_SIZES=1 swift test -c release -Xswiftc -enable-testing --filter SizeTests`: some minutes.
  @Test(
    "every size from 1×1 to 250×80", .enabled(if: ProcessInfo.processInfo.environment["LEANVIZ_ALL_SIZES"] == "1"),
    arguments: ["three-heads", "ragged", "llama-3-8b"])
  func everySize(name: String) throws {
    for (what, state) in try Self.states(name) {
      for width in 1...250 {
        for height in 1...80 { expectInside(state, what, width: width, height: height) }
      }
    }
  }
}
