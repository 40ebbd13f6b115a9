/// A clock on which a schedule is laid out: what items cost there, and what is to be kept of them.
protocol LayoutClock {
  /// In the clock's units.
  func cost(ofItem item: Int) -> Int
  /// Between the end of a phase and the beginning of the next.
  var phaseChange: Int { get }
  /// Whether a unit goes on with another CTA where one waits, and what costs nothing is done without a unit.
  var waitsKeepNoUnit: Bool { get }

  /// An item was run by a unit.
  mutating func note(item: Int, unit: Int, from start: Int, to end: Int)
  /// A unit waited for an item to become ready.
  mutating func note(waitFor item: Int, unit: Int, from start: Int, to end: Int)
}

/// Lays a schedule out in time: units take CTAs by the dispatch of each phase and run their items one after the other, each
/// when it is ready.
///
/// Whichever unit is free first takes the next CTA of a grid, ties to the lowest; resident CTAs stay on their unit, which
/// runs the highest first. Where nothing else goes on, a unit that waits parks its CTA and takes another.
struct Layout<Clock: LayoutClock> {
  private let schedule: Schedule
  private(set) var clock: Clock
  private var frontier: Frontier
  private var units: [LayoutUnit]
  private var events = LayoutEvents()
  private var phase = 0
  /// When the present phase began.
  private var begin = 0
  /// When the last event was.
  private var now = 0
  /// Units whose items have become ready, and when.
  private var woken: [(unit: Int, item: Int, time: Int)] = []
  /// When the last item that costs something ended.
  private(set) var end = 0
  /// The next CTA of a grid.
  private var nextCTA = 0
  /// The units that wait for an item, or have parked a CTA before it.
  private var waiters: [Int: Int] = [:]

  init(_ schedule: Schedule, on clock: Clock) {
    self.schedule = schedule
    self.clock = clock
    frontier = Frontier(schedule)
    units = Array(repeating: LayoutUnit(), count: schedule.units)
  }

  /// Those that wait for each other are never run.
  mutating func run() {
    for phase in schedule.phases.indices {
      self.phase = phase
      if phase > 0 { begin = end + clock.phaseChange }
      beginPhase(schedule.phases[phase])
      repeat {
        while let event = events.pop() { handle(event) }
      } while parkOne()
    }
  }

  private mutating func beginPhase(_ phase: Phase) {
    nextCTA = phase.ctas.lowerBound
    // Only so many can get one: in the first phase these are the lowest.
    var count = units.count
    switch phase.dispatch {
    case .grid: if self.phase == 0 { count = min(count, max(1, phase.ctas.count)) }
    case .resident:
      // The last of each list is begun first.
      for cta in phase.ctas { units[schedule.homeUnit(of: schedule.ctas[cta])].own.append(cta) }
    }
    units[0].extra = schedule.items(inNoCTAOf: phase).filter { frontier.isReady($0) }
    for unit in 0..<count { dispatch(unit) }
  }

  private mutating func dispatch(_ unit: Int) {
    events.push(LayoutEvent(time: max(begin, units[unit].free), free: units[unit].free, unit: unit, item: -1))
  }

  private mutating func handle(_ event: LayoutEvent) {
    now = event.time
    if event.item >= 0 {
      units[event.unit].isRunning = false
      ended(event.item, by: event.unit, at: event.time)
    } else if event.free != units[event.unit].free {
      // It has gone on since.
      return
    }
    goOn(event.unit)
    wakeOthers()
  }

  /// Those whose items became ready, and whose items become ready by that.
  private mutating func wakeOthers() {
    var next = 0
    while next < woken.count {
      let one = woken[next]
      next += 1
      wake(one.unit, for: one.item, at: one.time)
    }
    woken.removeAll(keepingCapacity: true)
  }

  /// What an item's end makes ready: items in no CTA, which the unit runs next, and those that others wait for.
  private mutating func ended(_ item: Int, by unit: Int, at time: Int) {
    for ready in frontier.end(item) {
      if let waiter = waiters.removeValue(forKey: ready) {
        woken.append((waiter, ready, time))
      } else if schedule.items(inNoCTAOf: schedule.phases[phase]).contains(ready) {
        units[unit].extra.append(ready)
      }
    }
  }

  /// The item that a unit waits for, or parked a CTA before, is ready.
  private mutating func wake(_ unit: Int, for item: Int, at time: Int) {
    if units[unit].isWaiting, units[unit].next == item {
      units[unit].isWaiting = false
      let since = max(begin, units[unit].free)
      if time > since {
        clock.note(waitFor: item, unit: unit, from: since, to: time)
        units[unit].free = time
      }
      return goOn(unit)
    }
    guard let place = units[unit].parked.firstIndex(where: { $0.next == item }) else { return }
    if clock.waitsKeepNoUnit {
      runParked(units[unit].parked.remove(at: place), of: unit, at: time)
    }
    if units[unit].isIdle {
      units[unit].free = max(units[unit].free, time)
      dispatch(unit)
    }
  }

  /// Does what costs nothing at once, whatever the unit is at.
  private mutating func runParked(_ parked: LayoutUnit.Parked, of unit: Int, at time: Int) {
    let last = schedule.ctas[parked.cta].items.upperBound
    let time = max(time, parked.since)
    var item = parked.next
    while item < last, frontier.isReady(item), clock.cost(ofItem: item) == 0 {
      clock.note(item: item, unit: unit, from: time, to: time)
      ended(item, by: unit, at: time)
      item += 1
    }
    guard item < last else { return }
    units[unit].parked.append(LayoutUnit.Parked(cta: parked.cta, next: item, since: time))
    if !frontier.isReady(item) { waiters[item] = unit }
  }

  /// Runs a unit on until it waits, has nothing to do, or does something whose end concerns others.
  private mutating func goOn(_ unit: Int) {
    guard !units[unit].isRunning, !units[unit].isWaiting else { return }
    while true {
      if !units[unit].extra.isEmpty {
        if start(units[unit].extra.removeFirst(), on: unit, concernsOthers: true) { return }
        continue
      }
      if units[unit].cta < 0, !takeCTA(unit) { return }
      let item = units[unit].next
      guard item < schedule.ctas[units[unit].cta].items.upperBound else {
        units[unit].cta = -1
        // Whoever is free first takes the next one.
        return dispatch(unit)
      }
      if frontier.isReady(item) {
        units[unit].next = item + 1
        if start(item, on: unit, concernsOthers: concernsOthers(item)) { return }
      } else {
        waiters[item] = unit
        units[unit].isWaiting = true
        if !clock.waitsKeepNoUnit { return }
        units[unit].park()
      }
    }
  }

  /// Whether the end of an item has to be met in the order of time: another unit may wait for it, or what follows in its
  /// CTA has to do with others.
  private func concernsOthers(_ item: Int) -> Bool {
    if schedule.edges.isEmpty { return false }
    if frontier.dependents.areElsewhere(item) { return true }
    guard frontier.dependents.isFollowed(item) else { return false }
    return frontier.dependents.areElsewhere(item + 1) || !schedule.items[item + 1].after.isEmpty
  }

  /// - Returns: whether the item is running now, and an event will tell its end.
  private mutating func start(_ item: Int, on unit: Int, concernsOthers: Bool) -> Bool {
    let start = max(begin, units[unit].free)
    let finish = start + clock.cost(ofItem: item)
    clock.note(item: item, unit: unit, from: start, to: finish)
    units[unit].free = finish
    // What costs nothing makes a run no longer.
    if finish > start { end = max(end, finish) }
    guard concernsOthers, finish > start else {
      ended(item, by: unit, at: finish)
      return false
    }
    units[unit].isRunning = true
    events.push(LayoutEvent(time: finish, free: finish, unit: unit, item: item))
    return true
  }

  /// A CTA that it began and can go on with, or the next.
  private mutating func takeCTA(_ unit: Int) -> Bool {
    if let place = units[unit].parked.firstIndex(where: { frontier.isReady($0.next) }) {
      let parked = units[unit].parked.remove(at: place)
      (units[unit].cta, units[unit].next) = (parked.cta, parked.next)
      return true
    }
    let cta: Int
    switch schedule.phases[phase].dispatch {
    case .resident:
      guard let own = units[unit].own.popLast() else { return false }
      cta = own
    case .grid:
      guard nextCTA < schedule.phases[phase].ctas.upperBound else { return false }
      cta = nextCTA
      nextCTA += 1
    }
    (units[unit].cta, units[unit].next) = (cta, schedule.ctas[cta].items.lowerBound)
    return true
  }

  /// Where nothing goes on: the first unit that waits and can do something else parks its CTA.
  private mutating func parkOne() -> Bool {
    for unit in units.indices where units[unit].isWaiting {
      let waiting = LayoutUnit.Parked(cta: units[unit].cta, next: units[unit].next, since: units[unit].free)
      guard takeCTA(unit) else { continue }
      units[unit].parked.append(waiting)
      units[unit].isWaiting = false
      units[unit].free = max(units[unit].free, now)
      goOn(unit)
      wakeOthers()
      return true
    }
    return false
  }
}
