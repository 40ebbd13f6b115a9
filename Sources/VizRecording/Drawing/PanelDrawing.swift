import AttentionCore

/// The lanes of one algorithm.
struct PanelDrawing {
  let panel: ScheduleDrawing.Panel
  private let scale: Double
  private let top: Double
  let laneHeight: Double

  /// Tiles of a panel that are drawn one by one; with more, segments are.
  static let mostTiles = 3000
  static let titleHeight = 15.0
  static let smallestText = 5.0
  /// A tile of two characters, at that size.
  private static let narrowestTile = 8.5

  init(_ panel: ScheduleDrawing.Panel, top: Double, scale: Double) {
    self.panel = panel
    self.top = top
    self.scale = scale
    laneHeight =
      switch panel.schedule.units {
      case ...12: 15
      case ...24: 11
      case ...64: 6
      default: max(1.5, 400 / Double(panel.schedule.units))
      }
  }

  /// Where its lanes begin and end.
  var lanesTop: Double { top + Self.titleHeight }
  var bottom: Double { lanesTop + laneHeight * Double(panel.schedule.units) }

  func x(_ position: Int) -> Double { ScheduleDrawing.left + Double(position) * scale }
  func y(_ unit: Int) -> Double { lanesTop + Double(unit) * laneHeight }

  var elements: [String] { title + laneLabels + spans + marks }

  var isInSteps: Bool { panel.timeline.clock == .steps }

  /// The algorithm, into how many chunks it cuts, and at the other end what comes of it.
  private var title: [String] {
    let schedule = panel.schedule
    var name = schedule.algorithm.title
    if let splits = schedule.splits, schedule.algorithm == .fd {
      name += ", S = \(grouped(splits))" + (splits == 1 ? " (no split)" : "")
    }
    var facts: [String] = []
    if isInSteps {
      let tenths = Int((schedule.utilization * 1000).rounded())
      facts = [
        counted(schedule.makespan, "step"),
        "units busy \(tenths / 10)" + (tenths % 10 == 0 ? "" : ".\(tenths % 10)") + " %",
      ]
    } else {
      let end = panel.timeline.end
      facts = [AxisUnit(clock: panel.timeline.clock, length: max(1, end)).words(end)]
    }
    if schedule.partialCount > 0 {
      facts.append(counted(schedule.partialCount, "partial") + ", " + counted(schedule.merges.count, "merge"))
    }
    let y = (top + 10).brief
    return [
      "<text class=\"name\" x=\"\(ScheduleDrawing.left.brief)\" y=\"\(y)\">\(name.escapedForXML)</text>",
      "<text x=\"\(ScheduleDrawing.right.brief)\" y=\"\(y)\" text-anchor=\"end\">"
        + "\(facts.joined(separator: " · ").escapedForXML)</text>",
    ]
  }

  /// Every unit by name, as far as there is room.
  private var laneLabels: [String] {
    let stride = max(1, Int((9 / laneHeight).rounded(.up)))
    return (0..<panel.schedule.units).flatMap { unit -> [String] in
      let line =
        "<line class=\"lane\" x1=\"\(ScheduleDrawing.left.brief)\" x2=\"\(ScheduleDrawing.right.brief)\" "
        + "y1=\"\((y(unit) + laneHeight).brief)\" y2=\"\((y(unit) + laneHeight).brief)\"/>"
      guard unit % stride == 0 else { return laneHeight >= 6 ? [line] : [] }
      let middle = y(unit) + (stride == 1 ? laneHeight / 2 : 4.5) + 3
      return [
        line,
        "<text class=\"dim\" x=\"\((ScheduleDrawing.left - 4).brief)\" y=\"\(middle.brief)\" text-anchor=\"end\">U\(unit)</text>",
      ]
    }
  }

  /// Tiles of one segment that one unit runs without a break.
  private struct Stretch {
    var item: Int?
    var unit: Int
    var output: Int
    var tiles: [(start: Int, end: Int, tiles: Range<Int>)]

    var start: Int { tiles.first?.start ?? 0 }
    var end: Int { tiles.last?.end ?? 0 }
    var range: Range<Int> { (tiles.first?.tiles.lowerBound ?? 0)..<(tiles.last?.tiles.upperBound ?? 0) }
  }

  private var spans: [String] {
    let facts = SpanFacts(panel.timeline, of: panel.schedule)
    let areTilesDrawn = panel.schedule.problem.totalTiles <= Self.mostTiles
    var stretches: [Stretch] = []
    var others: [String] = []
    let order = panel.timeline.spans.indices.sorted {
      let (one, other) = (panel.timeline.spans[$0], panel.timeline.spans[$1])
      return (one.track.unit, one.start, $0) < (other.track.unit, other.start, $1)
    }
    for index in order where panel.timeline.spans[index].track.unit < panel.schedule.units {
      let span = panel.timeline.spans[index]
      let unit = span.track.unit
      switch span.kind {
      case .attend:
        guard let output = facts[index].output, let tiles = facts[index].tiles else { continue }
        let pieces = areTilesDrawn ? pieces(of: span, tiles: tiles, output: output) : [(span.start, span.end, tiles)]
        if let last = stretches.last, last.unit == unit, last.item == span.item, last.end == span.start {
          stretches[stretches.count - 1].tiles += pieces
        } else {
          stretches.append(Stretch(item: span.item, unit: unit, output: output, tiles: pieces))
        }
      case .wait:
        let middle = (y(unit) + laneHeight / 2).brief
        others.append(
          "<line class=\"wait\" x1=\"\(x(span.start).brief)\" x2=\"\(x(span.end).brief)\" y1=\"\(middle)\" y2=\"\(middle)\"/>"
        )
      case .merge, .reduce:
        others.append(diamond(at: x(span.start), unit: unit, isFilled: true, words: facts[index].name))
      default: break
      }
    }
    return stretches.flatMap(boxes) + others
  }

  /// The tiles of a span: a step each, or as long as they cost; where that is not known, the span in one piece.
  private func pieces(of span: Span, tiles: Range<Int>, output: Int) -> [(start: Int, end: Int, tiles: Range<Int>)] {
    if isInSteps {
      return tiles.enumerated().map { (span.start + $0, span.start + $0 + 1, $1..<$1 + 1) }
    }
    let problem = panel.schedule.problem
    let first = (0..<output).reduce(0) { $0 + problem.tiles(ofOutput: $1) }
    guard tiles.count > 1, let costs = panel.tileCosts, costs.indices.contains(first + tiles.upperBound - 1),
      tiles.reduce(0, { $0 + costs[first + $1] }) == span.end - span.start
    else { return [(span.start, span.end, tiles)] }
    var time = span.start
    return tiles.map { tile in
      let start = time
      time += costs[first + tile]
      return (start, time, tile..<tile + 1)
    }
  }

  /// A box a tile where their labels fit; else one for all, so that it has a label at all.
  private func boxes(_ stretch: Stretch) -> [String] {
    let mean = Double(stretch.end - stretch.start) * scale / Double(max(1, stretch.tiles.count))
    if mean >= Self.narrowestTile, laneHeight - 2 >= Self.smallestText {
      return stretch.tiles.flatMap {
        box(from: $0.start, to: $0.end, unit: stretch.unit, output: stretch.output, tiles: $0.tiles)
      }
    }
    return box(from: stretch.start, to: stretch.end, unit: stretch.unit, output: stretch.output, tiles: stretch.range)
  }

  /// A solid box with its letter and tile, or hatched where no letter fits.
  private func box(from start: Int, to end: Int, unit: Int, output: Int, tiles: Range<Int>) -> [String] {
    let (left, width) = (x(start), Double(end - start) * scale)
    let letter = panel.schedule.problem.letter(ofOutput: output)
    let name = letter + SpanFacts.words(tiles)
    let place =
      "x=\"\(left.brief)\" y=\"\(y(unit).brief)\" width=\"\(max(width, 0.2).brief)\" height=\"\((laneHeight - 0.5).brief)\""
    let series = DrawingStyle.colour(ofOutput: output)
    var elements = ["<rect class=\"c\(series)\" \(place)><title>U\(unit): \(name)</title></rect>"]
    // The size at which a label of bold letters fits its box.
    func size(_ label: String) -> Double { min(9, laneHeight - 2, (width - 1.5) / (0.68 * Double(label.count))) }
    if let label = [name, letter].first(where: { size($0) >= Self.smallestText }) {
      let size = size(label)
      elements.append(
        "<text class=\"on\" style=\"font-size: \(size.brief)px\" x=\"\((left + width / 2).brief)\" "
          + "y=\"\((y(unit) + laneHeight / 2 + size * 0.35).brief)\" text-anchor=\"middle\">\(label)</text>")
    } else if series > 0 {
      elements.append("<rect fill=\"url(#h\(series))\" \(place)/>")
    }
    return elements
  }
}

extension AxisUnit {
  /// A time in the axis's unit, with two more digits than its ticks need.
  func words(_ position: Int) -> String {
    let symbol = name.prefix { $0 != "," }
    return "\((Double(position) / Double(unitLength)).brief) \(symbol)"
  }
}
