@testable import AttentionCore
import Testing

@Suite("Problems") struct ProblemTests {
  static let most = Int(Int32.max)

  private func problem(
    contexts: [Int] = [4096], heads: Int = 8, kvHeads: Int = 8, headDim: Int = 64, tile: Int = 256
  ) throws(ProblemError) -> AttentionProblem {
    try AttentionProblem(
      contexts: contexts, queryHeads: heads, kvHeads: kvHeads, headDim: headDim, elementType: .f32, tileTokens: tile)
  }

  /// The option that is to blame, or nil.
  private func blamed(_ make: () throws -> some Any) -> ProblemError.Option? {
    do {
      _ = try make()
      return nil
    } catch {
      return (error as? ProblemError)?.option
    }
  }

  @Test("contexts go from 1 to 2³¹ − 1, at least one") func contexts() {
    for good in [[1], [Self.most], [1, Self.most, 7]] {
      #expect(blamed { try problem(contexts: good) } == nil)
    }
    for bad in [[], [0], [-1], [Self.most + 1], [5, 0], [Int.min], [Int.max]] {
      #expect(blamed { try problem(contexts: bad) } == .context, "\(bad)")
    }
  }

  @Test("requests × heads go up to 2²⁰") func rows() {
    #expect(blamed { try problem(heads: 1 << 20, kvHeads: 1) } == nil)
    #expect(
      blamed { try problem(contexts: Array(repeating: 1, count: 1024), heads: 1024, kvHeads: 1024) } == nil)
    for bad in [0, -8, (1 << 20) + 1, Int.max] {
      #expect(blamed { try problem(heads: bad, kvHeads: 1) } == .heads, "\(bad)")
      #expect(blamed { try problem(heads: 8, kvHeads: bad) } == .kvHeads, "\(bad)")
    }
    #expect(
      blamed { try problem(contexts: Array(repeating: 1, count: 1025), heads: 1024, kvHeads: 1024) } == .heads)
  }

  @Test("query heads are a multiple of KV heads") func groups() throws {
    #expect(blamed { try problem(heads: 8, kvHeads: 3) } == .kvHeads)
    #expect(blamed { try problem(heads: 8, kvHeads: 16) } == .kvHeads)
    #expect(try problem(heads: 12, kvHeads: 3).groupSize == 4)
  }

  @Test("the head dimension is a multiple of 8 from 8 to 512") func headDims() {
    for good in [8, 64, 80, 512] { #expect(blamed { try problem(headDim: good) } == nil) }
    for bad in [0, 4, 12, 513, 520, -64] {
      #expect(blamed { try problem(headDim: bad) } == .headDim, "\(bad)")
    }
  }

  @Test("tiles go from 1 to 65536, units to 4096, threads to 1024, splits to 2³¹ − 1") func others() throws {
    for good in [1, 65536] { #expect(blamed { try problem(tile: good) } == nil) }
    for bad in [0, -1, 65537] { #expect(blamed { try problem(tile: bad) } == .tile) }
    let experimented = try problem()
    func blame(units: Int = 8, threads: Int? = nil, splits: SplitCount = .automatic, algorithms: [Algorithm] = [.fd])
      -> ProblemError.Option?
    {
      blamed {
        try Experiment(problem: experimented, units: units, threads: threads, splits: splits, algorithms: algorithms)
      }
    }
    for good in [1, 4096] { #expect(blame(units: good) == nil) }
    for bad in [0, -1, 4097] { #expect(blame(units: bad) == .units) }
    for good in [1, 1024] { #expect(blame(threads: good) == nil) }
    for bad in [0, -1, 1025] { #expect(blame(threads: bad) == .threads) }
    for good in [1, Self.most] { #expect(blame(splits: .fixed(good)) == nil) }
    for bad in [0, -1, Self.most + 1] { #expect(blame(splits: .fixed(bad), algorithms: [.lean]) == .splits) }
    #expect(blame(algorithms: []) == .algorithm)
  }

  @Test("an error says which option and why, in one line") func errors() {
    let error = #expect(throws: ProblemError.self) { try problem(headDim: 12) }
    #expect(error?.description == "--head-dim: 12 is not a multiple of 8")
    let range = #expect(throws: ProblemError.self) { try problem(tile: 0) }
    #expect(range?.description == "--tile: 0 is not from 1 to 65536")
  }

  @Test("sizes follow from shapes") func sizes() throws {
    let problem = try AttentionProblem(
      contexts: [300, 513], queryHeads: 6, kvHeads: 2, headDim: 80, elementType: .bf16, tileTokens: 128)
    #expect(problem.requests == 2 && problem.outputs == 4 && problem.rows == 12 && problem.groupSize == 3)
    #expect(problem.totalTiles == 2 * (3 + 5))
    #expect(problem.kvBytes == (300 + 513) * 2 * 2 * 80 * 2)
    #expect(problem.keys(ofTile: 2, output: 1) == 256..<300 && problem.keys(ofTile: 4, output: 2) == 512..<513)
    #expect(problem.rows(ofOutput: 3) == 9..<12)
    #expect([64, 72, 128, 136].map(AttentionProblem.defaultTileTokens) == [256, 128, 128, 64])
  }
}

@Suite("The largest problems") struct LargestProblemTests {
  static let most = Int(Int32.max)

  @Test("are planned without overflow: one output, tiles of one token, any units") func oneOutput() throws {
    let problem = try AttentionProblem(
      contexts: [Self.most], queryHeads: 1, kvHeads: 1, headDim: 512, elementType: .f32, tileTokens: 1)
    for units in [1, 4096] {
      for schedule in try Experiment(problem: problem, units: units).schedules() {
        #expect(schedule.violations() == [] && schedule.floor == (Self.most - 1) / units + 1, "\(schedule.algorithm)")
        #expect(schedule.utilization > 0 && schedule.utilization <= 1)
      }
    }
    #expect(problem.kvBytes == Self.most * 4096)
  }

  @Test("are planned without overflow: 2²⁰ outputs of 2³¹ − 1 tiles") func manyOutputs() throws {
    let problem = try AttentionProblem(
      contexts: [Self.most], queryHeads: 1 << 20, kvHeads: 1 << 20, headDim: 512, elementType: .f32, tileTokens: 1)
    #expect(problem.totalTiles == Self.most << 20)
    #expect(problem.kvBytes == Self.most << 32)
    let schedule = Schedule(.lean, problem: problem, units: 4096)
    #expect(schedule.makespan == Self.most << 8 && schedule.utilization == 1)
  }

  @Test("splits without end are as many chunks as there are tiles") func splits() throws {
    let problem = try AttentionProblem(
      contexts: [5000, 1], queryHeads: 2, kvHeads: 2, headDim: 64, elementType: .f32, tileTokens: 1)
    let fd = Schedule(.fd, problem: problem, units: 8, splits: .fixed(Self.most))
    #expect(fd.segments.count == 10_002 && fd.gridSize == 4 * Self.most)
  }

  @Test("more than 2²⁴ segments are planned, but no schedule is made of them: refused with their number and bytes")
  func segments() throws {
    let problem = try AttentionProblem(
      contexts: [Self.most], queryHeads: 1 << 20, kvHeads: 1 << 20, headDim: 64, elementType: .f32, tileTokens: 1)
    let experiment = try Experiment(problem: problem, splits: .fixed(Self.most))
    let error = #expect(throws: ProblemError.self) { try experiment.requireSchedulesFit() }
    let bytes = Schedule.bytesPerSegment
    #expect(
      error?.description
        == "--splits: the 2251799812636672 segments of FlashDecoding's schedule need \(2_251_799_812_636_672 * bytes) "
        + "bytes, more than \((1 << 24) * bytes)")
    // Where FlashDecoding is not asked for, its splits stop nothing.
    try Experiment(problem: problem, splits: .fixed(Self.most), algorithms: [.fa2, .lean]).requireSchedulesFit()
  }
}
