import AttentionCore

/// One worker's part of one run of a schedule.
///
/// It runs CTAs from beginning to end. One whose next item waits is parked, and the worker goes on with another that it
/// holds or can take; it waits only when none can go on.
struct WorkerRun {
  private let executor: ScheduleExecutor
  // Kept here: to take them from the executor each time would count references, which all workers share.
  private let prepared: PreparedSchedule
  private let items: [Item]
  private let ctas: [CTA]
  private let segments: [Segment]
  private let folder: TileFolder
  private let ownPartials: PartialStore
  private let partials: PartialStore
  private let results: ResultStore
  private let worker: Int
  private let workers: Int
  private let number: UInt32
  private let memory: KVMemory
  private let record: RecordStore?
  private let stop: StopFlag?
  private let spinTicks: UInt64
  private let lane: TraceLane?
  private var tracer: Tracer
  private let sampler: PhaseSampler?
  /// Tiles until the next one whose phases are timed, that one included.
  private var tilesToSample: Int
  private var parked: ParkedCTAs
  /// Items in no CTA that it has to run next.
  private var ready: ParkedCTAs
  private var phase = 0

  init(
    executor: ScheduleExecutor, worker: Int, workers: Int, number: UInt32, memory: KVMemory,
    options: ScheduleExecutor.Options, spinTicks: UInt64
  ) {
    self.executor = executor
    prepared = executor.prepared
    items = prepared.schedule.items
    ctas = prepared.schedule.ctas
    segments = prepared.schedule.segments
    folder = executor.folder
    ownPartials = executor.ownPartials
    partials = executor.partials
    results = executor.results
    self.worker = worker
    self.workers = workers
    self.number = number
    self.memory = memory
    record = options.record
    stop = options.stop
    lane = options.lanes?[worker]
    tracer = Tracer(lane)
    sampler = options.samplers?[worker]
    tilesToSample = sampler?.first ?? .max
    parked = ParkedCTAs(executor.parking)
    ready = ParkedCTAs(executor.readyItems)
    self.spinTicks = spinTicks
  }

  mutating func work() {
    let schedule = prepared.schedule
    tracer.begin()
    for (place, phase) in schedule.phases.enumerated() {
      self.phase = place
      if place > 0 {
        tracer.begin()
        executor.barrier.arrive(count: workers, spinTicks: spinTicks)
        tracer.mark(.wait)
      }
      let next = executor.nextCTA[place]
      switch phase.dispatch {
      case .grid:
        while true {
          let cta = phase.ctas.lowerBound + next.take()
          if cta >= phase.ctas.upperBound { break }
          run(cta, from: ctas[cta].items.lowerBound)
        }
      case .resident where schedule.units <= workers:
        for cta in phase.ctas.reversed() where schedule.homeUnit(of: ctas[cta]) == worker {
          run(cta, from: ctas[cta].items.lowerBound)
        }
      case .resident:
        while true {
          let cta = phase.ctas.upperBound - 1 - next.take()
          if cta < phase.ctas.lowerBound { break }
          run(cta, from: ctas[cta].items.lowerBound)
        }
      }
      runParked()
    }
    lane?.finish(tracer)
  }

  /// Runs a CTA's items until its end, or until one has to wait.
  private mutating func run(_ cta: Int, from first: Int) {
    let end = ctas[cta].items.upperBound
    var item = first
    while item < end {
      if !items[item].after.isEmpty, missing(item) != nil { return parked.append(cta, at: item) }
      run(item, nextOf: item + 1 < end ? item + 1 : nil)
      item += 1
    }
  }

  /// What an item still waits for, as a word; `nil` for nothing.
  private func missing(_ item: Int) -> WaitWord? {
    for edge in items[item].after {
      guard let word = prepared.word(ofItem: Int(prepared.schedule.edges[edge])) else { continue }
      let wait = executor.word(word)
      if wait.current != number { return wait }
    }
    return nil
  }

  /// Goes on with parked CTAs as they become ready, the longest parked first.
  private mutating func runParked() {
    var hasWaited = false
    while let first = parked.first {
      var tried = 0
      var next: (cta: Int, item: Int)?
      // Once around: what is not ready goes to the end.
      while tried < parked.count, next == nil, let candidate = parked.removeFirst() {
        if missing(candidate.item) == nil {
          next = candidate
        } else {
          parked.append(candidate.cta, at: candidate.item)
        }
        tried += 1
      }
      if let next {
        if hasWaited { tracer.mark(.wait, item: mergeNumber(next.item)) }
        hasWaited = false
        run(next.cta, from: next.item)
      } else if let word = missing(first.item) {
        hasWaited = true
        // Where there are several, another one may be ready first.
        if parked.count == 1 {
          word.wait(for: number, spinTicks: spinTicks)
        } else {
          word.wait(for: number, spinTicks: min(spinTicks, Self.glanceTicks), timeout: Self.glanceNanoseconds)
        }
      }
    }
  }

  /// −1 for what is no merge.
  private func mergeNumber(_ item: Int) -> Int {
    if case .merge = items[item].work { prepared.numbers[item] ?? -1 } else { -1 }
  }

  /// How long to look at one of several.
  private static let glanceTicks: UInt64 = 2000
  private static let glanceNanoseconds: Int64 = 50_000

  /// Runs an item of a CTA, and what becomes ready by it that is in none.
  private mutating func run(_ item: Int, nextOf next: Int?) {
    perform(item, nextOf: next)
    if prepared.schedule.edges.isEmpty { return }
    tellOthers(item)
    while let next = ready.removeFirst() {
      perform(next.cta, nextOf: nil)
      tellOthers(next.cta)
    }
  }

  private mutating func perform(_ item: Int, nextOf next: Int?) {
    switch items[item].work {
    case .attend(let source, let tiles, let into):
      attend(item, source: source, tiles: tiles, into: into, next: next)
    case .merge(let from, let into): merge(item, from: from, into: into)
    case .finish(let accumulator, let rows): finish(accumulator, rows)
    }
  }

  /// Folds an item's tiles, in order, into its accumulator.
  private mutating func attend(_ item: Int, source: Int, tiles: Ordinals, into accumulator: Int, next: Int?) {
    let slot = prepared.slot(ofAccumulator: accumulator)
    let partials = slot == nil ? ownPartials : partials
    let place = slot ?? worker
    let index = prepared.numbers[item] ?? 0
    partials.clear(place)
    partials.beginMerging(into: place)
    var folder = folder.segment(
      ofSource: source, tiles: tiles, from: memory, rows: segments[index].rows, into: place, of: partials,
      worker: worker)
    let nextKey = next.flatMap { firstKey(ofItem: $0) }
    for tile in 0..<tiles.count {
      if let stop, stop.isSet { return }
      tilesToSample &-= 1
      if tilesToSample == 0, let sampler {
        folder.fold(tile, next: nextKey, phaseTicks: sampler.ticks)
        tilesToSample = PhaseSampler.interval
      } else {
        folder.fold(tile, next: nextKey)
      }
      record?.note(tile: prepared.firstTiles[index] + tile, slot: place, of: partials)
      tracer.mark(.attend, item: index)
    }
    record?.note(segment: index, slot: place, of: partials)
  }

  /// Where the keys of the next attend item of a CTA begin.
  private func firstKey(ofItem item: Int) -> UnsafeRawPointer? {
    var item = item
    if case .finish = items[item].work { item += 1 }
    guard item < items.count, case .attend(let source, let tiles, _) = items[item].work else { return nil }
    return memory.keys(ofSource: source) + tiles.first * prepared.schedule.problem.tileTokens * folder.rowBytes
  }

  private mutating func merge(_ item: Int, from: Int, into: Int) {
    guard let source = prepared.slot(ofAccumulator: from), let target = prepared.slot(ofAccumulator: into) else {
      return
    }
    let index = prepared.numbers[item] ?? 0
    let record = record
    partials.merge(source, into: target) { row, weights in record?.note(merge: index, row: row, weights) }
    record?.note(merge: index, result: target, of: partials)
    tracer.mark(phase == 0 ? .merge : .reduce, item: index)
  }

  private func finish(_ accumulator: Int, _ rows: RowSet) {
    let slot = prepared.slot(ofAccumulator: accumulator)
    let output = prepared.schedule.problem.firstOutput(of: rows)
    (slot == nil ? ownPartials : partials).finish(
      slot ?? worker, output: results.output(output), logSumExp: results.logSumExp(output))
  }

  /// Those who wait for an item learn that it has ended. Whoever brings the last that an item in no CTA waits for runs it.
  private mutating func tellOthers(_ item: Int) {
    guard prepared.dependents.areElsewhere(item) else { return }
    if let word = prepared.word(ofItem: item) { executor.word(word).set(number) }
    if case .attend = items[item].work { tracer.mark(.publish, item: prepared.numbers[item] ?? -1) }
    prepared.dependents.visitElsewhere(item) { next in
      if let arrivals = executor.arrivals(atItem: next), arrivals.add() == items[next].after.count {
        ready.append(next, at: 0)
      }
    }
  }
}
