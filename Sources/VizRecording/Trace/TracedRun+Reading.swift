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
      if raw.m != nil || raw.l != nil {
        let (m, l) = (raw.m ?? [], raw.l ?? [])
        try Self.check(m.count, tiles * rows, "m", at: place)
        try Self.check(l.count, tiles * rows, "l", at: place)
        for tile in 0..<tiles where !m.isEmpty {
          let range = tile * rows..<(tile + 1) * rows
          record.add(.tile(segment: index, m: Array(m[range]), l: Array(l[range])))
        }
      }
      if let partial = try raw.end?.partial(rows: rows, headDim: schedule.problem.headDim, at: "\(place).end") {
        record.add(.segment(index, partial))
      }
      if let reference = raw.reference {
        try Self.check(reference.output.count, rows * schedule.problem.headDim, "o", at: "\(place).reference")
        try Self.check(reference.logSumExp.count, rows, "lse", at: "\(place).reference")
        references[index] = reference.output.isEmpty || reference.logSumExp.isEmpty ? nil : reference
      }
    }
  }

  private mutating func readMerges(_ merges: [RawMerge], at place: String) throws(TraceError) {
    try Self.check(merges.count, schedule.merges.count, "merges", at: place)
    let rows = schedule.problem.groupSize
    for (index, raw) in merges.enumerated() {
      let place = "\(place)[\(index)]"
      guard let m = raw.m, let alpha = raw.alpha, let beta = raw.beta, let end = raw.end else {
        guard raw.m == nil, raw.alpha == nil, raw.beta == nil, raw.end == nil else {
          throw TraceError(place: place, reason: "needs all of m, alpha, beta and end, or none")
        }
        continue
      }
      for (name, values) in [("m", m), ("alpha", alpha), ("beta", beta)] where values.count != rows {
        throw TraceError(place: "\(place).\(name)", reason: "has \(values.count) numbers for \(rows) rows")
      }
      guard let result = try end.partial(rows: rows, headDim: schedule.problem.headDim, at: "\(place).end") else {
        throw TraceError(place: "\(place).end", reason: "has no m, l and o")
      }
      record.add(
        .merge(
          index,
          MergeRecord(
            weights: (0..<rows).map { MergeWeights(m: m[$0], alpha: alpha[$0], beta: beta[$0]) }, result: result)))
    }
  }

  private mutating func readOutputs(_ outputs: [RawResult], at place: String) throws(TraceError) {
    try Self.check(outputs.count, schedule.problem.outputs, "outputs", at: place)
    let rows = schedule.problem.groupSize
    for (index, raw) in outputs.enumerated() where raw.o != nil || raw.lse != nil {
      let (o, lse) = (raw.o ?? [], raw.lse ?? [])
      guard o.count == rows * schedule.problem.headDim, lse.count == rows else {
        throw TraceError(
          place: "\(place)[\(index)]",
          reason: "has \(o.count) o and \(lse.count) lse for \(rows) rows of \(schedule.problem.headDim)")
      }
      record.add(.output(index, OutputRecord(output: o, logSumExp: lse)))
    }
  }

  /// A list is as long as it must be, or empty: then nothing of it was recorded.
  private static func check(_ count: Int, _ wanted: Int, _ what: String, at place: String) throws(TraceError) {
    guard count == 0 || count == wanted else {
      throw TraceError(place: place, reason: "has \(count) \(what), not \(wanted)")
    }
  }
}

extension RawPartial {
  /// `nil` where nothing stands there.
  fileprivate func partial(rows: Int, headDim: Int, at place: String) throws(TraceError) -> Partial? {
    if m.isEmpty, l.isEmpty, o.isEmpty { return nil }
    guard m.count == rows, l.count == rows, o.count == rows * headDim else {
      throw TraceError(
        place: place, reason: "has \(m.count) m, \(l.count) l and \(o.count) o for \(rows) rows of \(headDim)")
    }
    return Partial(m: m, l: l, o: o)
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
