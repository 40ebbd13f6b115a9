import CellFrame
import VizPlayback

extension Frame {
  /// The smallest size that shows a view; below it one page says so, until the terminal grows.
  public static let smallest = (width: 80, height: 24)

  /// The picture of a state: the same state and size always give the same frame.
  public init(_ state: State, width: Int, height: Int) {
    self.init(width: width, height: height)
    guard width >= Self.smallest.width, height >= Self.smallest.height else {
      drawTooSmall()
      return
    }
    switch state.view {
    case .race: drawRace(state)
    case .time: drawTime(state)
    }
    if state.showsHelp { drawHelp() }
  }

  private mutating func drawTooSmall() {
    let words = "need \(Self.smallest.width)×\(Self.smallest.height), have \(width)×\(height)"
    write(words, x: max(0, (width - words.count) / 2), y: height / 2, style: .title)
    guard height > 2 else { return }
    let hint = "q quits"
    write(hint, x: max(0, (width - hint.count) / 2), y: height / 2 + 1, style: .dim)
  }

  private mutating func drawHelp() {
    let nameWidth = KeyBinding.all.map(\.name.count).max() ?? 0
    let textWidth = KeyBinding.all.map(\.purpose.count).max() ?? 0
    var inside = drawBox(title: "keys", width: nameWidth + textWidth + 2, height: KeyBinding.all.count)
    for binding in KeyBinding.all {
      let row = inside.takeTop(1)
      write(binding.name, x: row.x, y: row.y, style: .key)
      write(binding.purpose, x: row.x + nameWidth + 2, y: row.y, style: .plain, limit: row.maxX)
    }
  }

  /// Clears a box in the middle and frames it. Returns the room inside.
  mutating func drawBox(title: String, width boxWidth: Int, height boxHeight: Int, y: Int? = nil) -> Rect {
    let outer = Rect(
      x: max(0, (width - boxWidth - 4) / 2), y: y ?? max(0, (height - boxHeight - 2) / 2),
      width: min(width, boxWidth + 4), height: min(height, boxHeight + 2))
    fill(outer, with: Cell(" ", .plain))
    for x in outer.x..<outer.maxX {
      self[x, outer.y] = Cell("─", .border)
      self[x, outer.maxY - 1] = Cell("─", .border)
    }
    for y in outer.y..<outer.maxY {
      self[outer.x, y] = Cell("│", .border)
      self[outer.maxX - 1, y] = Cell("│", .border)
    }
    self[outer.x, outer.y] = Cell("┌", .border)
    self[outer.maxX - 1, outer.y] = Cell("┐", .border)
    self[outer.x, outer.maxY - 1] = Cell("└", .border)
    self[outer.maxX - 1, outer.maxY - 1] = Cell("┘", .border)
    if !title.isEmpty { write(" \(title) ", x: outer.x + 2, y: outer.y, style: .title, limit: outer.maxX - 1) }
    return Rect(x: outer.x + 2, y: outer.y + 1, width: outer.width - 4, height: outer.height - 2)
  }
}
