import CellFrame

/// A sign of a picture and what it stands for, the longest wording first.
struct LegendEntry {
  var sign: String
  var style: Style
  var words: [String]

  init(_ sign: String, _ style: Style, _ words: String...) {
    self.sign = sign
    self.style = style
    self.words = words
  }

  /// A word in front of a colon: "colour: the head".
  static func named(_ name: String, _ words: String...) -> LegendEntry {
    var entry = LegendEntry(name + ":", .plain)
    entry.words = words
    return entry
  }

  /// The wording of a shortness, from 0; where there are not so many, the shortest.
  fileprivate func wording(_ shortness: Int) -> String { words[min(shortness, words.count - 1)] }

  fileprivate func width(_ shortness: Int) -> Int { sign.count + 1 + wording(shortness).count }
}

extension Frame {
  /// One line that is always there and says what a picture's colours, letters and signs stand for. Nothing in it is cut:
  /// wordings get shorter, then the last entries are left out.
  mutating func drawLegend(_ entries: [LegendEntry], in rect: Rect) {
    let gap = 3
    var shown = entries
    func width(_ shortness: Int) -> Int { shown.reduce(-gap) { $0 + gap + $1.width(shortness) } }
    let room = rect.width - 2
    let shortest = max(0, (entries.map(\.words.count).max() ?? 1) - 1)
    let shortness = (0...shortest).first { width($0) <= room } ?? shortest
    while !shown.isEmpty, width(shortness) > room { shown.removeLast() }
    var x = rect.x + 1
    for entry in shown {
      x = write(entry.sign, x: x, y: rect.y, style: entry.style)
      x = write(" " + entry.wording(shortness), x: x, y: rect.y, style: .dim) + gap
    }
  }
}
