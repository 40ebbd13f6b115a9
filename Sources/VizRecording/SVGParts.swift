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

  /// A text over some columns of a row, each of its characters in its own cell, whatever font draws it.
  ///
  /// ASCII, which a font draws in one width, is stretched to its cells as a whole. Of anything else each character has a
  /// place of its own: a font that lacks it borrows one of another width, and what follows would drift. Blanks stand only
  /// alone and between words, since browsers make one of several.
  ///
  /// - Parameter look: further attributes, each with a blank behind it.
  static func text(_ text: String, _ columns: Range<Int>, y: Int, look: String = "") -> String {
    let isASCII = text.utf8.allSatisfy { $0 < 0x80 }
    let places = isASCII ? "\(columns.lowerBound * width)" : self.places(of: text, from: columns.lowerBound)
    let length = isASCII && columns.count > 1 ? " textLength=\"\(columns.count * width)\"" : ""
    return "<text \(look)x=\"\(places)\" y=\"\(y * height + baseline)\"\(length)>\(text.escapedForXML)</text>"
  }

  /// Where each character begins, as SVG counts them: in UTF-16.
  private static func places(of text: String, from column: Int) -> String {
    var column = column
    var places: [String] = []
    for scalar in text.unicodeScalars {
      places += repeatElement(String(column * width), count: scalar.utf16.count)
      column += cellWidth(of: scalar)
    }
    return places.joined(separator: " ")
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
