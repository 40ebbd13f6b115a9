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
      case "format": format = try reader.integer(1...2)
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
    guard format != nil else { throw reader.error("has no format, which is 1 or 2") }
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

extension JSONReader {
  fileprivate mutating func splits() throws(TraceError) -> SplitCount {
    if try kind() == .string { return try named({ $0 == "auto" ? .automatic : nil }, "auto, or a number") }
    return .fixed(try integer(ProblemLimits.splits))
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
}
