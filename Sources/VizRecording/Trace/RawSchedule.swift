import AttentionCore
import StrictJSON

/// A schedule's items as a trace of format 2 lists them, not held against anything yet.
struct RawSchedule {
  struct CTA {
    var position: Int
    var items: Range<Int>
  }

  struct Phase {
    var dispatch: Dispatch
    var gridSize: Int
    var items: Range<Int>
    var ctas: [CTA]
  }

  var accumulators: [RowSet] = []
  var items: [(work: Work, after: [Int])] = []
  var phases: [Phase] = []

  /// Of items, edges, accumulators and CTAs.
  private static let most = 4 * TraceLimits.segments
  private static let mostPhases = 64

  init(_ reader: inout JSONReader) throws(TraceError) {
    var (accumulators, items, phases): ([RowSet], [(work: Work, after: [Int])], [Phase]) = ([], [], [])
    var edges = 0
    try reader.object { (reader, key) throws(TraceError) in
      switch key {
      case "accumulators":
        accumulators = try reader.boundedList(Self.most) { reader throws(TraceError) in try reader.rows(nil).rows }
      case "items":
        items = try reader.boundedList(Self.most) { reader throws(TraceError) in
          let item = try reader.item()
          edges += item.after.count
          guard edges <= Self.most else { throw reader.error("is one edge too many") }
          return item
        }
      case "phases":
        phases = try reader.boundedList(Self.mostPhases) { reader throws(TraceError) in try reader.phase() }
      default: try reader.skip()
      }
    }
    guard phases.reduce(0, { $0 + $1.gridSize }) <= TraceLimits.ctas else { throw reader.error("has too many CTAs") }
    let attends = items.count { if case .attend = $0.work { true } else { false } }
    guard attends <= TraceLimits.segments else { throw reader.error("has more than \(TraceLimits.segments) segments") }
    (self.accumulators, self.items, self.phases) = (accumulators, items, phases)
  }

  func schedule(
    _ algorithm: Algorithm, _ problem: AttentionProblem, units: Int, slots: Int, _ splits: Int?, at place: String
  ) throws(TraceError) -> Schedule {
    guard let plan = plan(splits: splits) else {
      throw TraceError(place: "\(place).schedule", reason: "its phases, CTAs and items do not follow each other")
    }
    do throws(ScheduleError) {
      return try Schedule(algorithm, problem: problem, units: units, slots: slots, recorded: plan)
    } catch {
      throw TraceError(place: "\(place).schedule", reason: error.reason)
    }
  }

  /// - Returns: the plan that it is; `nil` where its lists do not fit together.
  func plan(splits: Int?) -> Plan? {
    var plan = Plan(splits: splits)
    for rows in accumulators { plan.addAccumulator(rows) }
    var next = 0
    for phase in phases {
      guard phase.items.lowerBound == next, phase.items.upperBound <= items.count else { return nil }
      plan.beginPhase(phase.dispatch, gridSize: phase.gridSize)
      for cta in phase.ctas {
        guard cta.items.lowerBound == next, cta.items.upperBound <= phase.items.upperBound else { return nil }
        plan.beginCTA(position: cta.position)
        for item in items[cta.items] { plan.add(item.work, after: item.after) }
        next = cta.items.upperBound
      }
      for item in items[next..<phase.items.upperBound] { plan.addToNoCTA(item.work, after: item.after) }
      next = phase.items.upperBound
    }
    return next == items.count ? plan : nil
  }
}

extension JSONReader {
  fileprivate mutating func boundedList<Element>(
    _ most: Int, _ read: (inout JSONReader) throws(TraceError) -> Element
  ) throws(TraceError) -> [Element] {
    var list: [Element] = []
    try array { (reader, place) throws(TraceError) in
      guard place < most else { throw reader.error("is one too many") }
      list.append(try read(&reader))
    }
    return list
  }

  /// A lower and an upper bound.
  fileprivate mutating func range(_ limits: ClosedRange<Int>) throws(TraceError) -> Range<Int> {
    let bounds = try boundedList(2) { reader throws(TraceError) in try reader.integer(limits) }
    guard bounds.count == 2, bounds[0] <= bounds[1] else { throw error("is no range: [first, end]") }
    return bounds[0]..<bounds[1]
  }

  /// Of an accumulator, or of a finish, which also names its accumulator.
  fileprivate mutating func rows(_ accumulatorKey: String?) throws(TraceError) -> (rows: RowSet, accumulator: Int) {
    var requests: Range<Int>?
    var (head, accumulator): (Int?, Int?) = (nil, nil)
    try object { (reader, key) throws(TraceError) in
      switch key {
      case "requests": requests = try reader.range(0...ProblemLimits.rows)
      case "kv_head": head = try reader.integer(0...ProblemLimits.rows - 1)
      case accumulatorKey: accumulator = try reader.integer(0...ProblemLimits.rows)
      default: try reader.skip()
      }
    }
    guard let requests, let head, !requests.isEmpty else { throw error("needs requests and kv_head") }
    if let accumulatorKey, accumulator == nil { throw error("needs \(accumulatorKey)") }
    return (RowSet(requests: requests, kvHead: head), accumulator ?? 0)
  }

  fileprivate mutating func item() throws(TraceError) -> (work: Work, after: [Int]) {
    var work: Work?
    var after: [Int] = []
    try object { (reader, key) throws(TraceError) in
      switch key {
      case "attend": work = try reader.attend()
      case "merge":
        let numbers = try reader.numbers("from", "into")
        work = .merge(from: numbers[0], into: numbers[1])
      case "finish":
        let (rows, accumulator) = try reader.rows("accumulator")
        work = .finish(accumulator: accumulator, rows: rows)
      case "after":
        after = try reader.boundedList(4 * TraceLimits.segments) { reader throws(TraceError) in
          try reader.integer(0...4 * TraceLimits.segments)
        }
      default: try reader.skip()
      }
    }
    guard let work else { throw error("is no item: attend, merge or finish") }
    return (work, after)
  }

  private mutating func attend() throws(TraceError) -> Work {
    let numbers = try numbers("source", "first", "count", "stride", "into")
    guard numbers[2] > 0, numbers[3] > 0 else { throw error("count and stride begin at 1") }
    return .attend(
      source: numbers[0], Ordinals(first: numbers[1], count: numbers[2], stride: numbers[3]), into: numbers[4])
  }

  /// An object of whole numbers, by their names, all of which it needs.
  private mutating func numbers(_ names: String...) throws(TraceError) -> [Int] {
    var found: [String: Int] = [:]
    try object { (reader, key) throws(TraceError) in
      if names.contains(key) { found[key] = try reader.integer(0...TraceLimits.tiles) } else { try reader.skip() }
    }
    var list: [Int] = []
    for name in names {
      guard let number = found[name] else { throw error("needs \(name)") }
      list.append(number)
    }
    return list
  }

  fileprivate mutating func phase() throws(TraceError) -> RawSchedule.Phase {
    var dispatch: Dispatch?
    var gridSize: Int?
    var items: Range<Int>?
    var ctas: [RawSchedule.CTA] = []
    try object { (reader, key) throws(TraceError) in
      switch key {
      case "dispatch": dispatch = try reader.named(Dispatch.init(rawValue:), "grid or resident")
      case "grid": gridSize = try reader.integer(0...TraceLimits.ctas)
      case "items": items = try reader.range(0...4 * TraceLimits.segments)
      case "ctas": ctas = try reader.boundedList(TraceLimits.ctas) { reader throws(TraceError) in try reader.cta() }
      default: try reader.skip()
      }
    }
    guard let dispatch, let gridSize, let items else { throw error("needs dispatch, grid and items") }
    return RawSchedule.Phase(dispatch: dispatch, gridSize: gridSize, items: items, ctas: ctas)
  }

  private mutating func cta() throws(TraceError) -> RawSchedule.CTA {
    var position: Int?
    var items: Range<Int>?
    try object { (reader, key) throws(TraceError) in
      switch key {
      case "position": position = try reader.integer(0...TraceLimits.ctas)
      case "items": items = try reader.range(0...4 * TraceLimits.segments)
      default: try reader.skip()
      }
    }
    guard let position, let items else { throw error("needs position and items") }
    return RawSchedule.CTA(position: position, items: items)
  }
}
