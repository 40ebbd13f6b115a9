import AttentionCore
import CellFrame
import PlaybackTestSupport
import Testing
import VizPlayback

@testable import VizScene

/// Composed times are of no machine that is here where there are more units than cores.
@Suite struct ComposedWordsTests {
  private func states(units: Int, cores: Int) throws -> [(name: String, state: State)] {
    var experiment = try Experiment(preset: Preset.all[0])
    experiment.units = units
    var end = State(experiment, cores: cores)
    var kernel = StandInKernel()
    kernel.apply(.goToEnd, to: &end)
    let looks: [(String, [Action])] = [
      ("card", []), ("strips", [.back]), ("race", [.cycleClock]), ("zoom", [.cycleClock, .cycleZoom]),
      ("map", [.show(.map), .cycleClock]), ("time", [.show(.time), .cycleClock]),
    ]
    return looks.map { name, actions in
      var state = end
      for action in actions { kernel.apply(action, to: &state) }
      return (name, state)
    }
  }

  @Test("every screen with one says so, at every size", arguments: [(8, 2), (108, 2), (4, 1)])
  func screens(units: Int, cores: Int) throws {
    for (name, state) in try states(units: units, cores: cores) {
      for (width, height) in [(80, 24), (100, 30), (120, 36), (200, 60)] {
        // A sentence may go on in the next line of a box.
        let text = Frame(state, width: width, height: height).text.split { " │\n".contains($0) }.joined(separator: " ")
        let says = ["not a GPU", "no GPU's", "as if \(units) CPU cores", "as if \(units) cores"].contains {
          text.contains($0)
        }
        #expect(!text.contains("composed, \(units) units") || says, "\(name), \(width)×\(height):\n\(text)")
        #expect(name == "strips" || says, "\(name), \(width)×\(height):\n\(text)")
      }
    }
    let tale = Story.verdict(try states(units: units, cores: cores)[0].state)
    #expect(
      tale.contains {
        $0.hasPrefix("Composed, ") && $0.hasSuffix("as if \(units) of these CPU cores did it, not a GPU.")
      })
  }

  @Test("with a core for each unit none does", arguments: [(2, 2), (3, 4)])
  func enoughCores(units: Int, cores: Int) throws {
    for (name, state) in try states(units: units, cores: cores) {
      let text = Frame(state, width: 120, height: 36).text
      #expect(
        !text.contains("not a GPU") && !text.contains("no GPU's") && !text.contains("as if \(units)"),
        "\(name):\n\(text)")
    }
  }
}
