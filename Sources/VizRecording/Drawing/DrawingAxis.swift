import AttentionCore

/// The axis of all panels: ticks at round positions, the clock by name, and on the step clock the floor.
struct DrawingAxis {
  /// Units of the drawing per step or ns.
  let scale: Double
  /// The end of the axis, in steps or ns.
  private let length: Int
  private let clock: Clock
  /// Steps that no schedule can do without; `nil` on the other clocks, which have no such bound.
  private let floor: Int?

  init(_ panels: [ScheduleDrawing.Panel]) {
    clock = panels.first?.timeline.clock ?? .steps
    length = max(1, panels.map(\.timeline.end).max() ?? 1)
    let width = ScheduleDrawing.right - ScheduleDrawing.left
    let scales = panels.map { (width - PanelDrawing.tailWidth($0)) / Double(max(1, $0.timeline.end)) }
    scale = min(width / Double(length), scales.min() ?? width)
    floor = clock == .steps ? panels.first?.schedule.floor : nil
  }

  let height = 33.0

  /// - Parameter y: below the last panel.
  func elements(y: Double) -> [String] {
    let unit = AxisUnit(clock: clock, length: length)
    let ticks = stride(from: 0, through: length, by: unit.stride).flatMap { position in
      let x = x(position)
      return [line("axis", x: x, from: y - 4, to: y), text(unit.label(position), x: x, y: y + 9)]
    }
    let axis =
      "<line class=\"axis\" x1=\"\(ScheduleDrawing.left.brief)\" x2=\"\(x(length).brief)\" "
      + "y1=\"\((y - 4).brief)\" y2=\"\((y - 4).brief)\"/>"
    return [axis] + ticks + names(unit, y: y + 20)
  }

  /// The clock by name at one end, and the floor where it is.
  private func names(_ unit: AxisUnit, y: Double) -> [String] {
    let middle = (ScheduleDrawing.left + ScheduleDrawing.right) / 2
    let isFloorLeft = floor.map { x($0) < middle } ?? true
    let clock =
      "<text class=\"dim\" x=\"\((isFloorLeft ? ScheduleDrawing.right : ScheduleDrawing.left).brief)\" y=\"\(y.brief)\" "
      + "text-anchor=\"\(isFloorLeft ? "end" : "start")\">\(unit.name.escapedForXML)</text>"
    guard let floor else { return [clock] }
    // As wide as its words, in the widest of the fonts, at the ends of the page.
    let place = max(ScheduleDrawing.left, min(x(floor), ScheduleDrawing.right - 30))
    return [
      clock, line("floor", x: x(floor), from: y - 24, to: y - 9),
      "<text class=\"floor-name\" x=\"\(place.brief)\" y=\"\(y.brief)\" text-anchor=\"middle\">floor \(grouped(floor))</text>",
    ]
  }

  /// Through the lanes of a panel.
  func floorLine(from top: Double, to bottom: Double) -> [String] {
    floor.map { [line("floor", x: x($0), from: top, to: bottom)] } ?? []
  }

  private func x(_ position: Int) -> Double { ScheduleDrawing.left + Double(position) * scale }

  private func line(_ style: String, x: Double, from y1: Double, to y2: Double) -> String {
    "<line class=\"\(style)\" x1=\"\(x.brief)\" x2=\"\(x.brief)\" y1=\"\(y1.brief)\" y2=\"\(y2.brief)\"/>"
  }

  private func text(_ words: String, x: Double, y: Double) -> String {
    let anchor = x > ScheduleDrawing.right - 8 ? "end" : "middle"
    return "<text class=\"dim\" x=\"\(x.brief)\" y=\"\(y.brief)\" text-anchor=\"\(anchor)\">\(words)</text>"
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
      name = "steps: one per KV tile; merges cost nothing"
    case .measured, .composed, .modelled, .imported:
      unitLength = one
      name = "\(symbol), \(clock.name)"
    }
  }

  func label(_ position: Int) -> String { String(position / unitLength) }
}
