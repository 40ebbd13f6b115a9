import AttentionCore
import CellFrame
import VizPlayback

/// Where everything of the Map stands: a row per output, a column (or more) per KV tile.
struct MapLayout: Sendable, Hashable {
  var chrome: Chrome
  var title: Rect
  /// The numbers of the tiles, above them.
  var axis: Rect
  var rows: Rect
  /// What is known of the tile under the cursor.
  var facts: Rect
  /// The segments of its output.
  var segments: Rect
  /// The outputs on screen; the others are scrolled away.
  var outputs: Range<Int>
  /// Screen rows of an output, the blank one below it included.
  var rowHeight: Int
  var labelWidth: Int
  var scale: ColumnScale

  init(width: Int, height: Int, problem: AttentionProblem, selected: Int, isBig: Bool) {
    chrome = Chrome(width: width, height: height)
    var rest = chrome.body
    title = rest.takeTop(1)
    axis = rest.takeTop(1)
    // The panel keeps its rows; in big mode the tiles take them.
    var panel = rest.takeBottom(isBig ? 0 : min(9, max(6, rest.height / 3 - 1)))
    // Rows of one line each run up to the panel: a blank one keeps them apart.
    if !panel.isEmpty, rest.height < 2 * problem.outputs { _ = rest.takeBottom(1) }
    segments = panel.takeRight(max(34, width * 2 / 5))
    facts = panel
    rows = rest
    let longest = (0..<problem.requests).map { problem.tiles(ofRequest: $0) }.max() ?? 1
    rowHeight = max(1, min(10, rest.height / max(1, problem.outputs)))
    let shown = max(1, min(problem.outputs, rest.height / rowHeight))
    outputs = window(of: problem.outputs, shown: shown, around: selected)
    labelWidth = outputs.map { problem.rowLabel(ofOutput: $0).count }.max().map { $0 + 2 } ?? 3
    let columns = width - labelWidth - 3
    // Narrow tiles fill the width with columns of unequal number; wide ones are all alike.
    scale = ColumnScale(
      origin: 1 + labelWidth, width: columns, length: longest, widestStep: columns / longest < 3 ? nil : isBig ? 16 : 8)
  }

  /// Rows of solid colour of an output; where there is room, a blank row stays between two.
  var barHeight: Int { rowHeight > 1 ? rowHeight - 1 : 1 }

  func y(ofOutput output: Int) -> Int { rows.y + (output - outputs.lowerBound) * rowHeight }

  /// The columns of a tile.
  func columns(ofTile tile: Int) -> Range<Int> {
    let first = scale.column(of: tile)
    return first..<max(first + 1, scale.column(of: tile + 1))
  }

  /// The tile at a place of the screen, if one is there.
  func tile(atX x: Int, y: Int, problem: AttentionProblem) -> (output: Int, tile: Int)? {
    guard y >= rows.y, x >= scale.origin, x < scale.end else { return nil }
    let output = outputs.lowerBound + (y - rows.y) / rowHeight
    guard outputs.contains(output) else { return nil }
    let tile = scale.position(atColumn: x)
    return tile < problem.tiles(ofOutput: output) ? (output, tile) : nil
  }
}

extension AttentionProblem {
  /// An output in front of its row: "A", with several requests "A r1 h2".
  func rowLabel(ofOutput output: Int) -> String {
    let letter = outputs <= 26 ? letter(ofOutput: output) : ""
    if requests == 1 { return letter.isEmpty ? "h\(output + 1)" : letter }
    let place = "r\(request(ofOutput: output) + 1)" + (kvHeads > 1 ? " h\(kvHead(ofOutput: output) + 1)" : "")
    return letter.isEmpty ? place : "\(letter) \(place)"
  }
}
