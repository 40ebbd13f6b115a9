import CellFrame

/// Pixels of a cell, in every picture.
enum SVGCell {
  static let width = 8
  static let height = 17
  static let fontSize = 13
  static let baseline = 13
  static let margin = 10

  /// The opening tag of a picture of so many columns and rows.
  static func opening(width: Int, height: Int) -> String {
    let (pictureWidth, pictureHeight) = (width * Self.width + 2 * margin, height * Self.height + 2 * margin)
    return "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"\(pictureWidth)\" height=\"\(pictureHeight)\" "
      + "viewBox=\"0 0 \(pictureWidth) \(pictureHeight)\" role=\"img\" "
      + "font-family=\"ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace\" font-size=\"\(fontSize)\">"
  }

  /// The attributes that place a rectangle over some columns of a row.
  static func rectangle(_ columns: Range<Int>, y: Int) -> String {
    "x=\"\(columns.lowerBound * width)\" y=\"\(y * height)\" width=\"\(columns.count * width)\" height=\"\(height)\""
  }

  /// The attributes that stretch a text over some columns of a row; one cell needs no stretching.
  static func text(_ columns: Range<Int>, y: Int) -> String {
    let place = "x=\"\(columns.lowerBound * width)\" y=\"\(y * height + baseline)\""
    return columns.count == 1 ? place : place + " textLength=\"\(columns.count * width)\""
  }
}

extension RGB {
  /// "#e69f00"
  var hex: String {
    let digits = String(value, radix: 16)
    return "#" + String(repeating: "0", count: 6 - digits.count) + digits
  }
}

extension String {
  var escapedForXML: String {
    var text = ""
    for scalar in unicodeScalars {
      switch scalar {
      case "&": text += "&amp;"
      case "<": text += "&lt;"
      case ">": text += "&gt;"
      case "\"": text += "&quot;"
      default: text.unicodeScalars.append(scalar)
      }
    }
    return text
  }
}
