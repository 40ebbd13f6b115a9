import AttentionCore

extension Schedule {
  /// Whether its shares alone, as `plan --json` lists them, say all of it; else a trace has its items.
  var isSaidByShares: Bool {
    guard segments.allSatisfy(\.tiles.areConsecutive) else { return false }
    var grid = Array(repeating: [Share](), count: gridSize)
    for (position, cta) in attendingCTAs {
      grid[position] = segments[cta.segments].map { Share(output: output(of: $0), tiles: $0.tiles.hull) }
    }
    let restored = try? Schedule(
      algorithm, problem: problem, units: units, slots: slots, dispatch: dispatch, splits: splits, grid: grid)
    return restored == self
  }

  /// All that it says: what its accumulators hold, and its items phase by phase.
  var itemsJSON: String {
    let accumulators = self.accumulators.map { rows in
      JSONText.object([("requests", Self.json(rows.requests)), ("kv_head", String(rows.kvHead))])
    }
    let items = self.items.map { item in
      JSONText.object(
        [json(item.work)] + (item.after.isEmpty ? [] : [("after", JSONText.list(edges[item.after].map(Int.init)))]))
    }
    let phases = self.phases.map { phase in
      let ctas = self.ctas[phase.ctas].map { cta in
        JSONText.object([("position", String(cta.position)), ("items", Self.json(cta.items))])
      }
      return JSONText.object([
        ("dispatch", JSONText.quoted(phase.dispatch.rawValue)), ("grid", String(phase.gridSize)),
        ("items", Self.json(phase.items)), ("ctas", "[" + ctas.joined(separator: ", ") + "]"),
      ])
    }
    func list(_ texts: [String]) -> String { "[" + texts.joined(separator: ",\n      ") + "]" }
    return
      "{\"accumulators\": \(list(accumulators)),\n     \"items\": \(list(items)),\n     \"phases\": \(list(phases))}"
  }

  private static func json(_ range: Range<Int>) -> String { "[\(range.lowerBound), \(range.upperBound)]" }

  private func json(_ work: Work) -> (String, String) {
    switch work {
    case .attend(let source, let tiles, let into):
      (
        "attend",
        JSONText.object([
          ("source", String(source)), ("first", String(tiles.first)), ("count", String(tiles.count)),
          ("stride", String(tiles.stride)), ("into", String(into)),
        ])
      )
    case .merge(let from, let into): ("merge", JSONText.object([("from", String(from)), ("into", String(into))]))
    case .finish(let accumulator, let rows):
      (
        "finish",
        JSONText.object([
          ("accumulator", String(accumulator)), ("requests", Self.json(rows.requests)),
          ("kv_head", String(rows.kvHead)),
        ])
      )
    }
  }
}
