import AttentionCore

/// Schedules as a vector drawing for a paper or a slide: a panel per algorithm, a lane per unit, all on one axis.
///
/// Text is text; the ground is light unless a dark one is asked for, whatever the reader's system has, since paper follows
/// no system; an output has a letter or a hatching besides its colour. Made for a column 480 units wide: there its smallest
/// text is half of the body's size.
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
  /// What is drawn: the problem, in sentences.
  public var caption: [String]

  public init(panels: [Panel], caption: [String] = []) {
    self.panels = panels
    self.caption = caption
  }

  /// A trace's runs, by its own clock; in steps where that is asked for, or where it has no times.
  public init(_ trace: Trace, inSteps: Bool = false, caption: [String] = []) {
    let hasTimes = trace.runs.contains { !$0.timeline.spans.isEmpty }
    let costs: [Int]? = if case .composed = trace.clock { trace.costs?.tiles } else { nil }
    let panels = trace.runs.map { run in
      hasTimes && !inSteps
        ? Panel(schedule: run.schedule, timeline: run.timeline, tileCosts: costs)
        : Panel(schedule: run.schedule, timeline: run.schedule.stepTimeline())
    }
    self.init(panels: panels, caption: caption)
  }

  static let width = 480.0
  /// Where lanes begin and end.
  static let (left, right) = (34.0, 472.0)
  /// Characters of a caption's line, in the widest of the fonts.
  private static let lineLength = 100

  /// The file's text.
  public func svg(isDark: Bool = false) -> String {
    let axis = DrawingAxis(panels)
    var body: [String] = []
    var y = 6.0
    for line in caption.flatMap({ $0.broken(after: Self.lineLength) }) {
      y += 10
      body.append("<text class=\"problem\" x=\"8\" y=\"\((y - 1).brief)\">\(line.escapedForXML)</text>")
    }
    if !caption.isEmpty { y += 6 }
    for panel in panels {
      let lanes = PanelDrawing(panel, top: y, scale: axis.scale)
      body += lanes.elements + axis.floorLine(from: lanes.lanesTop, to: lanes.bottom)
      y = lanes.bottom + 8
    }
    body += axis.elements(y: y)
    y += axis.height
    let key = DrawingKey(panels, isHatched: body.contains { $0.contains("url(#h") })
    body += key.elements(y: y)
    let height = Int(y + key.height)
    let title = panels.map(\.schedule.algorithm.title).joined(separator: ", ")
    let head = """
      <svg xmlns="http://www.w3.org/2000/svg" width="\(Int(Self.width))" height="\(height)" \
      viewBox="0 0 \(Int(Self.width)) \(height)" role="img" font-family="Helvetica, Arial, 'DejaVu Sans', sans-serif">
      <title>\(title.escapedForXML): which unit computes which KV tile, and when</title>
      <style>
      \(DrawingStyle.sheet(isDark: isDark))
      </style>
      <defs>\(DrawingStyle.patterns)</defs>
      <rect class="ground" width="100%" height="100%"/>
      """
    return ([head] + body + ["</svg>", ""]).joined(separator: "\n")
  }
}

extension String {
  /// In lines, broken at blanks.
  fileprivate func broken(after length: Int) -> [String] {
    var lines: [String] = []
    for word in split(separator: " ") {
      if let last = lines.last, last.count + 1 + word.count <= length {
        lines[lines.count - 1] = last + " " + word
      } else {
        lines.append(String(word))
      }
    }
    return lines
  }
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
