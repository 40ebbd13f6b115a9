import CellFrame
import VizPlayback

extension Frame {
  /// The words that stand on the screen, explained, over it; in pages where one is too short, which follow each other in
  /// a circle.
  ///
  /// - Parameter keys: whose keys the last line names then.
  mutating func drawWords(page: Int, keys state: State) {
    let words = Glossary.words(on: self)
    let room = min(width - 4, 122) - 4
    let nameWidth = (words.map(\.name.count).max() ?? 0) + 2
    let entries = words.map { (name: $0.name, lines: wrapped($0.explanation, width: room - nameWidth)) }
    // The last line keeps its keys.
    let pages = Self.pages(entries.map(\.lines.count), rows: height - 3)
    let place = ((page % pages.count) + pages.count) % pages.count
    let shown = entries[pages[place]]
    let title = "words on this screen" + (pages.count > 1 ? ", page \(place + 1) of \(pages.count)" : "")
    let rows = shown.reduce(0) { $0 + $1.lines.count }
    let keys = Chrome(width: width, height: height).keys
    fill(keys, with: Cell())
    drawKeyLine(state, in: keys)
    var inside = drawBox(title: title, width: room, height: rows, y: max(0, (height - 1 - rows - 2) / 2))
    for entry in shown {
      for (index, line) in entry.lines.enumerated() {
        let row = inside.takeTop(1)
        if index == 0 { write(entry.name, x: row.x, y: row.y, style: .title) }
        write(line, x: row.x + nameWidth, y: row.y, style: .plain, limit: row.maxX)
      }
    }
  }

  /// Entries of so many lines in as few pages as hold them whole; at least one page.
  private static func pages(_ lines: [Int], rows: Int) -> [Range<Int>] {
    var pages: [Range<Int>] = []
    var first = 0
    var used = 0
    for (place, count) in lines.enumerated() {
      if used + count > rows, place > first {
        pages.append(first..<place)
        (first, used) = (place, 0)
      }
      used += count
    }
    return pages + [first..<lines.count]
  }
}
