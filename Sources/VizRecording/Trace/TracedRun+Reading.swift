import AttentionCore

extension TracedRun {
  /// Holds what is written of an algorithm against its schedule.
  ///
  /// - Parameter place: where it stands, for errors.
  init(_ raw: RawAlgorithm, schedule: Schedule, timeline: Timeline, at place: String) throws(TraceError) {
    self.init(schedule: schedule, timeline: timeline, times: raw.times)
    try readSegments(raw.segments ?? [], at: "\(place).record.segments")
    try readMerges(raw.merges ?? [], at: "\(place).record.merges")
    try readOutputs(raw.outputs ?? [], at: "\(place).record.outputs")
    record.accuracy = try raw.accuracy.accuracy(at: place)
  }

  private mutating func readSegments(_ segments: [RawSegment], at place: String) throws(TraceError) {
    try Self.check(segments.count, schedule.segments.count, "segments", at: place)
    for (index, raw) in segments.enumerated() {
      let place = "\(place)[\(index)]"
      let rows = schedule.segments[index].rows.count
      let tiles = schedule.tiles(of: schedule.segments[index]).count
      let size = TracedListSize(rows: rows, headDim: schedule.problem.headDim)
      if let (m, l) = try tracedLists(
        ("m", raw.m, tiles * rows), ("l", raw.l, tiles * rows), at: place)
      {
        for tile in 0..<tiles {
          let range = tile * rows..<(tile + 1) * rows
          record.add(.tile(segment: index, m: Array(m[range]), l: Array(l[range])))
        }
      }
      if let partial = try raw.end?.partial(size, at: "\(place).end") { record.add(.segment(index, partial)) }
      references[index] = try raw.reference?.reference(size, at: "\(place).reference")
    }
  }

  private mutating func readMerges(_ merges: [RawMerge], at place: String) throws(TraceError) {
    try Self.check(merges.count, schedule.merges.count, "merges", at: place)
    let size = TracedListSize(rows: schedule.problem.groupSize, headDim: schedule.problem.headDim)
    for (index, raw) in merges.enumerated() {
      let place = "\(place)[\(index)]"
      let result = try raw.end?.partial(size, at: "\(place).end")
      let weights = try tracedLists(
        ("m", raw.m, size.rows), ("alpha", raw.alpha, size.rows), ("beta", raw.beta, size.rows), at: place)
      guard let result, let (m, alpha, beta) = weights else {
        guard result == nil, weights == nil else {
          throw TraceError(place: place, reason: "needs all of m, alpha, beta and end, or none")
        }
        continue
      }
      record.add(
        .merge(
          index,
          MergeRecord(
            weights: (0..<size.rows).map { MergeWeights(m: m[$0], alpha: alpha[$0], beta: beta[$0]) }, result: result)))
    }
  }

  private mutating func readOutputs(_ outputs: [RawResult], at place: String) throws(TraceError) {
    try Self.check(outputs.count, schedule.problem.outputs, "outputs", at: place)
    let size = TracedListSize(rows: schedule.problem.groupSize, headDim: schedule.problem.headDim)
    for (index, raw) in outputs.enumerated() {
      if let (o, lse) = try tracedLists(
        ("o", raw.o, size.entries), ("lse", raw.lse, size.rows), at: "\(place)[\(index)]")
      {
        record.add(.output(index, OutputRecord(output: o, logSumExp: lse)))
      }
    }
  }

  /// A list is as long as it must be, or empty: then nothing of it was recorded.
  private static func check(_ count: Int, _ wanted: Int, _ what: String, at place: String) throws(TraceError) {
    guard count == 0 || count == wanted else {
      throw TraceError(place: place, reason: "has \(count) \(what), not \(wanted)")
    }
  }
}

/// How long the lists of one partial or result are.
private struct TracedListSize {
  var rows: Int
  var headDim: Int
  var entries: Int { rows * headDim }
}

/// Lists of numbers that say something only together, each by its name and with its length.
///
/// - Returns: all of them; `nil` where none was recorded: they are missing or empty.
/// - Throws: where one is missing, or not as long as it has to be.
private func tracedLists<each Number>(
  _ list: repeat (name: String, values: [each Number]?, count: Int), at place: String
) throws(TraceError) -> (repeat [each Number])? {
  var lists: [(name: String, found: Int, wanted: Int)] = []
  for list in repeat each list { lists.append((list.name, list.values?.count ?? 0, list.count)) }
  if lists.allSatisfy({ $0.found == 0 }) { return nil }
  for list in lists where list.found == 0 {
    let names = lists.map(\.name)
    let all = names.dropLast().joined(separator: ", ") + " and " + (names.last ?? "")
    throw TraceError(place: place, reason: "has no \(list.name): it needs all of \(all), or none")
  }
  for list in lists where list.found != list.wanted {
    throw TraceError(place: "\(place).\(list.name)", reason: "has \(list.found) numbers, not \(list.wanted)")
  }
  return (repeat (each list).values ?? [])
}

extension RawPartial {
  /// `nil` where nothing stands there.
  fileprivate func partial(_ size: TracedListSize, at place: String) throws(TraceError) -> Partial? {
    let lists = try tracedLists(("m", m, size.rows), ("l", l, size.rows), ("o", o, size.entries), at: place)
    return lists.map { Partial(m: $0, l: $1, o: $2) }
  }
}

extension RawReference {
  /// `nil` where nothing stands there.
  fileprivate func reference(_ size: TracedListSize, at place: String) throws(TraceError) -> Reference? {
    let lists = try tracedLists(("o", o, size.entries), ("lse", lse, size.rows), at: place)
    return lists.map { Reference(output: $0, logSumExp: $1) }
  }
}

extension RawAccuracy {
  /// `nil` where nothing was checked.
  fileprivate func accuracy(at place: String) throws(TraceError) -> Accuracy? {
    guard let maxAbsError, let maxRelError, let maxLseError, let isOK else {
      guard maxAbsError == nil, maxRelError == nil, maxLseError == nil, isOK == nil else {
        throw TraceError(
          place: place, reason: "needs all of max_abs_error, max_rel_error, max_lse_error and ok, or none")
      }
      return nil
    }
    guard [maxAbsError, maxRelError, maxLseError].allSatisfy({ $0.isNaN || $0 >= 0 }) else {
      throw TraceError(place: place, reason: "has an error below 0")
    }
    return Accuracy(maxAbsError: maxAbsError, maxRelError: maxRelError, maxLseError: maxLseError, isOK: isOK)
  }
}
