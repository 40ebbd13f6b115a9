import AttentionCore

/// What the spans of a timeline are about, worked out from the schedule that their items index.
struct SpanFacts {
  struct Fact: Hashable {
    /// "A7", "A0–8", "⊕ A", or the kind.
    var name: String
    /// The output that it is for.
    var output: Int?
    /// The KV tiles that it ran: one of a segment where the timeline has a span for each, else all of the segment's.
    var tiles: Ordinals?
  }

  private let facts: [Fact]

  init(_ timeline: Timeline, of schedule: Schedule) {
    var spansOfSegment: [Int: [Int]] = [:]
    for (index, span) in timeline.spans.enumerated() where span.kind == .attend {
      if let item = span.item { spansOfSegment[item, default: []].append(index) }
    }
    var tiles: [Int: Ordinals] = [:]
    for (segment, spans) in spansOfSegment where schedule.segments.indices.contains(segment) {
      let range = schedule.segments[segment].tiles
      let isEachTile = spans.count == range.count
      let sorted = isEachTile ? spans.sorted { timeline.spans[$0].start < timeline.spans[$1].start } : spans
      for (place, index) in sorted.enumerated() {
        tiles[index] = isEachTile ? Ordinals(first: range[place], count: 1) : range
      }
    }
    facts = timeline.spans.indices.map { index in
      let span = timeline.spans[index]
      let output = Self.output(of: span, schedule)
      let letter = output.map { schedule.problem.letter(ofOutput: $0) } ?? ""
      let name: String
      if let range = tiles[index] {
        name = letter + Self.words(range)
      } else if Self.isOfMerge(span.kind), span.kind != .wait {
        name = "⊕ " + letter
      } else {
        name = span.kind.rawValue + (letter.isEmpty ? "" : " " + letter)
      }
      return Fact(name: name, output: output, tiles: tiles[index])
    }
  }

  subscript(index: Int) -> Fact { facts[index] }

  /// Whether the items of a kind are merges; those of the others are segments.
  static func isOfMerge(_ kind: SpanKind) -> Bool { kind == .merge || kind == .reduce || kind == .wait }

  private static func output(of span: Span, _ schedule: Schedule) -> Int? {
    guard let item = span.item else { return nil }
    if isOfMerge(span.kind) {
      return schedule.merges.indices.contains(item) ? schedule.merges[item].destination : nil
    }
    return schedule.segments.indices.contains(item) ? schedule.output(of: schedule.segments[item]) : nil
  }

  /// "7", "0–8"; "0–8 by 4" where only every fourth is.
  static func words(_ tiles: Ordinals) -> String {
    if tiles.count == 1 { return "\(tiles.first)" }
    return "\(tiles.first)–\(tiles.last)" + (tiles.areConsecutive ? "" : " by \(tiles.stride)")
  }
}

extension AttentionProblem {
  /// The letter of an output on its tiles, as the screen has it: A to Z, then again from A.
  func letter(ofOutput output: Int) -> String {
    String(UnicodeScalar(UInt8(ascii: "A") + UInt8(output % 26)))
  }
}
