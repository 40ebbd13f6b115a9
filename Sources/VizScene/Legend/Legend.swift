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

  /// The width with a wording, by its place.
  fileprivate func width(_ wording: Int) -> Int { sign.count + 1 + words[wording].count }
}

extension Frame {
  /// One line that is always there and says what a picture's colours, letters and signs stand for. Nothing in it is cut:
  /// from the last entry on wordings get shorter, then entries are left out.
  mutating func drawLegend(_ entries: [LegendEntry], in rect: Rect) {
    let gap = 3
    var shown = entries.map { (entry: $0, wording: 0) }
    while !shown.isEmpty, shown.reduce(-gap, { $0 + gap + $1.entry.width($1.wording) }) > rect.width - 2 {
      if let place = shown.lastIndex(where: { $0.wording + 1 < $0.entry.words.count }) {
        shown[place].wording += 1
      } else {
        shown.removeLast()
      }
    }
    var x = rect.x + 1
    for (entry, wording) in shown {
      x = write(entry.sign, x: x, y: rect.y, style: entry.style)
      x = write(" " + entry.words[wording], x: x, y: rect.y, style: .dim) + gap
    }
  }
}
