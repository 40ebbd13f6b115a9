import CellTerminal
import Foundation
import Synchronization
import VizPlayback

/// A ``Laboratory`` on a thread of its own: effects in, actions out, and a wake-up for the loop after each.
///
/// `@unchecked Sendable` because the laboratory is not: only the thread started here ever touches it. The rest is behind
/// the lock.
final class LaboratoryThread: @unchecked Sendable {
  private struct Job {
    var effect: Effect
    /// The measurement that was wanted when it was asked for.
    var measurement: Int
  }

  private struct Desk {
    var jobs: [Job] = []
    /// Reports; those of a measurement with its number.
    var actions: [(action: Action, measurement: Int?)] = []
  }

  private let desk = Mutex(Desk())
  private let work = DispatchSemaphore(value: 0)
  /// Signalled when the loop has taken the actions, so that a measurement starts on a quiet screen.
  private let taken = DispatchSemaphore(value: 0)
  /// Grows with each cancellation: a measurement with a lower number is to end, and what it still reports is no news.
  private let measurement = Atomic(0)
  private let stops = Atomic(false)
  private let waker: Waker

  init(_ setup: Setup, state: State, waker: Waker) {
    self.waker = waker
    let thread = Thread { [self] in run(Laboratory(setup, state: state)) }
    thread.stackSize = 1 << 20
    thread.name = "laboratory"
    thread.start()
  }

  /// Hands over an effect; it is carried out after those before it.
  func perform(_ effect: Effect) {
    let job = Job(effect: effect, measurement: measurement.load(ordering: .acquiring))
    desk.withLock { $0.jobs.append(job) }
    work.signal()
  }

  /// Everything that has been reported since the last call, but for what cancelled measurements had to say.
  func takeActions() -> [Action] {
    let reports = desk.withLock { desk in
      defer { desk.actions = [] }
      return desk.actions
    }
    if !reports.isEmpty { taken.signal() }
    let wanted = measurement.load(ordering: .acquiring)
    return reports.filter { $0.measurement == nil || $0.measurement == wanted }.map(\.action)
  }

  /// Ends a measurement at its next tile; nothing of it is reported any more.
  func cancelMeasurement() { measurement.add(1, ordering: .acquiringAndReleasing) }

  /// Ends everything at the next tile; nothing is reported any more.
  func stop() {
    stops.store(true, ordering: .releasing)
    work.signal()
  }

  private func run(_ laboratory: Laboratory) {
    while true {
      work.wait()
      guard let job = desk.withLock({ $0.jobs.isEmpty ? nil : $0.jobs.removeFirst() }) else { continue }
      if job.effect == .measure { letScreenSettle() }
      if isCancelled(job) { continue }
      do {
        try laboratory.perform(
          job.effect, isCancelled: { [self] in isCancelled(job) }, report: { [self] in report($0, of: job) })
      } catch {
        report(job.effect == .measure ? .measurementEnded(.failed("\(error)")) : .failed("\(error)"), of: job)
      }
    }
  }

  private func isCancelled(_ job: Job) -> Bool {
    stops.load(ordering: .acquiring)
      || job.effect == .measure && job.measurement != measurement.load(ordering: .acquiring)
  }

  private func report(_ action: Action, of job: Job) {
    guard !isCancelled(job) else { return }
    desk.withLock { $0.actions.append((action, job.effect == .measure ? job.measurement : nil)) }
    waker.wake()
    switch action {
    case .composed, .measuring, .measured: letScreenSettle()
    default: break
    }
  }

  /// Waits until the loop has taken what was reported, and a moment more for it to draw; not longer than 200 ms.
  private func letScreenSettle() {
    let deadline = DispatchTime.now() + .milliseconds(200)
    while desk.withLock({ !$0.actions.isEmpty }), taken.wait(timeout: deadline) == .success {}
    Thread.sleep(forTimeInterval: 0.03)
  }
}
