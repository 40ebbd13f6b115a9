import AttentionCore
import Testing

@testable import AttentionKernel

/// Millions of keys whose values do not average to zero: what each sum loses must not grow with their number.
struct LongContextTests {
  private static let context = 1 << 20

  private static func problem(
    _ type: ElementType, tile: Int, context: Int = context, queryHeads: Int = 1
  ) throws -> AttentionProblem {
    try AttentionProblem(
      contexts: [context], queryHeads: queryHeads, kvHeads: 1, headDim: 8, elementType: type, tileTokens: tile)
  }

  /// One segment of all tiles, as many partials as an output may have, and something between.
  private static func schedules(_ problem: AttentionProblem) -> [Schedule] {
    [
      Schedule(.fa2, problem: problem, units: 8), Schedule(.fd, problem: problem, units: 8, splits: .fixed(4096)),
      Schedule(.lean, problem: problem, units: 301),
    ]
  }

  /// Executes schedules with every instruction set, and records those that are not right.
  private static func check(
    _ input: AttentionInput, _ reference: Reference, _ schedules: [Schedule], _ comment: String
  ) throws {
    for instructionSet in InstructionSet.available {
      let engine = try Engine(input, threads: 2, instructionSet: instructionSet)
      for schedule in schedules {
        let execution = try engine.execute(schedule, recording: false)
        let accuracy = Accuracy(
          output: execution.output, logSumExp: execution.logSumExp, reference: reference)
        #expect(
          accuracy.isOK,
          "\(comment), tile \(schedule.problem.tileTokens), \(schedule.algorithm), \(instructionSet): \(accuracy)")
      }
    }
  }

  @Test("A million values with a mean, in tiles of any size", arguments: ElementType.allCases)
  func anyTile(type: ElementType) throws {
    let made = try AttentionInput(
      generating: Experiment(problem: Self.problem(type, tile: 256, queryHeads: 2), distribution: .shifted), threads: 2)
    let reference = try Engine(made, threads: 2, instructionSet: .available[0]).reference()
    #expect(reference.output.allSatisfy { abs($0 - 1) < 0.1 }, "the values have a mean")
    for tile in [1, 7, 64, 256, 65536] {
      let problem = try Self.problem(type, tile: tile, queryHeads: 2)
      let input = AttentionInput(problem: problem, queries: made.queries, memory: made.memory)
      // Of the smallest tiles, which take long, the longest segment alone.
      try Self.check(
        input, reference, Array(Self.schedules(problem).prefix(tile < 64 ? 1 : 3)), "\(type)")
    }
  }

  @Test("Four million keys, shifted or with sinks", arguments: [Distribution.shifted, .sinks])
  func fourMillionKeys(distribution: Distribution) throws {
    let problem = try Self.problem(.bf16, tile: 256, context: 1 << 22)
    let input = try AttentionInput(
      generating: Experiment(problem: problem, distribution: distribution), threads: 2)
    let reference = try Engine(input, threads: 2, instructionSet: .available[0]).reference()
    try Self.check(input, reference, Self.schedules(problem), "\(distribution)")
  }

  /// An input of f32 numbers: K has one column that is not 0, all columns of V are alike.
  private static func input(
    _ problem: AttentionProblem, key: (Int) -> Float, value: (Int) -> Float
  ) throws -> AttentionInput {
    let layout = KVLayout(packed: problem)
    let regions = try [
      MemoryRegion(bytes: layout.byteCount, for: "a test"), MemoryRegion(bytes: layout.byteCount, for: "a test"),
    ]
    let keys = regions[0].base.assumingMemoryBound(to: Float.self)
    let values = regions[1].base.assumingMemoryBound(to: SIMD8<Float>.self)
    for index in 0..<problem.contexts[0] {
      keys[8 * index] = key(index)
      values[index] = SIMD8(repeating: value(index))
    }
    return AttentionInput(
      problem: problem, queries: (0..<8).map { _ in Float(8).squareRoot() },
      memory: KVMemory(
        keys: UnsafeRawPointer(keys), values: UnsafeRawPointer(values), layout: layout, owners: regions))
  }

  @Test("A million roundings that all go the same way", arguments: [1, 64, 65536])
  func equalValues(tile: Int) throws {
    let problem = try Self.problem(.f32, tile: tile)
    let input = try Self.input(problem, key: { _ in 0 }, value: { _ in 1.1 })
    let reference = Reference(
      output: Array(repeating: Double(1.1 as Float), count: 8),
      logSumExp: [naturalLogarithm(Double(Self.context))])
    try Self.check(input, reference, Array(Self.schedules(problem).prefix(tile == 1 ? 1 : 3)), "equal values")
  }

  @Test("Scores that every key raises a little: re-scaling a million times", arguments: [1, 64])
  func risingScores(tile: Int) throws {
    let problem = try Self.problem(.f32, tile: tile)
    let step = 0x1p-26 as Float
    let half = Self.context / 2
    let input = try Self.input(problem, key: { Float($0) * step }, value: { $0 < half ? 0 : 1 })
    let reference = try Engine(input, threads: 2, instructionSet: .available[0]).reference()
    try Self.check(input, reference, Array(Self.schedules(problem).prefix(tile == 1 ? 1 : 3)), "rising scores")
  }

  @Test("Blocks of tiles are whole tiles, and no longer than the kernel adds up in one go")
  func blocks() {
    for tile in [1, 7, 64, 100, 127, 128, 129, 255, 256] {
      let tokens = TileFolder.blockTiles(tileTokens: tile) * tile
      #expect(tokens % tile == 0 && tokens <= 256 && tokens + tile > 256, "tile \(tile): \(tokens)")
    }
    #expect(TileFolder.blockTiles(tileTokens: 257) == 1 && TileFolder.blockTiles(tileTokens: 65536) == 1)
  }
}
