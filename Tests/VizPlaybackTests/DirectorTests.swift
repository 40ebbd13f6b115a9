import AttentionCore
import Testing
import VizPlayback

@Suite("A director") struct DirectorTests {
  private static let cues: [Cue] = [
    .mark("a"), .say("one", seconds: 1), .play(.step(3, of: .lean), speed: 2), .mark("b"), .view(.map),
    .say("two", seconds: 2), .play(.event(.merge, number: 2, of: .lean), speed: nil), .mark("c"), .view(.race),
    .play(.end, speed: 8), .hold(seconds: 1),
  ]

  @Test("plays to the targets, not beyond, and says what a script says") func plays() throws {
    var theatre = try Theatre(Array(Self.cues.prefix(3)))
    theatre.reaches({ $0.state.narration == "one" })
    #expect(theatre.state.playhead == Moment() && theatre.state.demo?.chapter == 0)
    theatre.reaches()
    #expect(theatre.state.playhead == theatre.state.agenda.moment(afterStep: 3) && theatre.state.speed == 2)
    #expect(!theatre.state.isPlaying && theatre.state.narration == nil)
  }

  @Test("a jump to a chapter shows what playing to it shows, forward and back") func jumps() throws {
    for chapter in 1...2 {
      var played = try Theatre(Self.cues)
      let place = played.director.chapters[chapter]
      played.reaches({ $0.state.demo?.chapter == chapter })
      for start in [0, 5, 9] {
        var jumped = try Theatre(Self.cues)
        jumped.reaches({ $0.director.next > start || $0.director.isDone })
        jumped.carryOut(jumped.director.jump(to: place, in: jumped.state))
        jumped.reaches({ $0.state.demo?.chapter == chapter && $0.director.next > place })
        #expect(jumped.state.playhead == played.state.playhead, "chapter \(chapter) from cue \(start)")
        #expect(jumped.state.view == played.state.view && jumped.state.narration == played.state.narration)
      }
    }
  }

  @Test("controls that are given back find the demo as it was, whatever was looked at meanwhile") func givesBack()
    throws
  {
    let meanwhile: [[Action]] = [
      [.show(.map)], [.goToEnd], [.stepForward, .stepForward], [.cycleZoom, .faster, .select(.down), .back],
      [.show(.merge), .toggleRescaling, .goToStart], [.toggleSplits, .back],
    ]
    for actions in meanwhile {
      var theatre = try Theatre(Self.cues, isInteractive: true)
      theatre.reaches({ $0.state.playhead.step == 2 })
      let before = theatre.state.standpoint
      theatre.apply(.demo(.takeControl))
      for action in actions + [.back] { theatre.apply(action) }
      #expect(theatre.state.keyMode == .demo && theatre.state.standpoint == before, "\(actions)")
      theatre.reaches()
      #expect(theatre.state.showsVerdict)
    }
  }

  @Test("esc closes the help before it takes the controls") func help() throws {
    var theatre = try Theatre(Self.cues, isInteractive: true)
    theatre.reaches({ $0.state.playhead.step == 2 })
    theatre.apply(.toggleHelp)
    theatre.apply(.demo(.takeControl))
    #expect(!theatre.state.showsHelp && theatre.state.keyMode == .demo)
    theatre.apply(.demo(.takeControl))
    #expect(theatre.state.keyMode == .play)
  }

  @Test("a pause waits for the presenter alone") func pauses() throws {
    let cues: [Cue] = [.pause, .say("after", seconds: 1)]
    var alone = try Theatre(cues)
    alone.reaches()
    var presented = try Theatre(cues, isInteractive: true)
    presented.stays(frames: 100)
    presented.carryOut(presented.director.goOn(in: presented.state))
    presented.reaches()
    #expect(presented.state.narration == "after")
  }

  @Test("what cannot be is a failure that says so: a moment, a place, a wait") func fails() throws {
    let cues: [Cue] = [
      .play(.event(.merge, number: 99, of: .lean), speed: nil),
      .focus(Cue.Focus(.fa2, output: 0, on: .merge(number: 1))), .seek(.step(23, of: .fa2)),
      .wait(.measured, seconds: 3),
    ]
    var theatre = try Theatre(cues)
    theatre.reaches()
    #expect(
      theatre.deeds == [
        "merge 99 of lean: there is none in this race", "focus: fa2 has no such output, tile or merge here",
        "step 23 of fa2: there is none in this race", "waited in vain: not measured",
      ])
  }

  @Test("claims are held against the model") func expectations() throws {
    var theatre = try Theatre([.play(.step(9, of: .fa2), speed: 4)])
    theatre.reaches()
    let state = theatre.state
    #expect(state.contradiction(to: Expectation(.fa2, [.busy(3), .steps(22), .merges(0), .step(9)])) == nil)
    #expect(state.contradiction(to: Expectation(.fa2, [.busy(4)])) == "fa2: busy is 3, not 4 (after step 9)")
    #expect(state.contradiction(to: Expectation(nil, [.step(8)])) == "step is 9, not 8")
    #expect(state.contradiction(to: Expectation(nil, [.steps(22)])) == "fd: steps is 10, not 22 (after step 9)")
    #expect(
      state.contradiction(to: Expectation(.lean, [.isOK(true)])) == "lean: ok is not known yet: the race has not ended")
  }

  @Test("q leaves when pressed twice, another key stays; esc takes the controls and gives them back") func leaving()
    throws
  {
    var theatre = try Theatre(Self.cues, isInteractive: true)
    #expect(theatre.state.keyMode == .demo)
    func pressQ() -> Effect? { theatre.state.apply(.demo(.leave)) }
    let first = pressQ()
    #expect(first == nil && theatre.state.demo?.isPaused == true)
    theatre.apply(.toggleHelp)
    let afterAnotherKey = pressQ()
    #expect(afterAnotherKey == nil, "it asks again")
    let second = pressQ()
    #expect(second == .leaveDemo)
    theatre.apply(.toggleHelp)
    theatre.apply(.demo(.takeControl))
    #expect(theatre.state.keyMode == .play && theatre.state.demo?.isConducting == false)
    theatre.apply(.back)
    #expect(theatre.state.keyMode == .demo)
  }
}
