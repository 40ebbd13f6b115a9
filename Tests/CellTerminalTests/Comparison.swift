import CellFrame
import Foundation
import TerminalTestSupport

@testable import CellTerminal
import TestSupport

func environment(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

/// The first cell at which a terminal does not show the frame, in words; nil if it shows it.
func difference(_ terminal: VirtualTerminal, _ frame: Frame, _ abilities: TerminalAbilities) -> String? {
  let frame = abilities.charset == .ascii ? frame.inASCII : frame
  for y in 0..<frame.height {
    for x in 0..<frame.width {
      let scalar = glyph(frame, x, y, abilities)
      // A wide character has one look, that of its left half.
      let style = frame[scalar == Cell.covered ? x - 1 : x, y].style
      var expected = VirtualTerminal.Cell(scalar, attributes(style, depth: abilities.depth))
      if abilities.entry == "vt100" { expected.attributes.dim = false }  // it has no dim text
      if seen(terminal[x, y]) != seen(expected) { return "at (\(x), \(y)): \(terminal[x, y]) instead of \(expected)" }
    }
  }
  return nil
}

/// A cell without what cannot be seen: the ink and weight of a blank, which erasing leaves open.
private func seen(_ cell: VirtualTerminal.Cell) -> VirtualTerminal.Cell {
  var cell = cell
  if cell.scalar == " " && !cell.attributes.reverse && !cell.attributes.underline {
    (cell.attributes.ink, cell.attributes.bold, cell.attributes.dim) = (.standard, false, false)
  }
  return cell
}

/// What stands in a cell: cut wide characters are blank.
private func glyph(_ frame: Frame, _ x: Int, _ y: Int, _ abilities: TerminalAbilities) -> Unicode.Scalar {
  let scalar = frame[x, y].scalar
  if abilities.charset == .ascii { return scalar == Cell.covered ? " " : scalar }
  if scalar == Cell.covered { return x > 0 && cellWidth(of: frame[x - 1, y].scalar) == 2 ? scalar : " " }
  if cellWidth(of: scalar) == 2 {
    return x + 1 < frame.width && frame[x + 1, y].scalar == Cell.covered ? scalar : " "
  }
  return scalar
}

private func attributes(_ style: Style, depth: ColorDepth) -> VirtualTerminal.Attributes {
  let paint = Paint(style, theme: .okabeIto, depth: depth)
  func color(_ index: Int?) -> VirtualTerminal.Color {
    index.map { depth == .truecolor ? .rgb($0) : .index($0) } ?? .standard
  }
  var attributes = VirtualTerminal.Attributes()
  attributes.ink = color(paint.ink)
  attributes.ground = color(paint.ground)
  attributes.bold = paint.bold
  attributes.dim = paint.dim
  attributes.reverse = paint.reverse
  attributes.underline = paint.underline
  return attributes
}

/// Changes a frame at random: runs, boxes, wide characters, cut ones, cleared rows, one cell, everything, or nothing.
func scribble(on frame: inout Frame, using random: inout SeededRandom) {
  let styles: [Style] =
    [
      .plain, .dim, .title, .bar, .barDim, .tab, .caption, .key, .good, .fair, .bad, .playhead, .gauge, .border,
    ] + (0..<9).flatMap { [.fill($0), .ghost($0), .mark($0)] }
  let glyphs = Array("ab yZ09#/ ─│┌┘█▌▏▀▄░●◆◇⊕→≤√∞αΔ注意語テ".unicodeScalars)
  for _ in 0..<Int.random(in: 0...12, using: &random) {
    let (x, y) = (
      Int.random(in: 0..<frame.width, using: &random), Int.random(in: 0..<frame.height, using: &random)
    )
    let style = styles.randomElement(using: &random) ?? .plain
    switch Int.random(in: 0..<8, using: &random) {
    case 0:
      frame.fill(Rect(x: 0, y: y, width: frame.width, height: 1), with: Cell(" ", style))
    case 1:
      frame.fill(
        Rect(x: x, y: y, width: Int.random(in: 1...20, using: &random), height: Int.random(in: 1...6, using: &random)),
        with: Cell(glyphs.prefix(30).randomElement(using: &random) ?? " ", style))
    case 2:
      frame[x, y] = Cell(glyphs.randomElement(using: &random) ?? " ", style)
    case 3:
      frame[x, y].style = style
    case 4 where frame.width * frame.height < 200:
      for place in 0..<frame.width * frame.height {
        frame[place % frame.width, place / frame.width] = Cell(
          glyphs.randomElement(using: &random) ?? " ", styles.randomElement(using: &random) ?? .plain)
      }
    default:
      let text = (0..<Int.random(in: 1...40, using: &random)).map { _ in glyphs.randomElement(using: &random) ?? " " }
      frame.write(String(String.UnicodeScalarView(text)), x: x, y: y, style: style)
    }
  }
}
