import Testing

@testable import AttentionCore

/// What is done to a right schedule to make it a wrong one.
enum Breakage: CaseIterable {
  case segmentMissing, segmentTwice, keysOverlap, keysMissing, emptySegment, endsEarly, wrongRows, wrongSource
  case segmentsSwapped, ctaMissing, ctaEmpty, positionTwice, positionBeyondGrid, segmentInNoCTA
  case tooManyResidents, makespanBelowFloor
  case mergeMissing, mergeTwice, mergesSwapped, wrongOrder, hostIsNoHost, wrongDestination

  func apply(to schedule: inout Schedule) {
    let last = schedule.segments.count - 1
    switch self {
    case .segmentMissing: schedule.segments.removeLast()
    case .segmentTwice: schedule.segments.append(schedule.segments[last])
    case .keysOverlap:
      schedule.segments[1].keys = schedule.segments[1].keys.lowerBound - 1..<schedule.segments[1].keys.upperBound
    case .keysMissing:
      schedule.segments[1].keys = schedule.segments[1].keys.lowerBound + 1..<schedule.segments[1].keys.upperBound
    case .emptySegment:
      schedule.segments[1].keys = schedule.segments[1].keys.lowerBound..<schedule.segments[1].keys.lowerBound
    case .endsEarly: schedule.segments[last].keys = schedule.segments[last].keys.dropLast()
    case .wrongRows: schedule.segments[0].rows = 0..<schedule.segments[0].rows.count + 1
    case .wrongSource: schedule.segments[0].source += 1
    case .segmentsSwapped: schedule.segments.swapAt(0, 1)
    case .ctaMissing: schedule.ctas.remove(at: 1)
    case .ctaEmpty: schedule.ctas[1].segments = 1..<1
    case .positionTwice: schedule.ctas[1].position = schedule.ctas[0].position
    case .positionBeyondGrid: schedule.ctas[schedule.ctas.count - 1].position = schedule.gridSize
    case .segmentInNoCTA: schedule.ctas.removeLast()
    case .tooManyResidents: schedule.units -= 1
    case .makespanBelowFloor: schedule.makespan = schedule.floor - 1
    case .mergeMissing: schedule.merges.removeLast()
    case .mergeTwice: schedule.merges.append(schedule.merges[schedule.merges.count - 1])
    case .mergesSwapped: schedule.merges.swapAt(0, 1)
    case .wrongOrder: schedule.merges[0].order = 1
    case .hostIsNoHost: schedule.merges[0].host = schedule.merges[0].source
    case .wrongDestination: schedule.merges[0].destination += 1
    }
  }
}

@Suite("Broken schedules") struct BrokenScheduleTests {
  /// Two outputs of 20 tiles on seven units: outputs are cut several times under LeanAttention and FlashDecoding.
  private func schedule(_ algorithm: Algorithm) throws -> Schedule {
    let problem = try AttentionProblem(
      contexts: [300], queryHeads: 4, kvHeads: 2, headDim: 64, elementType: .f32, tileTokens: 15)
    return Schedule(algorithm, problem: problem, units: 7, splits: .fixed(4))
  }

  @Test("are reported, whatever is broken", arguments: Breakage.allCases) func areReported(breakage: Breakage) throws {
    for algorithm in [Algorithm.fd, .lean] where breakage != .tooManyResidents || algorithm == .lean {
      var schedule = try schedule(algorithm)
      #expect(schedule.violations() == [], "\(algorithm)")
      breakage.apply(to: &schedule)
      #expect(schedule.violations() != [], "\(breakage), \(algorithm)")
    }
  }

  @Test("FlashAttention-2 cuts nothing and merges nothing") func flashAttention2() throws {
    let cut = try schedule(.fd)
    var schedule = try schedule(.fa2)
    #expect(schedule.violations() == [])
    (schedule.segments, schedule.ctas, schedule.gridSize) = (cut.segments, cut.ctas, cut.gridSize)
    (schedule.merges, schedule.reduction) = (cut.merges, cut.reduction)
    #expect(schedule.violations() != [])
  }

  @Test("FlashDecoding's chunks are equal and stand at their split's place") func flashDecoding() throws {
    let problem = try schedule(.fd).problem
    func plan(_ cuts: [Int], positions: [Int]) -> Schedule {
      var plan = Plan(dispatch: .grid, reduction: .pass, splits: 2, gridSize: 4)
      for output in 0..<2 {
        for (split, range) in [0..<cuts[output], cuts[output]..<20].enumerated() {
          plan.add(
            position: positions[2 * output + split],
            shares: CollectionOfOne(Plan.Share(output: output, ordinals: range)))
        }
      }
      return Schedule(.fd, problem: problem, units: 7, plan: plan)
    }
    #expect(plan([10, 10], positions: [0, 1, 2, 3]).violations() == [])
    #expect(plan([10, 9], positions: [0, 1, 2, 3]).violations() != [])
    #expect(plan([10, 10], positions: [0, 2, 3, 4]).violations() != [])
  }

  @Test("LeanAttention's ranges are contiguous, even, and one a slot") func lean() throws {
    let problem = try schedule(.lean).problem
    typealias Piece = (output: Int, ordinals: Range<Int>)
    func plan(_ ctas: [[Piece]]) -> Schedule {
      var plan = Plan(dispatch: .resident, reduction: .host, splits: nil, gridSize: ctas.count)
      for (position, pieces) in ctas.enumerated() {
        plan.add(position: position, shares: pieces.map { Plan.Share(output: $0.output, ordinals: $0.ordinals) })
      }
      return Schedule(.lean, problem: problem, units: 3, plan: plan)
    }
    let right: [[Piece]] = [[(0, 0..<14)], [(0, 14..<20), (1, 0..<7)], [(1, 7..<20)]]
    #expect(plan(right).violations() == [])
    let uneven: [[Piece]] = [[(0, 0..<15)], [(0, 15..<20), (1, 0..<7)], [(1, 7..<20)]]
    #expect(plan(uneven).violations() != [])
    let tooFew: [[Piece]] = [[(0, 0..<20)], [(1, 0..<20)]]
    #expect(plan(tooFew).violations() != [])
    // The unfinished head of output 1 stands before the tail of output 0: a wait in the middle, a late publish.
    let chained: [[Piece]] = [[(1, 0..<7), (0, 0..<7)], [(0, 7..<20)], [(1, 7..<20)]]
    #expect(plan(chained).violations() != [])
  }
}
