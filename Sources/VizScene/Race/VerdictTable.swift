import AttentionCore
import CellFrame
import VizPlayback

/// The card's numbers: a column for each algorithm, a row for each number, headed by its clock.
struct VerdictTable {
  typealias Line = [(String, Style)]

  private struct Row {
    /// The longest wording first; the shortest still names the clock.
    var labels: [String]
    var cells: [(text: String, style: Style)]
  }

  private var names: [String]
  private var shortNames: [String]
  /// The makespans, which may stand in big digits.
  private var steps: Row
  private var rows: [Row]

  init(_ state: State) {
    let schedules = state.runs.map(\.schedule)
    names = schedules.map(\.algorithm.title)
    shortNames = schedules.map(\.algorithm.shortName)
    steps = Row(labels: ["steps"], cells: schedules.map { (grouped($0.makespan), stepQuality($0)) })
    rows = [
      Row(labels: ["unit time"], cells: schedules.map { (percent($0.utilization), .plain) }),
      Row(labels: ["partials"], cells: schedules.map { (grouped($0.partialCount), .plain) }),
    ]
    let timings = state.timings
    if timings.imported == nil || timings.composed != nil {
      rows.append(
        Row(
          labels: Self.composedLabels(units: state.experiment.units, cores: state.cores),
          cells: state.runs.indices.map { place in
            (timings.composed.map { duration($0.timelines[place].end) } ?? Self.pending(state), .plain)
          }))
    }
    rows.append(
      Row(
        labels: [measuredClockName(state, isBrief: true), timings.imported == nil ? "measured" : "imported"],
        cells: state.runs.indices.map { (Self.measured(state, $0), .plain) }))
  }

  /// The table in a width, algorithms named in full where there is room; `nil` where there is none for it at all.
  ///
  /// - Parameter isLarge: whether the steps stand in big digits.
  func lines(width: Int, isLarge: Bool) -> [Line]? {
    let all = [steps] + rows
    // Big digits are for where everything else is in full.
    for shortness in 0...(isLarge ? 0 : 1) {
      for names in [names, shortNames] {
        let labels = all.map { $0.labels[min(shortness, $0.labels.count - 1)] }
        let labelWidth = labels.map(\.count).max() ?? 0
        // A name may reach to the left over the labels, which its row does not have.
        var columns = names.indices.map { place in
          let digits = isLarge ? BigDigits.rows(of: steps.cells[place].text)[0].count : 0
          let cells = all.reduce(digits) { max($0, $1.cells[place].text.count) }
          return place == 0 ? 1 + max(cells, names[0].count - labelWidth) : 2 + max(cells, names[place].count)
        }
        let used = labelWidth + columns.reduce(0, +)
        guard used <= width else { continue }
        for place in columns.indices { columns[place] += min(4, (width - used) / columns.count) }
        return lines(labels: labels, labelWidth: labelWidth, names: names, columns: columns, isLarge: isLarge)
      }
    }
    return nil
  }

  private func lines(labels: [String], labelWidth: Int, names: [String], columns: [Int], isLarge: Bool) -> [Line] {
    func line(_ label: String, _ cells: [(text: String, style: Style)]) -> Line {
      [(label.padded(to: labelWidth), .dim)] + zip(cells, columns).map { ($0.text.leftPadded(to: $1), $0.style) }
    }
    let first = [(names[0].leftPadded(to: labelWidth + columns[0]), Style.title)]
    var lines = [first + zip(names, columns).dropFirst().map { ($0.leftPadded(to: $1), .title) }]
    if isLarge {
      let digits = steps.cells.map { BigDigits.rows(of: $0.text) }
      lines += (0..<BigDigits.height).map { row in
        line(row == BigDigits.height - 1 ? labels[0] : "", zip(digits, steps.cells).map { ($0[row], $1.style) })
      }
    } else {
      lines.append(line(labels[0], steps.cells))
    }
    return lines + zip(labels.dropFirst(), rows).map { line($0, $1.cells) }
  }

  /// The composed clock; of cores that are not there by what it stands for, since that is what tells it from a GPU's.
  private static func composedLabels(units: Int, cores: Int) -> [String] {
    guard units > cores else { return [Clock.composed(units: units).name, "composed"] }
    return ["as if \(grouped(units)) CPU cores", "as if \(grouped(units)) cores"]
  }

  /// A measured time, and the S that it was measured with where that is another than on stage.
  private static func measured(_ state: State, _ place: Int) -> String {
    if let imported = state.timings.imported {
      return duration(imported.wall[place]?.median ?? imported.timelines[place].end)
    }
    guard let measured = state.timings.measured else { return pending(state) }
    let time = duration(measured.wall[place].median)
    return measuredSplits(state, place: place).map { "S=\($0): \(time)" } ?? time
  }

  private static func pending(_ state: State) -> String {
    switch state.timings.phase {
    case .notYet where state.isReplay: "–"
    case .notYet, .measuring: "measuring"
    case .cancelled: "stopped"
    case .done, .failed: "–"
    }
  }
}
