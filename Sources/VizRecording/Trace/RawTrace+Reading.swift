import AttentionCore
import Foundation
import StrictJSON

extension RawTrace {
  /// - Throws: what is no JSON, has the wrong type, or is beyond ``TraceLimits``.
  init(json bytes: [UInt8]) throws(TraceError) {
    guard bytes.count <= TraceLimits.bytes else {
      throw TraceError(place: "", reason: "has more than \(TraceLimits.bytes >> 20) MiB")
    }
    var reader = JSONReader(bytes)
    // First of all: of another program's trace no detail is of interest, but what it lacks.
    guard Self.mentionsMetadata(bytes) else {
      _ = try reader.kind()
      throw Self.foreign
    }
    guard try reader.kind() == .object else {
      throw TraceError(place: "", reason: "is no JSON object with traceEvents and leanViz")
    }
    var trace = RawTrace()
    try reader.object { (reader, key) throws(TraceError) in
      switch key {
      case "traceEvents": try trace.readEvents(&reader)
      case "leanViz": try trace.readMetadata(&reader)
      default: try reader.skip()
      }
    }
    try reader.end()
    guard trace.hasMetadata else { throw Self.foreign }
    self = trace
  }

  private static let foreign = TraceError(
    place: "",
    reason: "has no leanViz metadata, as traces of other programs; replay reads what lean-viz run --trace writes")

  /// Whether the key that says what a trace is of stands anywhere: a look at bytes, whatever else there is.
  private static func mentionsMetadata(_ bytes: [UInt8]) -> Bool {
    Data(bytes).range(of: Data("\"leanViz\"".utf8)) != nil
  }

  private mutating func readMetadata(_ reader: inout JSONReader) throws(TraceError) {
    var budget = TraceLimits.numbers
    var format: Int?
    var trace = self
    trace.hasMetadata = true
    try reader.object { (reader, key) throws(TraceError) in
      switch key {
      case "format": format = try reader.integer(1...1)
      case "writer": trace.writer = try reader.words()
      case "name": trace.name = try reader.words()
      case "input": trace.input = try reader.words()
      case "clock": trace.clock = try reader.words()
      case "source": trace.source = try reader.words()
      case "units": trace.units = try reader.integer(ProblemLimits.units)
      case "slots": trace.slots = try reader.integer(ProblemLimits.slots)
      case "threads": trace.threads = try reader.integer(ProblemLimits.threads)
      case "isa": trace.instructionSet = try reader.words()
      case "cold": trace.isCold = try reader.bool()
      case "oversubscribed": trace.isOversubscribed = try reader.bool()
      case "problem": trace.problem = try RawProblem(&reader)
      case "splits": trace.splits = try reader.splits()
      case "seed": trace.seed = try reader.unsigned()
      case "distribution": trace.distribution = try reader.named(Distribution.init(rawValue:), "a distribution")
      case "costs": trace.costs = try reader.costs(&budget)
      case "measured": trace.measured = try RawMeasured(&reader)
      case "algorithms":
        try reader.array { (reader, _) throws(TraceError) in
          guard trace.algorithms.count < Algorithm.allCases.count else { throw reader.error("is one too many") }
          trace.algorithms.append(try RawAlgorithm(&reader, &budget))
        }
      default: try reader.skip()
      }
    }
    guard format != nil else { throw reader.error("has no format, which has to be 1") }
    self = trace
  }
}

extension RawProblem {
  fileprivate init(_ reader: inout JSONReader) throws(TraceError) {
    var problem = RawProblem()
    try reader.object { (reader, key) throws(TraceError) in
      switch key {
      case "contexts":
        try reader.array { (reader, place) throws(TraceError) in
          guard place < ProblemLimits.rows else { throw reader.error("is one request too many") }
          problem.contexts.append(try reader.integer(ProblemLimits.context))
        }
      case "query_heads": problem.queryHeads = try reader.integer(1...ProblemLimits.rows)
      case "kv_heads": problem.kvHeads = try reader.integer(1...ProblemLimits.rows)
      case "head_dim": problem.headDim = try reader.integer(ProblemLimits.headDim)
      case "dtype": problem.elementType = try reader.named(ElementType.init(rawValue:), "an element type")
      case "tile": problem.tileTokens = try reader.integer(ProblemLimits.tileTokens)
      default: try reader.skip()
      }
    }
    self = problem
  }
}

extension RawAlgorithm {
  fileprivate init(_ reader: inout JSONReader, _ budget: inout Int) throws(TraceError) {
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

extension RawPartial {
  fileprivate init(_ reader: inout JSONReader, _ budget: inout Int) throws(TraceError) {
    var partial = RawPartial()
    try reader.object { (reader, key) throws(TraceError) in
      switch key {
      case "m": partial.m = try reader.floats(&budget)
      case "l": partial.l = try reader.floats(&budget)
      case "o": partial.o = try reader.floats(&budget)
      default: try reader.skip()
      }
    }
    self = partial
  }
}

extension RawSegment {
  fileprivate init(_ reader: inout JSONReader, _ budget: inout Int) throws(TraceError) {
    var segment = RawSegment()
    try reader.object { (reader, key) throws(TraceError) in
      switch key {
      case "m": segment.m = try reader.floats(&budget)
      case "l": segment.l = try reader.floats(&budget)
      case "end": segment.end = try RawPartial(&reader, &budget)
      case "reference": segment.reference = try RawReference(&reader, &budget)
      default: try reader.skip()
      }
    }
    self = segment
  }
}

extension RawMerge {
  fileprivate init(_ reader: inout JSONReader, _ budget: inout Int) throws(TraceError) {
    var merge = RawMerge()
    try reader.object { (reader, key) throws(TraceError) in
      switch key {
      case "m": merge.m = try reader.floats(&budget)
      case "alpha": merge.alpha = try reader.weights(&budget)
      case "beta": merge.beta = try reader.weights(&budget)
      case "end": merge.end = try RawPartial(&reader, &budget)
      default: try reader.skip()
      }
    }
    self = merge
  }
}

extension RawResult {
  fileprivate init(_ reader: inout JSONReader, _ budget: inout Int) throws(TraceError) {
    var result = RawResult()
    try reader.object { (reader, key) throws(TraceError) in
      switch key {
      case "o": result.o = try reader.floats(&budget)
      case "lse": result.lse = try reader.floats(&budget)
      default: try reader.skip()
      }
    }
    self = result
  }
}

extension RawReference {
  fileprivate init(_ reader: inout JSONReader, _ budget: inout Int) throws(TraceError) {
    var reference = RawReference()
    try reader.object { (reader, key) throws(TraceError) in
      switch key {
      case "o": reference.o = try reader.doubles(&budget)
      case "lse": reference.lse = try reader.doubles(&budget)
      default: try reader.skip()
      }
    }
    self = reference
  }
}

// MARK: Values

extension JSONReader {
  /// A string that is shown in a line.
  fileprivate mutating func words() throws(TraceError) -> String {
    let text = try string()
    guard !text.isEmpty, text.unicodeScalars.count <= 120 else { throw error("has not from 1 to 120 characters") }
    guard !text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else {
      throw error("has control characters")
    }
    return text
  }

  fileprivate mutating func named<Value>(_ make: (String) -> Value?, _ what: String) throws(TraceError) -> Value {
    let text = try string()
    guard let value = make(text) else { throw error("\"\(text.prefix(30))\" is not \(what)") }
    return value
  }

  fileprivate mutating func splits() throws(TraceError) -> SplitCount {
    if try kind() == .string { return try named({ $0 == "auto" ? .automatic : nil }, "auto, or a number") }
    return .fixed(try integer(ProblemLimits.splits))
  }

  fileprivate mutating func list<Value>(
    _ budget: inout Int, _ make: (inout JSONReader, inout Int) throws(TraceError) -> Value
  ) throws(TraceError) -> [Value] {
    var values: [Value] = []
    var left = budget
    try array { (reader, place) throws(TraceError) in
      guard place < TraceLimits.segments else { throw reader.error("is one too many") }
      values.append(try make(&reader, &left))
    }
    budget = left
    return values
  }

  private mutating func numbers<Value>(
    _ budget: inout Int, _ make: (inout JSONReader) throws(TraceError) -> Value
  ) throws(TraceError) -> [Value] {
    var values: [Value] = []
    var left = budget
    try array { (reader, _) throws(TraceError) in
      left -= 1
      guard left >= 0 else { throw reader.error("is beyond the \(TraceLimits.numbers) numbers that a trace may hold") }
      values.append(try make(&reader))
    }
    budget = left
    return values
  }

  fileprivate mutating func floats(_ budget: inout Int) throws(TraceError) -> [Float] {
    try numbers(&budget) { (reader) throws(TraceError) in try reader.float() }
  }

  fileprivate mutating func doubles(_ budget: inout Int) throws(TraceError) -> [Double] {
    try numbers(&budget) { (reader) throws(TraceError) in try reader.double() }
  }

  /// α and β: from 0 to 1, or not a number.
  fileprivate mutating func weights(_ budget: inout Int) throws(TraceError) -> [Float] {
    try numbers(&budget) { (reader) throws(TraceError) in
      let value = try reader.float()
      guard value.isNaN || (0...1).contains(value) else { throw reader.error("\(value) is not from 0 to 1") }
      return value
    }
  }

  /// A cost, in ns: so small that all of them have a sum.
  private static let mostCost = 1_000_000_000_000

  fileprivate mutating func costs(_ budget: inout Int) throws(TraceError) -> PartCosts {
    var costs = PartCosts(tiles: [], merge: -1, barrier: nil)
    var saysBarrier = false
    var left = budget
    try object { (reader, key) throws(TraceError) in
      switch key {
      case "tiles":
        costs.tiles = try reader.numbers(&left) { (reader) throws(TraceError) in try reader.integer(0...Self.mostCost) }
      case "merge": costs.merge = try reader.integer(0...Self.mostCost)
      case "barrier":
        saysBarrier = true
        if try !reader.takeNull() { costs.barrier = try reader.integer(0...Self.mostCost) }
      default: try reader.skip()
      }
    }
    budget = left
    guard costs.merge >= 0, saysBarrier else { throw error("needs tiles, merge and barrier") }
    return costs
  }

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
