import ArgumentParser
import VizPlayback

/// A command that shows something to a person.
protocol ViewingCommand: ParsableCommand {
  var view: ViewOptions { get }
}

extension TUICommand: ViewingCommand {}
extension PlayCommand: ViewingCommand {}
extension ReplayCommand: ViewingCommand {}

/// The options that say how it is shown.
struct ViewOptions: ParsableArguments {
  @Option(parsing: .unconditional, help: ArgumentHelp("The view to start with.", valueName: "name"))
  var view = View.race

  @Option(parsing: .unconditional, help: ArgumentHelp("Colours for roles.", valueName: "name"))
  var theme = ThemeChoice(theme: .okabeIto)

  @Option(parsing: .unconditional, help: ArgumentHelp("How many colours: \(ColorChoice.names).", valueName: "depth"))
  var color = ColorChoice.automatic

  @Flag(help: "Draw in ASCII only.")
  var ascii = false

  @Flag(help: "For the last row of a lecture hall: fewer lanes, one huge number per strip.")
  var big = false

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("How fast the race plays; 1 is some 20 s for any problem.", valueName: "factor"))
  var speed = 1.0

  @Option(parsing: .unconditional, help: ArgumentHelp("Frames per second while something moves.", valueName: "n"))
  var fps = 30

  @Flag(help: "Leave the mouse to the terminal.")
  var noMouse = false

  @Flag(help: "Tell the whole run in sentences.")
  var plain = false

  @Flag(help: "On leaving, say what drawing has cost.")
  var stats = false

  static let speeds = 0.1...100.0
  static let frameRates = 1...240

  func validate() throws {
    guard Self.speeds.contains(speed) else {
      throw ValidationError("--speed: \(speed) is not from \(Self.speeds.lowerBound) to \(Self.speeds.upperBound)")
    }
    guard Self.frameRates.contains(fps) else {
      throw ValidationError(
        "--fps: \(fps) is not from \(Self.frameRates.lowerBound) to \(Self.frameRates.upperBound)")
    }
  }
}
