/// The numbers that came out of a run of one schedule. Sparse and in any order: what is `nil` was not recorded (yet).
public struct Record: Sendable, Hashable {
  /// By segment.
  public private(set) var segments: [SegmentRecord]
  /// By merge.
  public private(set) var merges: [MergeRecord?]
  /// By output.
  public private(set) var outputs: [OutputRecord?]
  /// How many tiles have been computed.
  public private(set) var tilesDone = 0
  /// The result's distance from the f64 reference.
  public var accuracy: Accuracy?

  public init(for schedule: Schedule) {
    segments = Array(repeating: SegmentRecord(), count: schedule.segments.count)
    merges = Array(repeating: nil, count: schedule.merges.count)
    outputs = Array(repeating: nil, count: schedule.problem.outputs)
  }

  public mutating func add(_ entry: RecordEntry) {
    switch entry {
    case .tile(let segment, let m, let l):
      segments[segment].m += m
      segments[segment].l += l
      segments[segment].tilesDone += 1
      tilesDone += 1
    case .segment(let index, let partial): segments[index].partial = partial
    case .merge(let index, let merge): merges[index] = merge
    case .output(let index, let output): outputs[index] = output
    }
  }

  /// How many merges have been done.
  public var mergesDone: Int { merges.reduce(0) { $0 + ($1 == nil ? 0 : 1) } }
}

/// What is known of a segment.
public struct SegmentRecord: Sendable, Hashable {
  /// How many of its tiles have been computed, whether or not their numbers were recorded.
  public var tilesDone = 0
  /// m after each tile computed so far, `[tiles, rows]`.
  public var m: [Float] = []
  /// l after each tile computed so far, `[tiles, rows]`.
  public var l: [Float] = []
  /// The state at the segment's end.
  public var partial: Partial?

  public init() {}
}

/// One ⊕ as it was executed.
public struct MergeRecord: Sendable, Hashable {
  /// m′, α and β of each row.
  public var weights: [MergeWeights]
  /// The accumulator after the merge.
  public var result: Partial

  public init(weights: [MergeWeights], result: Partial) {
    self.weights = weights
    self.result = result
  }
}

/// A finished output. Both are empty where it was not recorded.
public struct OutputRecord: Sendable, Hashable {
  /// Normalised, `[rows, headDim]`.
  public var output: [Float]
  /// log Σ e^score of each row, natural log.
  public var logSumExp: [Float]

  public init(output: [Float], logSumExp: [Float]) {
    self.output = output
    self.logSumExp = logSumExp
  }
}

/// One thing that a run reports. Tiles of a segment come in order.
public enum RecordEntry: Sendable, Hashable {
  /// The next tile of a segment was folded in: m and l of each row after it; both empty where they were not recorded.
  case tile(segment: Int, m: [Float], l: [Float])
  case segment(Int, Partial)
  case merge(Int, MergeRecord)
  case output(Int, OutputRecord)
}
