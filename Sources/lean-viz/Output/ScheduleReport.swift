import AttentionCore

extension ProblemShape {
  func json(tileTokens: Int) -> JSON {
    .object([
      ("contexts", .array(contexts.map { .int($0) })), ("query_heads", .int(queryHeads)), ("kv_heads", .int(kvHeads)),
      ("head_dim", .int(headDim)), ("dtype", .string(elementType.rawValue)), ("tile", .int(tileTokens)),
    ])
  }
}

extension AttentionProblem {
  var json: JSON { ProblemShape(self).json(tileTokens: tileTokens) }
}

extension ScheduleSummary {
  /// What a plan says of one algorithm but for its CTAs, in the order of the documented format.
  /// - Parameter wanted: the splits that FlashDecoding was asked for.
  func summaryJSON(wanted: SplitCount) -> [(key: String, value: JSON)] {
    [
      ("algorithm", .string(algorithm.rawValue)), ("dispatch", .string(dispatch.rawValue)),
      ("splits", .optional(splits)),
      ("rule", algorithm.rule(wanted).map { .string($0) } ?? .null), ("slots", .int(slots)),
      ("tiles", .int(problem.totalTiles)), ("makespan", .int(makespan)), ("utilization", .double(utilization)),
      ("partials", .int(partialCount)), ("merges", .int(mergeCount)),
    ]
  }
}

extension PlannedSchedule {
  /// The CTAs of a plan, however many are without work; `null`, and how many segments they have, where these are too many
  /// to list.
  var ctasJSON: [(key: String, value: JSON)] {
    switch self {
    case .listed(let schedule): [("ctas", schedule.ctasJSON)]
    case .summarised(let summary): [("ctas", .null), ("segments", .int(summary.segmentCount))]
    }
  }
}

extension Schedule {
  /// Every CTA of the grid by position, those without work included; each is made when it is written.
  var ctasJSON: JSON {
    // Positions come in order, so the next CTA with work is always at hand.
    var next = 0
    let listed = attendingCTAs
    return .made(count: gridSize) { position in
      while next < listed.count, listed[next].position < position { next += 1 }
      guard next < listed.count, listed[next].position == position else { return .object([("segments", .array([]))]) }
      return .object([("segments", .array(segments[listed[next].cta.segments].flatMap(json)))])
    }
  }

  /// Tiles that are not consecutive are listed one by one.
  private func json(_ segment: Segment) -> [JSON] {
    let output = output(of: segment)
    let tiles = segment.tiles
    let ranges = tiles.areConsecutive ? [tiles.hull] : tiles.map { $0..<$0 + 1 }
    return ranges.map { range in
      .object([
        ("request", .int(problem.request(ofOutput: output))), ("kv_head", .int(problem.kvHead(ofOutput: output))),
        ("first", .int(range.lowerBound)), ("end", .int(range.upperBound)), ("host", .bool(range.lowerBound == 0)),
        ("finishing", .bool(range.upperBound == problem.tiles(ofOutput: output))),
      ])
    }
  }
}
