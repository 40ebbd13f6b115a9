import CellTerminal
import Foundation
import Synchronization
import VizPlayback

/// A ``Performer`` on a thread of its own: effects in, actions out, and a wake-up for the loop after each.
///
/// `@unchecked Sendable` because the performer is not: only the thread started here ever touches it. The rest is behind
/// the lock.
final class LaboratoryThread: @unchecked Sendable {
  private enum Work {
    case perform(Effect)
    case begin(Stage, State)
  }

  private struct Job {
    var work: Work
    /// The experiment that was on stage when it was asked for, and the measurement that was wanted.
    var experiment: Int
    var measurement: Int

    var isMeasurement: Bool { if case .perform(.measure) = work { true } else { false } }
  }

  private struct Desk {
    var jobs: [Job] = []
    var reports: [(action: Action, job: Job)] = []
  }

  private let desk = Mutex(Desk())
  private let work = DispatchSemaphore(value: 0)
  /// Signalled when the loop has taken the actions, so that a measurement starts on a quiet screen.
  private let taken = DispatchSemaphore(value: 0)
  /// Grows with each cancellation: a measurement with a lower number is to end, and what it still reports is no news.
  private let measurement = Atomic(0)
  /// Grows with each experiment that takes the stage: what comes of those before is no news either.
  private let experiment = Atomic(0)
  private let stops = Atomic(false)
  private let waker: Waker

  init(_ stage: Stage, state: State, waker: Waker) {
    self.waker = waker
    let thread = Thread { [self] in run(stage.performer(state)) }
    thread.stackSize = 1 << 20
    thread.name = "laboratory"
    thread.start()
  }

  /// Hands over an effect; it is carried out after those before it.
  func perform(_ effect: Effect) { hand(over: .perform(effect)) }

  /// Turns to another stage; what is under way for the old one ends early and reports nothing any more.
  func begin(_ stage: Stage, state: State) {
    experiment.add(1, ordering: .acquiringAndReleasing)
    hand(over: .begin(stage, state))
  }

  private func hand(over work: Work) {
    let job = Job(
      work: work, experiment: experiment.load(ordering: .acquiring), measurement: measurement.load(ordering: .acquiring)
    )
    desk.withLock { $0.jobs.append(job) }
    self.work.signal()
  }

  /// Everything that has been reported since the last call, but for what is no news any more.
  func takeActions() -> [Action] {
    let reports = desk.withLock { desk in
      defer { desk.reports = [] }
      return desk.reports
    }
    if !reports.isEmpty { taken.signal() }
    return reports.filter { !isCancelled($0.job) }.map(\.action)
  }

  /// Ends a measurement at its next tile; nothing of it is reported any more.
  func cancelMeasurement() { measurement.add(1, ordering: .acquiringAndReleasing) }

  /// Ends everything at the next tile; nothing is reported any more.
  func stop() {
    stops.store(true, ordering: .releasing)
    work.signal()
  }

  private func run(_ performer: any Performer) {
    while true {
      work.wait()
      guard let job = desk.withLock({ $0.jobs.isEmpty ? nil : $0.jobs.removeFirst() }) else { continue }
      if job.isMeasurement { letScreenSettle() }
      if isCancelled(job) { continue }
      switch job.work {
      case .begin(let stage, let state): performer.begin(stage, state: state)
      case .perform(let effect): perform(effect, of: job, performer)
      }
    }
  }

  private func perform(_ effect: Effect, of job: Job, _ performer: any Performer) {
    do {
      try performer.perform(
        effect, isCancelled: { [self] in isCancelled(job) }, report: { [self] in report($0, of: job) })
    } catch {
      report(job.isMeasurement ? .measurementEnded(.failed("\(error)")) : .note("\(error)"), of: job)
    }
  }

  private func isCancelled(_ job: Job) -> Bool {
    stops.load(ordering: .acquiring) || job.experiment != experiment.load(ordering: .acquiring)
      || job.isMeasurement && job.measurement != measurement.load(ordering: .acquiring)
  }

  private func report(_ action: Action, of job: Job) {
    guard !isCancelled(job) else { return }
    desk.withLock { $0.reports.append((action, job)) }
    waker.wake()
    switch action {
    case .composed, .measuring, .measured: letScreenSettle()
    default: break
    }
  }

  /// Waits until the loop has taken what was reported, and a moment more for it to draw; not longer than 200 ms.
  private func letScreenSettle() {
    let deadline = DispatchTime.now() + .milliseconds(200)
    while desk.withLock({ !$0.reports.isEmpty }), taken.wait(timeout: deadline) == .success {}
    Thread.sleep(forTimeInterval: 0.03)
  }
}
