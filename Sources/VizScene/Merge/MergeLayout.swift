import CellFrame
import VizPlayback

/// Where everything of the Merge view stands.
struct MergeLayout: Sendable, Hashable {
  var chrome: Chrome
  var title: Rect
  /// The partials, as boxes side by side or one per line.
  var cards: Rect
  /// Partials that fit.
  var cardCount: Int
  var hasBoxes: Bool
  var steps: Rect
  /// Bars for α and β under the merge at the playhead.
  var bars: Rect
  var result: Rect
  /// All entries of the result, where there is room.
  var chart: Rect

  static let boxWidth = 27
  static let boxHeight = 7

  init(width: Int, height: Int, partials: Int, merges: Int) {
    chrome = Chrome(width: width, height: height)
    var rest = chrome.body
    title = rest.takeTop(1)
    let isTall = rest.height >= 24
    hasBoxes = isTall && width >= 100
    if isTall { _ = rest.takeTop(1) }
    if hasBoxes {
      cardCount = max(1, min(partials, (width - 2) / Self.boxWidth))
      cards = rest.takeTop(Self.boxHeight)
      _ = rest.takeTop(1)
    } else {
      // Partials and merges share what the result leaves; there is one merge less than there are partials.
      cardCount = max(1, min(partials, (rest.height - Self.resultHeight - 2) / 2))
      cards = rest.takeTop(1 + cardCount)
      _ = rest.takeTop(rest.height - Self.resultHeight > merges + 1 ? 1 : 0)
    }
    let room = rest.height - Self.resultHeight
    let hasBars = merges > 0 && room >= 5 + min(merges, 3)
    // A blank row between two merges where there is room.
    let spacing = merges * 2 + 4 <= room ? 2 : 1
    steps = rest.takeTop(hasBars ? min(merges * spacing, room - 4) : min(merges, room))
    bars = rest.takeTop(hasBars ? 4 : 0)
    _ = rest.takeTop(rest.height > Self.resultHeight ? 1 : 0)
    result = rest.takeTop(Self.resultHeight)
    _ = rest.takeTop(1)
    chart = rest.height >= Self.leastChart ? rest : Rect(x: 0, y: rest.maxY, width: width, height: 0)
  }

  /// A heading, the result, the reference, and what comes out unscaled.
  private static let resultHeight = 4
  private static let leastChart = 11
}
