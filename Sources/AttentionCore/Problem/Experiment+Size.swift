// How large an experiment's schedules would be, found without making them: only `plan` goes on where they are too large.

extension Experiment {
  /// What its planners see.
  var work: PlannedWork { PlannedWork(problem, units: units, slots: slots, splits: splits) }

  /// An upper bound on the segments of an algorithm's schedule.
  public func mostSegments(_ algorithm: Algorithm) -> Int { algorithm.mostSegments(work) }

  /// - Throws: where a schedule has more segments than a value may hold, with the bytes that it would take.
  public func requireSchedulesFit() throws(ProblemError) {
    let work = work
    for algorithm in algorithms {
      let segments = algorithm.mostSegments(work)
      guard segments <= ProblemLimits.segments else {
        let (bytes, most) = (segments * Schedule.bytesPerSegment, ProblemLimits.segments * Schedule.bytesPerSegment)
        throw ProblemError(
          .splits,
          "the \(numbered(segments, "segment")) of \(algorithm.title)'s schedule need \(bytes) bytes, more than \(most)"
        )
      }
    }
  }
}

extension Schedule {
  /// What a schedule grows by with each segment: itself, its accumulator and CTA, its items, and its merge.
  static let bytesPerSegment =
    MemoryLayout<Segment>.stride + MemoryLayout<RowSet>.stride + MemoryLayout<CTA>.stride
    + 2 * MemoryLayout<Item>.stride + MemoryLayout<Merge>.stride
}
