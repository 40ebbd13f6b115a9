import AttentionCore

/// What stands in a trace's file, each value of the right type, nothing held against anything else yet.
struct RawTrace {
  var writer: String?
  var name: String?
  var input: String?
  var clock: String?
  var source: String?
  var units: Int?
  var slots = 1
  var threads: Int?
  var instructionSet: String?
  var isCold = true
  var isOversubscribed = false
  var problem: RawProblem?
  var splits: SplitCount?
  var seed: UInt64?
  var distribution: Distribution?
  var costs: PartCosts?
  var algorithms: [RawAlgorithm] = []
  var measured: RawMeasured?
  var spans: [RawSpan] = []
  /// Whether there is any metadata.
  var hasMetadata = false
}

struct RawProblem {
  var contexts: [Int] = []
  var queryHeads: Int?
  var kvHeads: Int?
  var headDim: Int?
  var elementType = ElementType.f32
  var tileTokens: Int?
}

struct RawAlgorithm {
  var algorithm: Algorithm?
  var pid: Int?
  var dispatch: Dispatch?
  var splits: Int?
  var ctas: [[RawShare]]?
  /// All that a schedule says, where shares are not enough.
  var schedule: RawSchedule?
  var times: WallTime?
  var accuracy: RawAccuracy = .init()
  var segments: [RawSegment]?
  var merges: [RawMerge]?
  var outputs: [RawResult]?
}

/// Whole runs on as many units as threads.
struct RawMeasured {
  var isCold = true
  var algorithms: [RawMeasuredAlgorithm] = []
  var roof: Roof?
}

struct RawMeasuredAlgorithm {
  var pid: Int?
  var times: WallTime?
  var phases: SampledPhaseShares?
}

struct RawAccuracy {
  var maxAbsError: Double?
  var maxRelError: Double?
  var maxLseError: Double?
  var isOK: Bool?
}

struct RawShare {
  var request: Int
  var kvHead: Int
  var tiles: Range<Int>
}

struct RawPartial {
  var m: [Float]?
  var l: [Float]?
  var o: [Float]?
}

struct RawReference {
  var o: [Double]?
  var lse: [Double]?
}

struct RawSegment {
  var m: [Float]?
  var l: [Float]?
  var end: RawPartial?
  var reference: RawReference?
}

struct RawMerge {
  var m: [Float]?
  var alpha: [Float]?
  var beta: [Float]?
  var end: RawPartial?
}

struct RawResult {
  var o: [Float]?
  var lse: [Float]?
}

/// A complete event.
struct RawSpan {
  var pid: Int
  var tid: Int
  var kind: SpanKind
  /// In ns.
  var start: Int
  var end: Int
  var segment: Int?
  var merge: Int?
  /// Its place in the file's list of events.
  var place: Int
}
