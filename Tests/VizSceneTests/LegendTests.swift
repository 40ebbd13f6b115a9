import AttentionCore
import CellFrame
import PlaybackTestSupport
import Testing
import VizPlayback

@testable import VizScene

/// The line that says what a picture's signs stand for.
@Suite struct LegendTests {
  @Test(
    "is there in every view, at every width, on every clock, whole", arguments: [View.race, .map, .merge, .time],
    ["three-heads", "llama-3-8b", "ragged"])
  func always(view: View, name: String) throws {
    var state = State(try Experiment(preset: try #require(Preset.named(name))), cores: 2)
    var kernel = StandInKernel()
    kernel.apply(.show(view), to: &state)
    for action in [nil, .seek(state.agenda.moment(afterStep: 3)), .goToEnd, .cycleClock, .cycleClock, .toggleBig]
      as [Action?]
    {
      if let action { kernel.apply(action, to: &state) }
      for (width, height) in [(80, 24), (93, 29), (120, 36), (200, 60), (250, 80)] {
        let frame = Frame(state, width: width, height: height)
        let chrome = Chrome(width: width, height: height)
        // Where a race has ended, the card may have taken the rows of captions.
        let lines = state.showsVerdict ? [chrome, chrome.withoutCaptions] : [chrome]
        let line = lines.map { frame.lines[$0.legend.y] }.first { $0.contains("colour") || $0.contains("▇ time") }
        let what = Comment("\(name), \(view) at \(width)×\(height):\n\(frame.text)")
        #expect(line != nil && line?.contains("…") == false && (line?.count ?? 0) < width, what)
      }
    }
  }

  @Test("shortens its wordings from the last on, then leaves out the last; nothing is cut") func fits() {
    let entries = [
      LegendEntry("A", .fill(0), "a long wording of this", "short"), LegendEntry("◆", .plain, "merges one", "merged"),
      LegendEntry("·", .dim, "nothing"),
    ]
    for width in 1...80 {
      var frame = Frame(width: width, height: 1)
      frame.drawLegend(entries, in: frame.bounds)
      let whole = [
        " A a long wording of this   ◆ merges one   · nothing", " A a long wording of this   ◆ merged   · nothing",
        " A short   ◆ merged   · nothing",
        " A short   ◆ merged", " A short", "",
      ]
      #expect(frame.lines[0] == whole.first { $0.count < width || $0.isEmpty }, "\(width): \(frame.lines[0])")
      #expect(frame.strayWrites == 0)
    }
  }

  @Test(
    "colour is the head in every view: what is drawn of one output has its colour, whoever computes it",
    arguments: [View.map, .merge])
  func oneMeaning(view: View) throws {
    var state = State(try Experiment(preset: Preset.all[0]), cores: 2)
    var kernel = StandInKernel()
    kernel.apply(.seek(state.agenda.moment(afterStep: 9)), to: &state)
    kernel.apply(.show(view), to: &state)
    kernel.apply(.point(Selection(run: 2, output: 1, tile: 5)), to: &state)
    let frame = Frame(state, width: 120, height: 36)
    let chrome = Chrome(width: 120, height: 36)
    let layout = MapLayout(width: 120, height: 36, problem: state.problem, selected: 1, isBig: false)
    let rows = view == .merge ? chrome.body.y..<chrome.body.maxY : layout.y(ofOutput: 1)..<layout.y(ofOutput: 2)
    for y in rows {
      for x in 0..<frame.width {
        switch frame[x, y].style {
        case .fill(let member), .shade(let member), .ghost(let member), .mark(let member):
          #expect(member == 1, "column \(x), row \(y):\n\(frame.text)")
        default: break
        }
      }
    }
  }

  @Test("in Time no part of a tile's work has a head's colour") func time() throws {
    var state = State(try Experiment(preset: Preset.all[0]), cores: 2)
    var kernel = StandInKernel()
    kernel.apply(.goToEnd, to: &state)
    kernel.apply(.show(.time), to: &state)
    for (width, height) in [(80, 24), (120, 36)] {
      let frame = Frame(state, width: width, height: height)
      let body = Chrome(width: width, height: height).body
      for y in body.y..<body.maxY {
        for x in 0..<width {
          switch frame[x, y].style {
          case .fill, .shade, .ghost, .mark: Issue.record("column \(x), row \(y):\n\(frame.text)")
          default: break
          }
        }
      }
    }
  }
}
