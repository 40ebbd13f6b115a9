import Testing

@testable import AttentionCore

/// What is done to a right schedule to make it a wrong one.
enum Breakage: CaseIterable {
  case tilesOverlap, tilesMissing, noTiles, tilesBeyondTheEnd, wrongSource, wrongRows, attendedTwice
  case mergedTwice, mergedIntoItself, mergeLost, finishedTwice, finishedEarly, noSuchItem
  case ctaMissing, ctaEmpty, positionTwice, positionBeyondGrid, itemInNoPhase, waitsForItself
  case tooManyResidents, makespanBelowFloor

  func apply(to schedule: inout Schedule) {
    let attends = schedule.items.indices.filter { if case .attend = schedule.items[$0].work { true } else { false } }
    let finishes = schedule.items.indices.filter { if case .finish = schedule.items[$0].work { true } else { false } }
    let merges = schedule.merges.map(\.item)
    func attend(_ item: Int, _ change: (inout Int, inout Ordinals, inout Int) -> Void) {
      guard case .attend(var source, var tiles, var into) = schedule.items[item].work else { return }
      change(&source, &tiles, &into)
      schedule.replace(item, .attend(source: source, tiles, into: into))
    }
    switch self {
    case .tilesOverlap:
      attend(attends[1]) { _, tiles, _ in (tiles.first, tiles.count) = (tiles.first - 1, tiles.count + 1) }
    case .tilesMissing:
      attend(attends[1]) { _, tiles, _ in (tiles.first, tiles.count) = (tiles.first + 1, tiles.count - 1) }
    case .noTiles: attend(attends[1]) { _, tiles, _ in tiles.count = 0 }
    case .tilesBeyondTheEnd: attend(attends[attends.count - 1]) { _, tiles, _ in tiles.count += 1 }
    case .wrongSource: attend(attends[0]) { source, _, _ in source += 1 }
    case .wrongRows: schedule.accumulators[0] = RowSet(requests: 0..<2, kvHead: 0)
    case .attendedTwice: attend(attends[1]) { _, _, into in into = 0 }
    case .mergedTwice: schedule.replace(merges[1], schedule.items[merges[0]].work)
    case .mergedIntoItself:
      if case .merge(_, let into) = schedule.items[merges[0]].work {
        schedule.replace(merges[0], .merge(from: into, into: into))
      }
    case .mergeLost: schedule.replace(merges[0], schedule.items[finishes[0]].work)
    case .finishedTwice: schedule.replace(finishes[1], schedule.items[finishes[0]].work)
    case .finishedEarly:
      // Before its last merge.
      let (merge, finish) = (schedule.items[finishes[0] - 1].work, schedule.items[finishes[0]].work)
      schedule.replace(finishes[0] - 1, finish)
      schedule.replace(finishes[0], merge)
    case .noSuchItem:
      schedule.edges.append(Int32(schedule.items.count))
      schedule.items[0] = Item(schedule.items[0].work, after: schedule.edges.count - 1..<schedule.edges.count)
    case .ctaMissing: schedule.ctas.remove(at: 1)
    case .ctaEmpty: schedule.ctas[1].items = schedule.ctas[1].items.lowerBound..<schedule.ctas[1].items.lowerBound
    case .positionTwice: schedule.ctas[1].position = schedule.ctas[0].position
    case .positionBeyondGrid:
      schedule.ctas[schedule.phases[0].ctas.upperBound - 1].position = schedule.phases[0].gridSize
    case .itemInNoPhase: schedule.items.append(schedule.items[0])
    case .waitsForItself:
      schedule.edges.append(0)
      schedule.items[0] = Item(schedule.items[0].work, after: schedule.edges.count - 1..<schedule.edges.count)
    case .tooManyResidents: schedule.units -= 1
    case .makespanBelowFloor: schedule.makespan = schedule.floor - 1
    }
  }
}

extension Schedule {
  /// Puts other work in an item's place.
  mutating func replace(_ item: Int, _ work: Work) { items[item] = Item(work, after: items[item].after) }

  /// Takes one edge out: nobody waits for it.
  mutating func remove(edge: Int) {
    guard let item = items.indices.first(where: { items[$0].after.contains(edge) }) else { return }
    // Another of its edges stands twice, or it has none.
    let after = items[item].after
    if after.count == 1 {
      items[item] = Item(items[item].work)
    } else {
      edges[edge] = edges[edge == after.lowerBound ? edge + 1 : edge - 1]
    }
  }
}

@Suite("Broken schedules") struct BrokenScheduleTests {
  /// Two outputs of 20 tiles on seven units: outputs are cut several times under every planner that cuts.
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

  @Test("are reported where one edge is missing, under every planner", arguments: Algorithm.allCases)
  func edges(algorithm: Algorithm) throws {
    let right = try schedule(algorithm)
    #expect(right.violations() == [])
    for edge in right.edges.indices {
      var broken = right
      broken.remove(edge: edge)
      #expect(broken.violations() != [], "\(algorithm): without edge \(edge)")
    }
  }

  @Test("FlashAttention-2 cuts nothing") func flashAttention2() throws {
    var schedule = try schedule(.fd)
    schedule.algorithm = .fa2
    #expect(schedule.violations() != [])
  }

  @Test("FlashDecoding's chunks are equal and stand at their split's place") func flashDecoding() throws {
    let problem = try schedule(.fd).problem
    func plan(_ cuts: [Int], positions: [Int]) -> Schedule {
      var shared = SharedWork()
      for output in 0..<2 {
        for (split, range) in [0..<cuts[output], cuts[output]..<20].enumerated() {
          shared.add(position: positions[2 * output + split], CollectionOfOne(Share(output: output, ordinals: range)))
        }
      }
      let work = PlannedWork(problem, units: 7, slots: 1, splits: .fixed(2))
      let plan = shared.plan(work, dispatch: .grid, gridSize: 4, splits: 2, merging: .pass, passesAll: true)
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
      var shared = SharedWork()
      for (position, pieces) in ctas.enumerated() {
        shared.add(position: position, pieces.map { Share(output: $0.output, ordinals: $0.ordinals) })
      }
      let work = PlannedWork(problem, units: 3, slots: 1, splits: .automatic)
      let plan = shared.plan(work, dispatch: .resident, gridSize: ctas.count, splits: nil, merging: .host)
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
