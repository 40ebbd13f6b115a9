import CellFrame
import VizPlayback

extension Frame {
  /// Every key and what it does, from the table; in two columns where one is too long. In a demo, the presenter's keys.
  mutating func drawHelp(in mode: Mode) {
    let lines = KeyBinding.all.filter { binding in
      !binding.name.isEmpty && (mode == .demo ? binding.modes.contains(.demo) : binding.modes != [.demo])
    }
    let nameWidth = lines.map(\.name.count).max() ?? 0
    let textWidth = lines.map(\.purpose.count).max() ?? 0
    let columnWidth = nameWidth + 1 + textWidth
    let foot = [
      "mouse: tabs, tiles, the scrub bar, the key line", "scrub bar: ▽ first idle unit  ◆ merge  ┊ an algorithm ends",
    ]
    let columns = lines.count + foot.count + 3 <= height ? 1 : 2
    let rows = (lines.count + columns - 1) / columns
    let boxWidth = max(columns * columnWidth + (columns - 1) * 2, foot.map(\.count).max() ?? 0)
    var inside = drawBox(title: "keys", width: boxWidth, height: rows + 1 + foot.count)
    for row in 0..<rows {
      let line = inside.takeTop(1)
      for column in 0..<columns where column * rows + row < lines.count {
        let binding = lines[column * rows + row]
        let x = line.x + column * (columnWidth + 2)
        write(binding.name, x: x, y: line.y, style: .key, limit: line.maxX)
        write(binding.purpose, x: x + nameWidth + 1, y: line.y, style: .plain, limit: line.maxX)
      }
    }
    _ = inside.takeTop(1)
    for text in foot {
      let line = inside.takeTop(1)
      write(text, x: line.x, y: line.y, style: .dim, limit: line.maxX)
    }
  }
}
