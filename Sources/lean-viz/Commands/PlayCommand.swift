import ArgumentParser
import DemoFormat
import Glibc

struct PlayCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "play", abstract: "Play a demo or lesson in this terminal; space pauses, esc takes the controls.")

  @Argument(help: ArgumentHelp("A demo file, or the name of a shipped one.", valueName: "demo"))
  var demo: String

  @OptionGroup(title: ViewOptions.heading) var view: ViewOptions

  func run() throws {
    let demo = try Demo(named: demo)
    let performance = Performance(demo, isInteractive: true)
    if view.plain { return try PlainDemo.tell(performance, isPaced: isatty(STDOUT_FILENO) == 1) }
    var view = view
    // The demo's theme, unless another one than the usual is asked for.
    if let theme = demo.shownTheme, view.theme.theme == .okabeIto { view.theme = ThemeChoice(theme: theme) }
    try Studio.run(.kernel(performance.setup()), view: view, performance: performance)
  }
}
