import AttentionCore
import CellFrame
import VizPlayback

extension Frame {
  /// The presets, a line each on what to look for.
  mutating func drawPresets(_ state: State) {
    let nameWidth = (Preset.all.map(\.name.count).max() ?? 0) + 2
    let notes = Preset.all.map { wrapped($0.note, width: min(width - 8, 96) - nameWidth - 2) }
    let rows = notes.reduce(0) { $0 + $1.count }
    let gap = rows + Preset.all.count + 2 <= height - 4 ? 1 : 0
    var inside = drawBox(
      title: "problems worth a look", width: min(width - 8, 96), height: rows + gap * (Preset.all.count - 1))
    for (place, preset) in Preset.all.enumerated() {
      let isChosen = place == state.chosenPreset
      for (index, line) in notes[place].enumerated() {
        let row = inside.takeTop(1)
        if index == 0 {
          let name = " \(preset.name)".padded(to: nameWidth)
          write(name, x: row.x, y: row.y, style: isChosen ? .cursor : .title)
        }
        write(line, x: row.x + nameWidth + 1, y: row.y, style: isChosen ? .plain : .dim, limit: row.maxX)
      }
      _ = inside.takeTop(gap)
    }
  }
}
