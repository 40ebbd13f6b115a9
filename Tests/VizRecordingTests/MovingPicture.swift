import CellFrame
import Foundation
import FoundationXML
import Testing

@testable import VizRecording

/// An animated SVG as a browser reads it: its elements, its style rules, and what they show at a moment.
final class MovingPicture: NSObject, XMLParserDelegate {
  private struct Element {
    /// Where it begins, in pixels; of a text each character may have a place of its own.
    var places: [Int]
    var y: Int
    /// In pixels, where it says so.
    var length: Int?
    var look: String
    /// `nil`: a rectangle.
    var text: String?
    var group: String?
    /// Whether it is seen where no animation runs.
    var isSeenStill: Bool

    var x: Int { (places.first ?? -8) / 8 }
    var width: Int { text.map { cellWidth(of: $0) } ?? (length ?? 0) / 8 }

    /// Whether every font draws each character in its own cell, and no browser drops a blank.
    var isInItsCells: Bool {
      guard let text else { return places.count == 1 && places[0] % 8 == 0 && (length ?? 0) % 8 == 0 }
      guard !text.isEmpty, !text.hasPrefix(" "), !text.hasSuffix(" "), !text.contains("  ") else { return false }
      if text.utf8.allSatisfy({ $0 < 0x80 }) {
        return places.count == 1 && places[0] % 8 == 0 && (length ?? 8) == 8 * text.count
      }
      var column = x
      let expected = text.unicodeScalars.flatMap { scalar in
        defer { column += cellWidth(of: scalar) }
        return Array(repeating: column * 8, count: scalar.utf16.count)
      }
      return length == nil && places == expected
    }
  }

  /// How long one round takes.
  private(set) var seconds = 0.0
  private var elements: [Element] = []
  private var groups: [(name: String?, isSeenStill: Bool)] = []
  private var style = ""
  private var isInStyle = false
  private var isInText = false
  /// When a group is turned on and off: a share of the round, and whether it is seen from there.
  private var steps: [String: [(share: Double, isSeen: Bool)]] = [:]
  /// A ground that comes after a text might hide it.
  private var hasGroundAboveText = false
  private var fills: [Bool: [String: String]] = [false: [:], true: [:]]

  var groupCount: Int { steps.count }

  init(_ svg: String) throws {
    super.init()
    let parser = XMLParser(data: Data(svg.utf8))
    parser.delegate = self
    try #require(parser.parse(), "\(parser.parserError.map { "\($0)" } ?? ""):\n\(svg.prefix(2000))")
    try #require(!hasGroundAboveText)
    let astray = elements.filter { !$0.isInItsCells }
    try #require(astray.isEmpty, "not in their cells: \(astray)")
    for rule in style.matches(of: /@keyframes (\w+)\{((?:[0-9.]+%\{[^}]*\})+)\}/) {
      steps[String(rule.1)] = rule.2.matches(of: /([0-9.]+)%\{visibility:(visible|hidden)\}/).map {
        ((Double($0.1) ?? .nan) / 100, $0.2 == "visible")
      }
    }
    for rule in style.matches(of: /\.(\w+)\{animation:(\w+) ([0-9]+)ms step-end infinite\}/) {
      try #require(rule.1 == rule.2)
      seconds = (Double(rule.3) ?? .nan) / 1000
    }
    let parts = style.split(separator: "@media (prefers-color-scheme:light){", maxSplits: 1)
    try #require(parts.count == 2)
    for (part, isLight) in [(parts[0], false), (parts[1], true)] {
      for rule in part.matches(of: /\.(\w+)\{fill:(#[0-9a-f]{6})/) { fills[isLight]?[String(rule.1)] = String(rule.2) }
    }
  }

  private func isSeen(_ element: Element, at moment: Double?) throws -> Bool {
    guard let moment, let group = element.group else { return element.isSeenStill }
    let steps = try #require(steps[group], "no keyframes for \(group)")
    try #require(steps.first?.share == 0 && zip(steps, steps.dropFirst()).allSatisfy { $0.share < $1.share })
    let share = moment / seconds
    return try #require(steps.last { $0.share <= share }).isSeen
  }

  /// The text on screen; what lies over another text is a fault.
  func frame(at moment: Double?, like: Frame) throws -> Frame {
    var frame = Frame(width: like.width, height: like.height)
    for element in elements where try isSeen(element, at: moment) {
      guard let text = element.text else { continue }
      for x in element.x..<element.x + element.width { try #require(frame[x, element.y].scalar == " ", "two texts") }
      let end = frame.write(text, x: element.x, y: element.y)
      try #require(end == element.x + element.width, "'\(text)' is not as wide as its cells")
    }
    return frame
  }

  func still(like: Frame) throws -> Frame { try frame(at: nil, like: like) }

  /// Of every cell.
  func colours(at moment: Double, inLight: Bool, like: Frame) throws -> (inks: [[String?]], grounds: [[String?]]) {
    let nothing = Array(repeating: [String?](repeating: nil, count: like.width), count: like.height)
    var (inks, grounds) = (nothing, nothing)
    for element in elements where try isSeen(element, at: moment) {
      let fill = try #require(fills[inLight]?[element.look])
      for x in element.x..<element.x + element.width {
        if element.text == nil { grounds[element.y][x] = fill } else { inks[element.y][x] = fill }
      }
    }
    return (inks, grounds)
  }

  /// The cells whose colours a theme has not, in words.
  func wrongColours(at moment: Double, in theme: Theme, isLight: Bool, of frame: Frame) throws -> [String] {
    let colours = try colours(at: moment, inLight: isLight, like: frame)
    var wrong: [String] = []
    for y in 0..<frame.height {
      for x in 0..<frame.width where frame[x, y].scalar != Cell.covered {
        let look = theme.look(frame[x, y].style)
        let isRight =
          colours.grounds[y][x] ?? theme.ground.hex == (look.ground ?? theme.ground).hex
          && (frame[x, y].scalar == " " || colours.inks[y][x] == (look.ink ?? theme.ink).hex)
        if !isRight { wrong.append("column \(x) of row \(y), at \(moment) s in \(theme.name)") }
      }
    }
    return wrong
  }

  // MARK: XMLParserDelegate

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
    attributes: [String: String]
  ) {
    func number(_ name: String) -> Int { Int(attributes[name] ?? "") ?? -1 }
    switch name {
    case "g": groups.append((attributes["class"], attributes["visibility"] != "hidden"))
    case "style": isInStyle = true
    case "text", "rect":
      guard attributes["width"] != "100%" else { return }
      isInText = name == "text"
      if !isInText, elements.contains(where: { $0.text != nil }) { hasGroundAboveText = true }
      elements.append(
        Element(
          places: (attributes["x"] ?? "").split(separator: " ").compactMap { Int($0) }, y: number("y") / 17,
          length: attributes[isInText ? "textLength" : "width"].flatMap { Int($0) },
          look: attributes["class"] ?? groups.compactMap(\.name).last { $0.hasPrefix("l") } ?? "",
          text: isInText ? "" : nil, group: groups.compactMap(\.name).last { $0.hasPrefix("k") },
          isSeenStill: groups.allSatisfy(\.isSeenStill)))
    default: break
    }
  }

  func parser(_ parser: XMLParser, foundCharacters string: String) {
    if isInStyle { style += string }
    if isInText { elements[elements.count - 1].text? += string }
  }

  func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?) {
    if name == "g" { groups.removeLast() }
    if name == "style" { isInStyle = false }
    if name == "text" { isInText = false }
  }
}
