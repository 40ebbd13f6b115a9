import CellFrame
import VizPlayback

extension Frame {
  /// Which share of the run each unit was busy or waiting; the algorithms side by side.
  mutating func drawBusyUnits(_ content: TimeContent, state: State, in rect: Rect) {
    var rest = rect
    guard rest.height >= 2 else { return }
    // Where there are two rows, they are for the units: the legend below says what they show.
    let hasTitle = rest.height > 2 || content.units == 0
    let title = hasTitle ? write("busy units", x: rect.x + 1, y: rest.y, style: .title) : rect.x
    guard content.units > 0 else {
      write(", \(content.clockName)", x: title, y: rest.y, style: .dim)
      write(pendingTime(state), x: rect.x + 1, y: rest.y + 1, style: .dim)
      return
    }
    if hasTitle { write(", \(content.clockName)", x: title, y: rest.takeTop(1).y, style: .dim, limit: rect.maxX - 1) }
    // The names have a row of their own where the units leave one.
    let hasNames = rest.height > min(2, content.units)
    let names = hasNames ? rest.takeTop(1) : Rect(x: 0, y: 0, width: 0, height: 0)
    let perColumn = (rect.width - 1) / max(1, content.rows.count)
    let shares = content.rows.map { percent(($0.units.mean.busy * 100).rounded() / 100) }
    let isLong = zip(content.rows, shares).allSatisfy { "\($0.name)  \($1) busy".count <= perColumn - 2 }
    for (place, row) in content.rows.enumerated() {
      let column = Rect(x: rect.x + 1 + place * perColumn, y: rest.y, width: perColumn - 2, height: rest.height)
      if hasNames {
        write("\(isLong ? row.name : row.shortName)  \(shares[place]) busy", x: column.x, y: names.y, style: .plain)
      }
      drawUnits(row.units, name: hasNames ? nil : row.shortName, in: column)
    }
  }

  /// A row per unit, or several units where rows are scarce.
  private mutating func drawUnits(_ units: [UnitShares], name: String?, in rect: Rect) {
    let unitsPerRow = (units.count - 1) / max(1, rect.height) + 1
    let groups = stride(from: 0, to: units.count, by: unitsPerRow).map { $0..<min(units.count, $0 + unitsPerRow) }
    let height = max(1, min(2, rect.height / max(1, groups.count)))
    // Without a row for the algorithm's name it stands in front.
    let nameWidth = name == nil ? 0 : 4
    let labelWidth = nameWidth + (groups.map { RaceLayout.label(of: $0).count }.max() ?? 0) + 1
    let barWidth = max(1, rect.width - labelWidth - 7)
    for (index, group) in groups.enumerated() {
      let shares = Array(units[group]).mean
      let y = rect.y + index * height
      if index == 0, let name { write(name, x: rect.x, y: y, style: .title) }
      write(RaceLayout.label(of: group), x: rect.x + nameWidth, y: y, style: .dim)
      let busyEnd = Int((shares.busy * Double(barWidth)).rounded())
      let waitEnd = Int(((shares.busy + shares.waiting) * Double(barWidth)).rounded())
      let bar = rect.x + labelWidth
      drawBar(Rect(x: bar, y: y, width: busyEnd, height: height))
      fill(Rect(x: bar + busyEnd, y: y, width: waitEnd - busyEnd, height: height), with: Cell("▒", .dim))
      fill(Rect(x: bar + waitEnd, y: y, width: barWidth - waitEnd, height: height), with: Cell("·", .dim))
      write(
        percent((shares.busy * 1000).rounded() / 1000), x: rect.x + labelWidth + barWidth + 1, y: y, style: .plain,
        limit: rect.maxX)
    }
  }
}
