import AttentionCore
import CellFrame

/// Schedules as a vector drawing for a paper or a slide: a panel an algorithm, a lane a unit, all on one axis.
///
/// Text is text; the ground and the ink follow the reader's light or dark scheme; an output has a letter or a hatching
/// besides its colour. Made for a column 480 units wide: there its smallest text is half of the body's size.
public struct ScheduleDrawing: Sendable {
  /// One algorithm.
  public struct Panel: Sendable {
    public var schedule: Schedule
    /// Of that very schedule.
    public var timeline: Timeline
    /// What each tile costs, one output after the other, in ns: where a span runs several tiles, this divides it.
    public var tileCosts: [Int]?

    public init(schedule: Schedule, timeline: Timeline, tileCosts: [Int]? = nil) {
      self.schedule = schedule
      self.timeline = timeline
      self.tileCosts = tileCosts
    }
  }

  public var panels: [Panel]

  public init(panels: [Panel]) { self.panels = panels }

  /// A trace's runs, by its own clock; in steps where that is asked for, or where it has no times.
  public init(_ trace: Trace, inSteps: Bool = false) {
    let hasTimes = trace.runs.contains { !$0.timeline.spans.isEmpty }
    let costs: [Int]? = if case .composed = trace.clock { trace.costs?.tiles } else { nil }
    panels = trace.runs.map { run in
      hasTimes && !inSteps
        ? Panel(schedule: run.schedule, timeline: run.timeline, tileCosts: costs)
        : Panel(schedule: run.schedule, timeline: run.schedule.stepTimeline())
    }
  }

  static let width = 480.0
  /// Where lanes begin and end.
  static let (left, right) = (34.0, 472.0)

  /// The end of the axis, in steps or ns.
  private var length: Int { max(1, panels.map(\.timeline.end).max() ?? 1) }

  /// The file's text.
  public var svg: String {
    let scale = (Self.right - Self.left) / Double(length)
    var body: [String] = []
    var y = 6.0
    for panel in panels {
      let lanes = PanelDrawing(panel, top: y, scale: scale)
      body += lanes.elements
      y = lanes.bottom + 8
    }
    body += axis(y: y, scale: scale)
    let height = Int(y + 37)
    let title = panels.map(\.schedule.algorithm.title).joined(separator: ", ")
    let head = """
      <svg xmlns="http://www.w3.org/2000/svg" width="\(Int(Self.width))" height="\(height)" \
      viewBox="0 0 \(Int(Self.width)) \(height)" role="img" font-family="Helvetica, Arial, 'DejaVu Sans', sans-serif">
      <title>\(title.escapedForXML): which unit computes which KV tile, and when</title>
      <style>
      \(DrawingStyle.sheet)
      </style>
      <defs>\(DrawingStyle.patterns)</defs>
      <rect class="ground" width="100%" height="100%"/>
      """
    return ([head] + body + ["</svg>", ""]).joined(separator: "\n")
  }

  /// What letters and marks stand for.
  private func legend(y: Double) -> [String] {
    // On a clock of times only what took some is drawn.
    let publishes = panels.contains { panel in
      panel.schedule.partialCount > 0
        && (panel.timeline.clock == .steps || panel.timeline.spans.contains { $0.kind == .publish })
    }
    let merges = panels.contains { !$0.schedule.merges.isEmpty }
    let marks = (publishes ? " · ◇ publishes a partial" : "") + (merges ? " · ◆ merges one" : "")
    return ["<text class=\"dim\" x=\"\(Self.left.brief)\" y=\"\(y.brief)\">A7: output A, its KV tile 7\(marks)</text>"]
  }

  /// Ticks at round positions, and the clock by name.
  private func axis(y: Double, scale: Double) -> [String] {
    let clock = panels.first?.timeline.clock ?? .steps
    let unit = AxisUnit(clock: clock, length: length)
    var elements: [String] = []
    for position in stride(from: 0, through: length, by: unit.stride) {
      let x = Self.left + Double(position) * scale
      elements.append(
        "<line class=\"axis\" x1=\"\(x.brief)\" x2=\"\(x.brief)\" y1=\"\((y - 4).brief)\" y2=\"\(y.brief)\"/>")
      elements.append(
        "<text class=\"dim\" x=\"\(x.brief)\" y=\"\((y + 9).brief)\" text-anchor=\"\(x > Self.right - 8 ? "end" : "middle")\">\(unit.label(position))</text>"
      )
    }
    let line =
      "<line class=\"axis\" x1=\"\(Self.left.brief)\" x2=\"\(Self.right.brief)\" y1=\"\((y - 4).brief)\" y2=\"\((y - 4).brief)\"/>"
    let name =
      "<text class=\"dim\" x=\"\(Self.right.brief)\" y=\"\((y + 19).brief)\" text-anchor=\"end\">\(unit.name.escapedForXML)</text>"
    return [line] + elements + [name] + legend(y: y + 31)
  }
}

/// How an axis counts.
struct AxisUnit {
  /// Positions between two ticks.
  let stride: Int
  /// Positions that are 1 on the axis.
  let unitLength: Int
  let name: String

  /// - Parameter length: of the axis, in steps or ns.
  init(clock: Clock, length: Int) {
    var unit = 1
    var chosen = 0
    while chosen == 0 {
      for factor in [1, 2, 5] where chosen == 0 && length / (unit * factor) <= 10 { chosen = unit * factor }
      if chosen == 0 { unit *= 10 }
    }
    stride = chosen
    let (one, symbol): (Int, String) =
      switch stride {
      case 1_000_000...: (1_000_000, "ms")
      case 1_000...: (1_000, "µs")
      default: (1, "ns")
      }
    switch clock {
    case .steps:
      unitLength = 1
      name = "steps: a KV tile is one, merges cost nothing"
    case .measured, .composed, .modelled, .imported:
      unitLength = one
      name = "\(symbol), \(clock.name)"
    }
  }

  func label(_ position: Int) -> String { String(position / unitLength) }
}

extension Double {
  /// With at most two decimals.
  var brief: String {
    let hundredths = Int((self * 100).rounded())
    if hundredths % 100 == 0 { return String(hundredths / 100) }
    let text = String(abs(hundredths) % 100 + 100).dropFirst()
    return (hundredths < 0 ? "-" : "") + "\(abs(hundredths) / 100)." + text
  }
}
