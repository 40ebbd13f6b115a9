import AttentionCore
import AttentionKernel
import VizRecording

/// How much of a run goes into its trace: as much as one may hold.
struct TraceContents: Equatable {
  /// m and l of every tile and row.
  var hasTiles = true
  /// O at the ends of segments, merges and outputs.
  var hasVectors = true
  /// Double-precision results over the keys of every segment.
  var hasReferences = true
  /// Measured runs beside the composed ones.
  var hasMeasuredRuns = true

  /// Bytes that an f32, an f64 and an event take in a file, at most but for rare ones.
  private static let (single, double, event) = (14, 24, 150)

  /// - Throws: a failure of kind `usage` where not even the spans fit, or there are too many tiles or segments.
  init(_ schedules: [Schedule], isMeasured: Bool) throws(Failure) {
    var (bare, tiles, vectors, references) = (0, 0, 0, 0)
    for schedule in schedules {
      guard schedule.segments.count <= TraceLimits.segments, schedule.gridSize <= TraceLimits.ctas,
        schedule.problem.totalTiles <= TraceLimits.tiles
      else {
        throw .usage(
          "--trace: \(numbered(schedule.problem.totalTiles, "KV tile")) in "
            + "\(numbered(schedule.segments.count, "segment")) under "
            + "\(schedule.algorithm.title) are more than a trace may have")
      }
      let (rows, headDim) = (schedule.problem.groupSize, schedule.problem.headDim)
      let (segments, merges) = (schedule.segments.count, schedule.merges.count)
      let spans = (isMeasured ? schedule.problem.totalTiles : 0) + segments + 2 * merges
      bare += spans * Self.event + segments * 120 + schedule.gridSize * 24 + schedule.units * 200
      tiles += schedule.problem.totalTiles * rows * 2 * Self.single
      vectors += (segments + merges + schedule.problem.outputs) * rows * (headDim + 5) * Self.single
      references += segments * rows * (headDim + 1) * Self.double
    }
    bare += (schedules.first?.problem.totalTiles ?? 0) * 12 + 4096
    guard bare <= TraceLimits.bytes else {
      throw .usage(
        "--trace: it would have some \(bare >> 20) MiB, more than the \(TraceLimits.bytes >> 20) MiB of a trace")
    }
    var left = TraceLimits.bytes - bare
    hasTiles = tiles <= left
    if hasTiles { left -= tiles }
    hasVectors = hasTiles && vectors <= left
    if hasVectors { left -= vectors }
    hasReferences = hasVectors && references <= left
    if hasReferences { left -= references }
    // A span a tile and, since how it is cut depends on the cores, at most one more each.
    let measured = isMeasured ? 0 : schedules.reduce(0) { $0 + 2 * $1.problem.totalTiles * Self.event }
    hasMeasuredRuns = hasReferences && measured <= left
  }

  /// What is left out, in words; `nil` where nothing is.
  var missing: String? {
    if !hasTiles { return "no numbers of the run" }
    if !hasVectors { return "m and l, but no O and no f64 reference" }
    if !hasReferences { return "no f64 reference of the partials" }
    return hasMeasuredRuns ? nil : "no measured times"
  }

  /// Says what is left out of a trace, if anything.
  func tellWhatIsMissing(in path: String) {
    if let missing {
      StandardError.print(line: "lean-viz: \(FileName.readable(path)): holds \(missing), else it would be too large")
    }
  }

  /// A record without what is left out.
  func record(_ record: Record, of schedule: Schedule) -> Record {
    if hasVectors { return record }
    var sparse = Record(for: schedule)
    sparse.accuracy = record.accuracy
    guard hasTiles else { return sparse }
    for (index, segment) in record.segments.enumerated() {
      let rows = schedule.segments[index].rows.count
      for first in stride(from: 0, to: segment.m.count, by: rows) {
        let range = first..<first + rows
        sparse.add(.tile(segment: index, m: Array(segment.m[range]), l: Array(segment.l[range])))
      }
    }
    return sparse
  }
}
