import CellTerminal
import Foundation
import Synchronization
import VizPlayback

/// A ``Laboratory`` on a thread of its own: effects in, actions out, and a wake-up for the loop after each.
///
/// `@unchecked Sendable` because the laboratory is not: only the thread started here ever touches it. The rest is behind
/// the lock.
final class LaboratoryThread: @unchecked Sendable {
  private struct Desk {
    var effects: [Effect] = []
    var actions: [Action] = []
  }

  private let desk = Mutex(Desk())
  private let work = DispatchSemaphore(value: 0)
  /// Signalled when the loop has taken the actions, so that a measurement starts on a quiet screen.
  private let taken = DispatchSemaphore(value: 0)
  private let cancelsMeasurement = Atomic(false)
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
    if effect == .measure { cancelsMeasurement.store(false, ordering: .releasing) }
    desk.withLock { $0.effects.append(effect) }
    work.signal()
  }

  /// Everything that has been reported since the last call.
  func takeActions() -> [Action] {
    let actions = desk.withLock { desk in
      defer { desk.actions = [] }
      return desk.actions
    }
    if !actions.isEmpty { taken.signal() }
    return actions
  }

  /// Ends a measurement at its next tile.
  func cancelMeasurement() { cancelsMeasurement.store(true, ordering: .releasing) }

  /// Ends everything at the next tile; nothing is reported any more.
  func stop() {
    stops.store(true, ordering: .releasing)
    cancelsMeasurement.store(true, ordering: .releasing)
    work.signal()
  }

  private func run(_ laboratory: Laboratory) {
    while true {
      work.wait()
      if stops.load(ordering: .acquiring) { return }
      guard let effect = desk.withLock({ $0.effects.isEmpty ? nil : $0.effects.removeFirst() }) else { continue }
      if effect == .measure { letScreenSettle() }
      do {
        try laboratory.perform(effect, isCancelled: { [self] in isCancelled(effect) }, report: { [self] in report($0) })
      } catch {
        report(effect == .measure ? .measurementEnded(.failed("\(error)")) : .failed("\(error)"))
      }
    }
  }

  private func isCancelled(_ effect: Effect) -> Bool {
    effect == .measure ? cancelsMeasurement.load(ordering: .acquiring) : stops.load(ordering: .acquiring)
  }

  private func report(_ action: Action) {
    guard !stops.load(ordering: .acquiring) else { return }
    desk.withLock { $0.actions.append(action) }
    waker.wake()
    if case .composed = action { letScreenSettle() }
  }

  /// Waits until the loop has taken what was reported, and a moment more for it to draw; not longer than 200 ms.
  private func letScreenSettle() {
    if desk.withLock({ !$0.actions.isEmpty }) { _ = taken.wait(timeout: .now() + .milliseconds(200)) }
    Thread.sleep(forTimeInterval: 0.03)
  }
}
