import CellFrame
import Foundation
import FoundationXML
import Testing
import VizRecording

@Suite struct SVGStillTests {
  private static func frame() -> Frame {
    var frame = Frame(width: 12, height: 3)
    frame.write("  a < b & c", x: 0, y: 0, style: .plain)
    frame.write("A7", x: 0, y: 1, style: .fill(0))
    frame.write("B8", x: 2, y: 1, style: .fill(1))
    frame.write("注 w", x: 4, y: 2, style: .title)
    return frame
  }

  @Test("is well-formed XML with every word as text, in its place", arguments: Theme.all)
  func wellFormed(theme: Theme) throws {
    let svg = Self.frame().svg(theme: theme, title: "a < b & \"c\"")
    let parser = XMLParser(data: Data(svg.utf8))
    let words = Words()
    parser.delegate = words
    #expect(parser.parse(), "\(parser.parserError.map { "\($0)" } ?? ""):\n\(svg)")
    #expect(words.texts.map(\.text) == ["a < b & c", "A7", "B8", "注 w"])
    // 8 pixels a column; blanks before a word are none of its text.
    #expect(words.texts.map(\.x) == ["16", "0", "16", "32"])
    #expect(words.texts.map(\.length) == ["72", "16", "16", "32"])
    #expect(words.rectangles == 3, "the ground of all, and of the two tiles:\n\(svg)")
  }

  private final class Words: NSObject, XMLParserDelegate {
    var texts: [(x: String, length: String, text: String)] = []
    var rectangles = 0
    private var isText = false

    func parser(
      _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
      attributes: [String: String]
    ) {
      isText = name == "text"
      if isText { texts.append((attributes["x"] ?? "", attributes["textLength"] ?? "", "")) }
      if name == "rect" { rectangles += 1 }
    }

    func parser(_ parser: XMLParser, foundCharacters string: String) {
      if isText { texts[texts.count - 1].text += string }
    }

    func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?) {
      isText = false
    }
  }
}
