import CellFrame

extension Frame {
  /// The frame as a picture: a self-contained SVG, text as text, in a theme's colours.
  ///
  /// Every run of cells of one look is one `<text>` stretched to its cells, so that any monospaced font lines up.
  public func svg(theme: Theme, title: String) -> String {
    var lines = [
      SVGCell.opening(width: width, height: height),
      "<title>\(title.escapedForXML)</title>",
      "<rect width=\"100%\" height=\"100%\" rx=\"6\" fill=\"\(theme.ground.hex)\"/>",
      "<g transform=\"translate(\(SVGCell.margin) \(SVGCell.margin))\" xml:space=\"preserve\">",
    ]
    for y in 0..<height {
      let runs = looks(ofRow: y, theme: theme)
      for run in runs where run.ground != theme.ground {
        lines.append("<rect \(SVGCell.rectangle(run.columns, y: y)) fill=\"\(run.ground.hex)\"/>")
      }
      for run in runs.compactMap(\.withoutOuterBlanks) {
        let weight = run.isBold ? " font-weight=\"bold\"" : ""
        lines.append(
          "<text \(SVGCell.text(run.columns, y: y)) fill=\"\(run.ink.hex)\"\(weight)>"
            + "\(run.text.escapedForXML)</text>")
      }
    }
    return (lines + ["</g>", "</svg>", ""]).joined(separator: "\n")
  }

  /// The cells of a row in pieces that look alike.
  private func looks(ofRow y: Int, theme: Theme) -> [SVGRun] {
    var runs: [SVGRun] = []
    for x in 0..<width where self[x, y].scalar != Cell.covered {
      let look = theme.look(self[x, y].style)
      let ground = look.ground ?? theme.ground
      let ink = look.ink ?? theme.ink
      let cells = CellFrame.cellWidth(of: self[x, y].scalar) == 2 ? 2 : 1
      if let last = runs.last, last.ground == ground, last.ink == ink, last.isBold == look.bold {
        runs[runs.count - 1].text.unicodeScalars.append(self[x, y].scalar)
        runs[runs.count - 1].columns = last.columns.lowerBound..<x + cells
      } else {
        runs.append(
          SVGRun(columns: x..<x + cells, text: String(self[x, y].scalar), ink: ink, ground: ground, isBold: look.bold))
      }
    }
    return runs
  }
}

private struct SVGRun {
  var columns: Range<Int>
  var text: String
  var ink: RGB
  var ground: RGB
  var isBold: Bool

  /// What there is to write; blanks are their ground alone. Of cells that a wide character covers there are none here.
  var withoutOuterBlanks: SVGRun? {
    guard let first = text.firstIndex(where: { $0 != " " }), let last = text.lastIndex(where: { $0 != " " }) else {
      return nil
    }
    var run = self
    let before = text.distance(from: text.startIndex, to: first)
    let after = text.distance(from: last, to: text.endIndex) - 1
    run.text = String(text[first...last])
    run.columns = columns.lowerBound + before..<columns.upperBound - after
    return run
  }
}
