import AttentionCore
import CellFrame
import VizPlayback

extension Frame {
  /// The problem as text to edit, and what would be run, or what is wrong, at every keystroke.
  ///
  /// - Parameter words: what a demo says; they stand in the box where it hides the rows that they would stand in.
  mutating func drawForm(_ form: ProblemForm, words: String? = nil) {
    let boxWidth = min(width - 6, 88)
    var inside = drawBox(title: "edit the problem", width: boxWidth, height: form.fields.count + 6)
    let labelWidth = 14
    let textWidth = max(12, min(26, boxWidth / 4))
    for (place, field) in form.fields.enumerated() {
      let row = inside.takeTop(1)
      let isHere = place == form.place
      write(field.option.rawValue, x: row.x, y: row.y, style: isHere ? .title : .dim)
      // The end of a long text is where one types.
      let isCut = field.text.count > textWidth - 1
      let shown = isCut ? "…" + field.text.suffix(textWidth - 2) : field.text
      let x = write(shown, x: row.x + labelWidth, y: row.y, style: field.isFixed ? .dim : .plain)
      if isHere {
        write("\(shown)".padded(to: textWidth), x: row.x + labelWidth, y: row.y, style: .cursor)
        self[x, row.y] = Cell("_", .cursor)
      }
      write(
        fitting([field.hint], row.maxX - row.x - labelWidth - textWidth - 2), x: row.x + labelWidth + textWidth + 2,
        y: row.y,
        style: .dim)
    }
    _ = inside.takeTop(1)
    switch form.experiment {
    case .success(let experiment):
      for (text, style) in formSummary(experiment, hasTask: words != nil) {
        let row = inside.takeTop(1)
        write(fitting([text], row.width), x: row.x, y: row.y, style: style)
      }
    case .failure(let error):
      for line in wrapped("\(error.option.rawValue): \(error.reason)", width: inside.width).prefix(3) {
        let row = inside.takeTop(1)
        write(line, x: row.x, y: row.y, style: .bad, limit: row.maxX)
      }
    }
    if let words, inside.maxY > Chrome(width: width, height: height).captions.y {
      let lines = wrapped(words, width: inside.width)
      var rows = inside.takeBottom(lines.count)
      for line in lines { write(line, x: rows.x, y: rows.takeTop(1).y, style: .caption, limit: rows.maxX) }
      return
    }
    let row = inside.takeBottom(1)
    let keys = "enter runs it   ↑ ↓ tab: fields   ← →: named values   esc: discard"
    write(keys, x: row.x, y: row.y, style: .key, limit: row.maxX)
  }
}

/// Tiles that are planned while someone types; beyond, planning may be felt.
private let affordableTiles = 4_000_000

/// What an experiment would come to: steps, floor, splits, memory.
/// - Parameter hasTask: whether someone was told what to change: then nothing else is proposed.
private func formSummary(_ experiment: Experiment, hasTask: Bool) -> [(String, Style)] {
  let problem = experiment.problem
  let memory = "K and V: \(bytes(problem.kvBytes))"
  let tiles = problem.totalTiles
  let outputs = counted(problem.outputs, "output")
  let head = "\(outputs), \(counted(tiles, "tile")) · \(memory)"
  guard tiles <= affordableTiles, problem.outputs <= 100_000 else {
    return [(head, .plain), ("too much to plan at every keystroke: enter plans it", .dim)]
  }
  let schedules = experiment.schedules()
  let steps = schedules.map { schedule in
    let splits = schedule.splits.map { $0 > 1 ? " (S=\($0))" : "" } ?? ""
    return "\(schedule.algorithm.shortName)\(splits) \(grouped(schedule.makespan))"
  }
  let floor = grouped(schedules.first?.floor ?? 0)
  var lines: [(String, Style)] = [
    (head, .plain), ("steps: \(steps.joined(separator: " · "))   the floor is \(floor)", .title),
  ]
  if experiment.units < 8, !hasTask {
    lines.append(("with so few units most problems look alike: try 8, 108 (A100) or 132 (H100)", .fair))
  }
  return lines
}
