import AttentionCore
import StrictJSON

extension RawAlgorithm {
  init(_ reader: inout JSONReader, _ budget: inout Int) throws(TraceError) {
    var run = RawAlgorithm()
    try reader.object { (reader, key) throws(TraceError) in
      switch key {
      case "algorithm": run.algorithm = try reader.named(Algorithm.init(rawValue:), "an algorithm: fa2, fd or lean")
      case "pid": run.pid = try reader.integer(0...Int(Int32.max))
      case "dispatch": run.dispatch = try reader.named(Dispatch.init(rawValue:), "grid or resident")
      case "splits": if try !reader.takeNull() { run.splits = try reader.integer(ProblemLimits.splits) }
      case "ctas": run.ctas = try reader.ctas()
      case "ns": run.times = try WallTime(&reader)
      case "max_abs_error": run.accuracy.maxAbsError = try reader.double()
      case "max_rel_error": run.accuracy.maxRelError = try reader.double()
      case "max_lse_error": run.accuracy.maxLseError = try reader.double()
      case "ok": run.accuracy.isOK = try reader.bool()
      case "record": try run.readRecord(&reader, &budget)
      default: try reader.skip()
      }
    }
    self = run
  }

  private mutating func readRecord(_ reader: inout JSONReader, _ budget: inout Int) throws(TraceError) {
    var run = self
    try reader.object { (reader, key) throws(TraceError) in
      switch key {
      case "segments": run.segments = try reader.list(&budget, RawSegment.init)
      case "merges": run.merges = try reader.list(&budget, RawMerge.init)
      case "outputs": run.outputs = try reader.list(&budget, RawResult.init)
      default: try reader.skip()
      }
    }
    self = run
  }
}

extension WallTime {
  init(_ reader: inout JSONReader) throws(TraceError) {
    var times = WallTime(median: -1, p5: -1, p95: -1, runs: -1)
    try reader.object { (reader, key) throws(TraceError) in
      switch key {
      case "median": times.median = try reader.integer(0...TraceLimits.longest)
      case "p5": times.p5 = try reader.integer(0...TraceLimits.longest)
      case "p95": times.p95 = try reader.integer(0...TraceLimits.longest)
      case "runs": times.runs = try reader.integer(1...1_000_000_000)
      default: try reader.skip()
      }
    }
    guard times.median >= 0, times.p5 >= 0, times.p95 >= 0, times.runs > 0 else {
      throw reader.error("needs median, p5, p95 and runs")
    }
    guard times.p5 <= times.median, times.median <= times.p95 else {
      throw reader.error("p5 \(times.p5), median \(times.median), p95 \(times.p95) are not in order")
    }
    self = times
  }
}

extension JSONReader {
  fileprivate mutating func ctas() throws(TraceError) -> [[RawShare]] {
    var ctas: [[RawShare]] = []
    var segments = 0
    try array { (reader, place) throws(TraceError) in
      guard place < TraceLimits.ctas else { throw reader.error("is one CTA too many") }
      var shares: [RawShare]?
      try reader.object { (reader, key) throws(TraceError) in
        guard key == "segments" else { return try reader.skip() }
        var list: [RawShare] = []
        try reader.array { (reader, _) throws(TraceError) in
          segments += 1
          guard segments <= TraceLimits.segments else { throw reader.error("is one segment too many") }
          list.append(try reader.share())
        }
        shares = list
      }
      guard let shares else { throw reader.error("has no segments") }
      ctas.append(shares)
    }
    return ctas
  }

  private mutating func share() throws(TraceError) -> RawShare {
    var request: Int?
    var kvHead: Int?
    var first: Int?
    var end: Int?
    try object { (reader, key) throws(TraceError) in
      switch key {
      case "request": request = try reader.integer(0...ProblemLimits.rows - 1)
      case "kv_head": kvHead = try reader.integer(0...ProblemLimits.rows - 1)
      case "first": first = try reader.integer(0...TraceLimits.tiles)
      case "end": end = try reader.integer(0...TraceLimits.tiles)
      default: try reader.skip()
      }
    }
    guard let request, let kvHead, let first, let end else { throw error("needs request, kv_head, first and end") }
    guard first < end else { throw error("first \(first) is not below end \(end)") }
    return RawShare(request: request, kvHead: kvHead, tiles: first..<end)
  }
}
