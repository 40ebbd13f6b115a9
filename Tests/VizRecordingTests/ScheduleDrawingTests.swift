import AttentionCore
import CellFrame
import Foundation
import FoundationXML
import Testing

@testable import VizRecording

@Suite struct ScheduleDrawingTests {
  /// What stands in a drawing.
  private final class Content: NSObject, XMLParserDelegate {
    var elements: [(name: String, attributes: [String: String])] = []
    var texts: [String] = []
    private var text: String?

    func parser(
      _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
      attributes: [String: String]
    ) {
      elements.append((name, attributes))
      if name == "text" { text = "" }
    }

    func parser(_ parser: XMLParser, foundCharacters string: String) { text? += string }

    func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?) {
      guard name == "text", let text else { return }
      texts.append(text)
      self.text = nil
    }
  }

  private func content(_ svg: String) throws -> Content {
    let parser = XMLParser(data: Data(svg.utf8))
    let content = Content()
    parser.delegate = content
    try #require(parser.parse(), "\(parser.parserError.map { "\($0)" } ?? "")")
    return content
  }

  private func drawing(_ preset: Preset) throws -> ScheduleDrawing {
    ScheduleDrawing(
      panels: try Experiment(preset: preset).schedules().map {
        ScheduleDrawing.Panel(schedule: $0, timeline: $0.stepTimeline())
      })
  }

  @Test("is well-formed, within its page, and small enough for a README", arguments: Preset.all)
  func page(preset: Preset) throws {
    let svg = try drawing(preset).svg()
    let content = try content(svg)
    #expect(svg.utf8.count < 1_000_000, "\(preset.name): \(svg.utf8.count)")
    let page = try #require(content.elements.first?.attributes)
    let (width, height) = (Double(page["width"] ?? "") ?? 0, Double(page["height"] ?? "") ?? 0)
    for (name, attributes) in content.elements where name == "rect" && attributes["x"] != nil {
      let values = ["x", "y", "width", "height"].compactMap { Double(attributes[$0] ?? "") }
      try #require(values.count == 4, "\(attributes)")
      #expect(values[0] >= 0 && values[0] + values[2] <= width && values[1] + values[3] <= height, "\(attributes)")
    }
    for (name, attributes) in content.elements where name == "polygon" {
      let numbers = (attributes["points"] ?? "").split { $0 == " " || $0 == "," }.compactMap { Double($0) }
      #expect(numbers.count == 8 && numbers.allSatisfy { $0 >= 0 && $0 <= max(width, height) }, "\(attributes)")
      #expect(stride(from: 0, to: numbers.count, by: 2).allSatisfy { numbers[$0] <= width }, "\(attributes)")
    }
    for algorithm in Algorithm.allCases {
      #expect(content.texts.contains { $0.hasPrefix(algorithm.title) }, "\(preset.name): \(content.texts)")
    }
    #expect(content.texts.contains("steps: one per KV tile; merges cost nothing"))
  }

  @Test("an output has a letter or a hatching besides its colour", arguments: Preset.all)
  func neverColourAlone(preset: Preset) throws {
    let svg = try drawing(preset).svg()
    let lines = svg.split(separator: "\n")
    for (index, line) in lines.enumerated()
    where line.hasPrefix("<rect class=\"c") && !line.hasPrefix("<rect class=\"c0") {
      let next = lines[index + 1]
      #expect(next.hasPrefix("<text class=\"on\"") || next.hasPrefix("<rect fill=\"url(#h"), "\(preset.name): \(line)")
    }
  }

  @Test("every tile of a small problem has its own box and label; ◇ and ◆ are there") func labels() throws {
    let content = try content(drawing(Preset.all[0]).svg())
    for tile in (0..<22).flatMap({ ["A\($0)", "B\($0)", "C\($0)"] }) {
      #expect(content.texts.filter { $0 == tile }.count == 3, "\(tile)")
    }
    func count(_ name: String) -> Int { content.elements.filter { $0.attributes["class"] == name }.count }
    // FlashDecoding publishes 15 and merges them, 5 per head, behind its last step; LeanAttention publishes and merges 7.
    #expect(count("publish") == 22 && count("merge") == 12 + 7)
    #expect(count("barrier") == 1 && count("floor") == 3 + 1 && content.texts.contains("floor 9"))
    #expect(content.texts.contains("FlashDecoding, S = 5") && content.texts.contains("heads 1 to 3"))
  }

  @Test("is light for every reader unless a dark one is asked for, and says what it is handed of the problem")
  func ground() throws {
    var drawing = try drawing(Preset.all[0])
    let words = "one decode step: 1 request of 5,632 tokens & more than fits into a line of this column, which is "
    drawing.caption = [words + words]
    #expect(drawing.svg().contains(".ground { fill: \(Theme.projector.ground.hex) }"))
    #expect(drawing.svg(isDark: true).contains(".ground { fill: \(Theme.okabeIto.ground.hex) }"))
    #expect(!drawing.svg().contains("prefers-color-scheme"))
    let texts = try content(drawing.svg()).texts
    let lines = texts.prefix { !$0.hasPrefix("FlashAttention") }
    #expect(lines.joined(separator: " ") == words + words.dropLast() && lines.count > 1, "\(lines)")
  }

  @Test("in times, costs divide a span into its tiles, and the axis names its clock") func times() throws {
    let experiment = try Experiment(preset: Preset.all[0])
    let costs = PartCosts(tiles: (0..<66).map { 6000 + 10 * $0 }, merge: 500, barrier: 200)
    let panels = experiment.schedules().map {
      ScheduleDrawing.Panel(schedule: $0, timeline: $0.composedTimeline(costs), tileCosts: costs.tiles)
    }
    let content = try content(ScheduleDrawing(panels: panels).svg())
    #expect(content.texts.contains("µs, composed, 8 units") && content.texts.contains("C21"))
    let whole = ScheduleDrawing(panels: panels.map { .init(schedule: $0.schedule, timeline: $0.timeline) })
    // Not known how the span divides: it is not divided.
    #expect(try self.content(whole.svg()).texts.contains("A0–21"))
  }
}
