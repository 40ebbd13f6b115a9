import AttentionCore

/// What a command line asks for: the experiment, and where its problem comes from.
struct Setup: Sendable, Hashable {
  var experiment: Experiment
  /// The preset that the options were laid over; `nil` where none applied.
  var preset: Preset?
  /// The tensor file with q, k and v; `nil` where the input is made up.
  var input: String?
}

extension Setup {
  /// Lays options over a preset, a file or the defaults.
  ///
  /// - Parameter shapeOfFile: reads the problem that a tensor file holds.
  /// - Throws: a failure of kind `usage` where options are out of range or contradict each other or the file.
  init(
    _ options: ProblemOptions, shapeOfFile: (String) throws(Failure) -> ProblemShape = ProblemShape.init(ofFile:)
  ) throws(Failure) {
    let preset = try options.appliedPreset()
    if let batch = options.batch, !(1...ProblemLimits.rows).contains(batch) {
      throw .usage("--batch: \(batch) is not from 1 to \(ProblemLimits.rows)")
    }
    let shape: ProblemShape
    if let path = options.input {
      shape = try shapeOfFile(path)
      try options.requireAgreement(with: shape, path: path, preset: preset)
    } else {
      shape = try ProblemShape(laying: options, over: preset)
    }
    let presetTile = options.headDim == nil || options.input != nil ? preset?.tileTokens : nil
    let tile =
      options.tile ?? presetTile ?? AttentionProblem.defaultTileTokens(headDim: shape.headDim)
    do {
      experiment = try Experiment(
        problem: shape.problem(tileTokens: tile), units: options.units ?? preset?.units ?? Self.defaultUnits,
        slots: options.slots ?? preset?.slots ?? Self.defaultSlots, threads: options.threads,
        splits: options.splits ?? preset?.splits ?? .automatic,
        algorithms: try options.algorithms(), seed: options.seed ?? Self.defaultSeed,
        distribution: options.distribution ?? .iid)
    } catch {
      throw Failure(error)
    }
    self.preset = preset
    input = options.input
  }

  static let defaultUnits = 8
  static let defaultSlots = 1
  static let defaultSeed: UInt64 = 1
}

/// A problem but for its tile: what a preset, a file or the options alone say.
struct ProblemShape: Sendable, Hashable {
  var contexts = [4096]
  var queryHeads = 8
  var kvHeads = 8
  var headDim = 64
  var elementType = ElementType.f32

  func problem(tileTokens: Int) throws(ProblemError) -> AttentionProblem {
    try AttentionProblem(
      contexts: contexts, queryHeads: queryHeads, kvHeads: kvHeads, headDim: headDim, elementType: elementType,
      tileTokens: tileTokens)
  }
}

extension ProblemShape {
  init(_ problem: AttentionProblem) {
    self.init(
      contexts: problem.contexts, queryHeads: problem.queryHeads, kvHeads: problem.kvHeads,
      headDim: problem.headDim, elementType: problem.elementType)
  }

  init(_ preset: Preset) {
    self.init(
      contexts: preset.contexts, queryHeads: preset.queryHeads, kvHeads: preset.kvHeads, headDim: preset.headDim,
      elementType: preset.elementType)
  }

  fileprivate init(laying options: ProblemOptions, over preset: Preset?) throws(Failure) {
    self = preset.map { ProblemShape($0) } ?? ProblemShape()
    contexts = try Self.contexts(options, over: contexts)
    if let heads = options.heads {
      queryHeads = heads
      kvHeads = heads
    }
    kvHeads = options.kvHeads ?? kvHeads
    headDim = options.headDim ?? headDim
    elementType = options.dtype ?? elementType
  }

  /// With a batch one length repeats; several must be as many as the batch.
  private static func contexts(_ options: ProblemOptions, over base: [Int]) throws(Failure) -> [Int] {
    let lengths = options.context?.lengths ?? base
    guard let batch = options.batch, batch != lengths.count else { return lengths }
    if options.context != nil ? lengths.count == 1 : Set(lengths).count == 1 {
      return Array(repeating: lengths[0], count: batch)
    }
    let source = options.context == nil ? "of the preset" : "of --context"
    throw .usage("--batch: \(batch) contradicts the \(lengths.count) lengths \(source)")
  }
}

extension ProblemOptions {
  /// The preset that is named, or the default one where no option says which problem it is.
  fileprivate func appliedPreset() throws(Failure) -> Preset? {
    guard let name = preset else { return sayWhichProblem ? nil : Preset.all.first }
    guard let preset = Preset.named(name) else {
      throw .usage("--preset: there is no '\(name)', but \(Preset.all.map(\.name).joined(separator: ", "))")
    }
    return preset
  }

  fileprivate func algorithms() throws(Failure) -> [Algorithm] {
    if algorithm.isEmpty { return Algorithm.standard }
    var chosen: [Algorithm] = []
    for one in algorithm.flatMap(\.algorithms) {
      if chosen.contains(one) { throw .usage("--algorithm: \(one.rawValue) is given twice") }
      chosen.append(one)
    }
    return chosen
  }

  /// Options, and a preset's values, may repeat what a file says, not contradict it.
  fileprivate func requireAgreement(with shape: ProblemShape, path: String, preset: Preset?) throws(Failure) {
    func require(
      _ option: ProblemError.Option, _ wanted: (some CustomStringConvertible & Equatable)?,
      _ actual: some CustomStringConvertible, _ agrees: Bool
    ) throws(Failure) {
      guard let wanted, !agrees else { return }
      throw .usage("--\(option.rawValue): \(wanted) contradicts \(path), which has \(actual)")
    }
    if let lengths = context?.lengths {
      let agrees = lengths.count == 1 ? shape.contexts.allSatisfy { $0 == lengths[0] } : lengths == shape.contexts
      try require(.context, lengths.brief, shape.contexts.brief, agrees)
    }
    try require(.batch, batch, shape.contexts.count, batch == shape.contexts.count)
    try require(.heads, heads, shape.queryHeads, heads == shape.queryHeads)
    try require(.kvHeads, kvHeads, shape.kvHeads, kvHeads == shape.kvHeads)
    try require(.headDim, headDim, shape.headDim, headDim == shape.headDim)
    try require(.dtype, dtype?.rawValue, shape.elementType.rawValue, dtype == shape.elementType)
    try require(.preset, preset?.name, "another problem", preset.map { ProblemShape($0) == shape } ?? true)
    if seed != nil { throw .usage("--seed: \(path) is not made up") }
    if distribution != nil { throw .usage("--distribution: \(path) is not made up") }
  }
}

extension [Int] {
  /// As an option's value, long lists cut.
  fileprivate var brief: String {
    prefix(4).map(String.init).joined(separator: ",") + (count > 4 ? ",… (\(count) lengths)" : "")
  }
}
