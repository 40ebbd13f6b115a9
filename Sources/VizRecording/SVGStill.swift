import CellFrame

extension Frame {
  /// The frame as a picture: a self-contained SVG, text as text, in a theme's colours.
  ///
  /// Every run of cells of one look is one `<text>` stretched to its cells, so that any monospaced font lines up.
  public func svg(theme: Theme, title: String) -> String {
    let (cellWidth, cellHeight) = (SVGCell.width, SVGCell.height)
    let (pictureWidth, pictureHeight) = (
      width * cellWidth + 2 * SVGCell.margin, height * cellHeight + 2 * SVGCell.margin
    )
    var lines = [
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"\(pictureWidth)\" height=\"\(pictureHeight)\" "
        + "viewBox=\"0 0 \(pictureWidth) \(pictureHeight)\" role=\"img\" "
        + "font-family=\"ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace\" font-size=\"\(SVGCell.fontSize)\">",
      "<title>\(title.escapedForXML)</title>",
      "<rect width=\"100%\" height=\"100%\" rx=\"6\" fill=\"\(theme.ground.hex)\"/>",
      "<g transform=\"translate(\(SVGCell.margin) \(SVGCell.margin))\" xml:space=\"preserve\">",
    ]
    for y in 0..<height {
      let runs = looks(ofRow: y, theme: theme)
      for run in runs where run.ground != theme.ground {
        lines.append(
          "<rect x=\"\(run.columns.lowerBound * cellWidth)\" y=\"\(y * cellHeight)\" "
            + "width=\"\(run.columns.count * cellWidth)\" height=\"\(cellHeight)\" fill=\"\(run.ground.hex)\"/>")
      }
      for run in runs.compactMap(\.withoutOuterBlanks) {
        let weight = run.isBold ? " font-weight=\"bold\"" : ""
        lines.append(
          "<text x=\"\(run.columns.lowerBound * cellWidth)\" y=\"\(y * cellHeight + SVGCell.baseline)\" "
            + "textLength=\"\(run.columns.count * cellWidth)\" fill=\"\(run.ink.hex)\"\(weight)>"
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

/// Pixels of a cell.
private enum SVGCell {
  static let width = 8
  static let height = 17
  static let fontSize = 13
  static let baseline = 13
  static let margin = 10
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

extension RGB {
  /// `#rrggbb`
  var hex: String {
    let digits = String(value, radix: 16)
    return "#" + String(repeating: "0", count: 6 - digits.count) + digits
  }
}

extension String {
  /// As text of an XML document; characters that none may have are left out.
  var escapedForXML: String {
    var text = ""
    for scalar in unicodeScalars {
      switch scalar {
      case "&": text += "&amp;"
      case "<": text += "&lt;"
      case ">": text += "&gt;"
      case "\"": text += "&quot;"
      case ..<" " where scalar != "\t" && scalar != "\n": break
      default: text.unicodeScalars.append(scalar)
      }
    }
    return text
  }
}
