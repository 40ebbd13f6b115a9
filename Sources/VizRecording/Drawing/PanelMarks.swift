import AttentionCore

/// What happens between tiles, on the step clock, where nothing takes time but tiles: ◇ a partial is published, ◆ one is
/// merged. What comes after the last tile has a tail behind it.
extension PanelDrawing {
  /// ◆ that stand side by side; of more there is one, and their number.
  private static let mostMarks = 5
  private static let markSize = 3.0
  /// Between the last chunk and the marks of a pass, where all units wait for each other.
  private static let barrierWidth = 8.0

  /// The room that the marks behind the last tile take.
  static func tailWidth(_ panel: ScheduleDrawing.Panel) -> Double {
    guard panel.timeline.clock == .steps, panel.schedule.merges.count <= mostTiles else { return 0 }
    let marks = Double(mostMarks + 1) * 2 * markSize
    switch panel.schedule.reduction {
    case .none: return 0
    case .host: return marks
    // Each output by its letter.
    case .pass: return barrierWidth + marks + 10
    }
  }

  var marks: [String] {
    guard isInSteps, panel.schedule.merges.count <= Self.mostTiles else { return [] }
    let schedule = panel.schedule
    var published: [String] = []
    var merged: [Place: [Int]] = [:]
    for event in schedule.stepEvents(on: panel.timeline) {
      switch event.kind {
      case .finish: break
      case .publish(let segments):
        published += segments.map { segment in
          let unit = panel.timeline.spans[segment].track.unit
          return diamond(at: x(event.step), unit: unit, isFilled: false, words: "U\(unit) publishes a partial")
        }
      case .merge(let index):
        let merge = schedule.merges[index]
        let unit = panel.timeline.spans[merge.host].track.unit
        merged[Place(step: event.step, unit: unit), default: []].append(merge.destination)
      }
    }
    if schedule.reduction == .pass { return published + pass }
    let places = merged.keys.sorted { ($0.step, $0.unit) < ($1.step, $1.unit) }
    return published
      + places.flatMap { place in
        // At the lower edge, where they cover no label.
        let y = lowerEdge(ofUnit: place.unit)
        return merged[place].map { row(ofOutputs: $0, from: x(place.step), y: y) } ?? []
      }
  }

  private struct Place: Hashable {
    var step: Int
    var unit: Int
  }

  /// FlashDecoding's second pass: behind the barrier, a line per output; which units merge is not decided by steps.
  private var pass: [String] {
    let schedule = panel.schedule
    let start = x(schedule.makespan) + Self.barrierWidth
    let line = (start - Self.barrierWidth / 2).brief
    let barrier =
      "<line class=\"barrier\" x1=\"\(line)\" x2=\"\(line)\" y1=\"\(lanesTop.brief)\" y2=\"\(bottom.brief)\">"
      + "<title>a barrier: every chunk is done</title></line>"
    let outputs = (0..<schedule.problem.outputs).filter { !schedule.mergeIndices(ofOutput: $0).isEmpty }
    guard outputs.count <= schedule.units, laneHeight - 2 >= Self.smallestText else {
      let middle = (lanesTop + bottom) / 2
      return [
        barrier,
        diamond(
          x: start + Self.markSize, y: middle - Self.markSize, isFilled: true, words: "the pass", size: Self.markSize),
      ]
        + [count(schedule.merges.count, x: start + 3 * Self.markSize, y: middle)]
    }
    return [barrier]
      + outputs.enumerated().flatMap { place, output in
        let merges = schedule.mergeIndices(ofOutput: output).map { _ in output }
        let letter = schedule.problem.letter(ofOutput: output)
        return [
          "<text class=\"mark\" x=\"\(start.brief)\" y=\"\((y(place) + laneHeight / 2 + 2.5).brief)\">\(letter)</text>"
        ] + row(ofOutputs: merges, from: start + 10, y: y(place) + laneHeight / 2)
      }
  }

  /// Merges side by side, each into an output.
  private func row(ofOutputs outputs: [Int], from x: Double, y: Double) -> [String] {
    let diamonds = outputs.prefix(outputs.count > Self.mostMarks ? 1 : Self.mostMarks).enumerated().map {
      diamond(
        x: x + Double($0) * 2 * Self.markSize, y: y, isFilled: true,
        words: "⊕ \(panel.schedule.problem.letter(ofOutput: $1))")
    }
    guard outputs.count > Self.mostMarks, laneHeight - 2 >= Self.smallestText else { return diamonds }
    return diamonds + [count(outputs.count, x: x + 2 * Self.markSize, y: y + Self.markSize)]
  }

  private func count(_ merges: Int, x: Double, y: Double) -> String {
    "<text class=\"mark\" x=\"\(x.brief)\" y=\"\((y - 0.5).brief)\">×\(grouped(merges))</text>"
  }

  func diamond(at x: Double, unit: Int, isFilled: Bool, words: String) -> String {
    diamond(x: x, y: lowerEdge(ofUnit: unit), isFilled: isFilled, words: words)
  }

  private func lowerEdge(ofUnit unit: Int) -> Double { y(unit) + laneHeight - min(Self.markSize, laneHeight / 2) }

  /// - Parameter size: by default what a lane has room for.
  private func diamond(x: Double, y: Double, isFilled: Bool, words: String, size: Double? = nil) -> String {
    let size = size ?? min(Self.markSize, laneHeight / 2)
    let points = [(x, y - size), (x + size, y), (x, y + size), (x - size, y)]
      .map { "\($0.0.brief),\($0.1.brief)" }.joined(separator: " ")
    return
      "<polygon class=\"\(isFilled ? "merge" : "publish")\" points=\"\(points)\"><title>\(words.escapedForXML)</title></polygon>"
  }
}
