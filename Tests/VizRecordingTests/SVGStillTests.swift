import CellFrame
import Testing
import VizRecording

@Suite struct SVGStillTests {
  private static func frame() -> Frame {
    var frame = Frame(width: 14, height: 4)
    frame.write("  a < b  & c", x: 0, y: 0, style: .plain)
    frame.write("A7", x: 0, y: 1, style: .fill(0))
    frame.write("▏B8", x: 2, y: 1, style: .fill(1))
    frame.write("注 w", x: 4, y: 2, style: .title)
    frame.write("◆◆ ⊕ U3  next", x: 0, y: 3, style: .mark(2))
    return frame
  }

  @Test("does not move, and has every word in its cells and its colours, in a light system too", arguments: Theme.all)
  func still(theme: Theme) throws {
    let frame = Self.frame()
    let svg = frame.svg(dark: theme, light: .projector, title: "a < b & \"c\"")
    #expect(!svg.contains("@keyframes"))
    let picture = try MovingPicture(svg)
    #expect(try picture.still(like: frame).text == frame.text)
    #expect(try picture.wrongColours(at: 0, in: theme, isLight: false, of: frame).isEmpty, "\(svg)")
    #expect(try picture.wrongColours(at: 0, in: .projector, isLight: true, of: frame).isEmpty, "\(svg)")
  }
}
