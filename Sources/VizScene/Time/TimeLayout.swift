import CellFrame

/// Where everything of the Time view stands, by the frame's size, how many algorithms there are and how many units they
/// have.
struct TimeLayout: Sendable, Hashable {
  var chrome: Chrome
  var times: Rect
  /// The roofline, or how near each algorithm is to it.
  var roof: Rect
  var phases: Rect
  var busy: Rect
  /// Whether there is room for charts side by side.
  var isFull: Bool
  /// Rows of a bar.
  var barHeight: Int

  /// A chart needs this many rows: a title, an axis with its words, and some to be read in.
  private static let leastChart = 13

  init(width: Int, height: Int, runs: Int, units: Int) {
    chrome = Chrome(width: width, height: height)
    var rest = chrome.body
    isFull = width >= 100 && rest.height >= 24
    barHeight = rest.height >= 45 ? 2 : 1

    guard isFull else {
      times = rest.takeTop(1 + 2 * runs)
      roof = rest.takeTop(1 + runs)
      phases = rest.takeTop(1 + runs)
      busy = rest
      return
    }
    let gap = rest.height >= 26 ? 1 : 0
    _ = rest.takeTop(gap)
    times = rest.takeTop(1 + (barHeight + 1) * runs)
    _ = rest.takeTop(gap)
    // A title, the algorithms' names, and a row a unit; the charts take what is left.
    let wanted = 2 + min(units, 16) * barHeight
    _ = rest.takeBottom(gap)
    busy = rest.takeBottom(max(4, min(wanted, rest.height - gap - Self.leastChart)))
    _ = rest.takeBottom(gap)
    phases = rest.takeRight(width * 9 / 20)
    roof = rest
  }
}
