import CellFrame
import VizPlayback

/// Where everything of the Race view stands, by the frame's size and how many strips and units there are.
struct RaceLayout: Sendable, Hashable {
  var chrome: Chrome
  var strips: [StripLayout] = []
  var axis: Rect
  /// A line of times; none where rows are scarce.
  var notes: Rect
  /// The axis, once for each bank of lanes that stand side by side; one where the rows suffice.
  var banks: [ColumnScale]
  /// Columns in front of the lanes, for the units' names.
  var labelWidth: Int
  /// Columns in front of those, for the algorithms' names in big letters.
  var indent = 0

  /// One algorithm's part of the screen.
  struct StripLayout: Sendable, Hashable {
    var title: Rect
    /// What the algorithm does, where the title's row has no room for it; empty where it has.
    var subtitle = Rect(x: 0, y: 0, width: 0, height: 0)
    var lanes: Rect
    /// How many units are busy along the axis; empty where every unit has a lane of its own.
    var curve: Rect
    /// The big number and what it means, to the right of the lanes; empty where something else says it.
    var panel: Rect
    /// The column before which titles and tails of lanes end.
    var limit: Int
    /// The units that have lanes, from the first.
    var units: Int
    /// The row that says which units have no work; `nil` where there is none.
    var idleRow: Int?
    /// Units that share a row of lanes; above one only where banks do not make enough room.
    var unitsPerRow: Int
    /// Rows that a lane takes.
    var laneHeight: Int
    /// Rows of lanes in a bank.
    var rows: Int

    /// The units of each row of lanes: the bank it is in, its first screen row, and who shares it.
    var groups: [(bank: Int, y: Int, units: Range<Int>)] {
      stride(from: 0, to: units, by: unitsPerRow).enumerated().map { index, first in
        let (bank, row) = index.quotientAndRemainder(dividingBy: rows)
        return (bank, lanes.y + row * laneHeight, first..<min(units, first + unitsPerRow))
      }
    }

    /// The bank of a unit and the screen row on which its text stands.
    func place(ofUnit unit: Int) -> (bank: Int, y: Int) {
      let (bank, row) = (min(unit, units - 1) / unitsPerRow).quotientAndRemainder(dividingBy: rows)
      return (bank, lanes.y + row * laneHeight + (laneHeight - 1) / 2)
    }
  }

  /// The layout while a race runs.
  ///
  /// - Parameters:
  ///   - units: of each strip.
  ///   - length: of the longest strip, in steps or ns.
  init(width: Int, height: Int, units: [Int], length: Int, isInSteps: Bool) {
    chrome = Chrome(width: width, height: height)
    var rest = chrome.body

    let count = max(1, units.count)
    // A title for each strip and the axis; what is left goes to the lanes, in equal parts, and to the notes.
    let available = rest.height - count - 1
    let wantedNotes = 1
    let mostUnits = max(1, units.max() ?? 1)
    let rowsPerStrip = max(1, (available - wantedNotes) / count)
    let panelWidth = Self.panelWidth(frame: width, isBig: false)
    let lanesWidth = width - panelWidth

    // More units than rows: first side by side, in banks that each keep a column a step; then several a row.
    var rows = min(rowsPerStrip, mostUnits)
    let wantedBanks = (mostUnits - 1) / rows + 1
    let bankLabel = Self.label(of: mostUnits - 1..<mostUnits).count + 2
    let fits = isInSteps && wantedBanks <= 3 && lanesWidth / wantedBanks - bankLabel >= length
    let bankCount = fits ? wantedBanks : 1
    // Where units share rows nobody can count them: a row says how many are busy.
    let curveRows = isInSteps && rows * bankCount < mostUnits && rows >= 4 ? 1 : 0
    rows -= curveRows
    let unitsPerRow = (mostUnits - 1) / (rows * bankCount) + 1
    rows = (mostUnits - 1) / (unitsPerRow * bankCount) + 1
    let laneHeight = max(1, min(3, (rowsPerStrip - curveRows) / rows))
    let used = count * (rows * laneHeight + curveRows)
    notes = rest.takeBottom(min(wantedNotes, available - used))
    // Blank rows that are left go between the strips.
    let stripGap = min(3, max(0, (available - used - notes.height) / max(1, count - 1)))

    labelWidth = unitsPerRow == 1 ? max(4, bankLabel) : Self.label(of: max(0, mostUnits - 2)..<mostUnits).count + 2
    let columns = lanesWidth / bankCount - labelWidth
    let first = ColumnScale(
      origin: labelWidth, width: columns, length: max(1, length), widestStep: isInSteps ? 12 : nil)
    banks = (0..<bankCount).map { first.shifted(by: $0 * (lanesWidth / bankCount)) }
    let lanesEnd = banks.last?.end ?? labelWidth
    for stripUnits in units {
      let title = rest.takeTop(1)
      let stripRows = bankCount > 1 ? rows : (max(1, stripUnits) - 1) / unitsPerRow + 1
      let lanes = rest.takeTop(max(stripRows * laneHeight, isInSteps ? 0 : 2))
      let curve = rest.takeTop(curveRows)
      if strips.count < units.count - 1 { _ = rest.takeTop(stripGap) }
      let panel = Rect(
        x: lanesEnd + 2, y: title.y, width: width - lanesEnd - 2, height: lanes.height + curve.height + 1)
      strips.append(
        StripLayout(
          title: title, lanes: lanes, curve: curve, panel: panel, limit: panel.x - 1, units: stripUnits,
          unitsPerRow: unitsPerRow, laneHeight: laneHeight, rows: stripRows))
    }
    axis = rest.takeTop(1)
  }

  /// What stands in front of a row of lanes: "U3", "U4-7".
  static func label(of units: Range<Int>) -> String {
    units.count == 1 ? "U\(units.lowerBound)" : "U\(units.lowerBound)-\(units.upperBound - 1)"
  }

  /// The panel's longest line, and two blanks before it.
  static func panelWidth(frame width: Int, isBig: Bool) -> Int { (isBig ? 18 : width >= 100 ? 26 : 24) + 2 }
}
