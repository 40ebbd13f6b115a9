import CellTerminal
import Glibc
import VizPlayback
import VizScene

/// The whole run told in sentences, line by line: for pipes, screen readers and terminals that cannot show a picture.
struct PlainTale {
  private var stage: Headless
  private let events: EventSource
  /// Real seconds a second of the pace; 0 without pauses.
  private let paceFactor: Double

  /// Tells a setup's run. Returns the exit status.
  ///
  /// - Parameter isPaced: whether someone reads along, so that sentences come as events do.
  static func tell(_ setup: Setup, speed: Double, isPaced: Bool) throws -> Int32 {
    let events = try EventSource(readsKeys: false)
    var tale = PlainTale(stage: Headless(setup), events: events, paceFactor: isPaced ? 1 / speed : 0)
    return try tale.tell()
  }

  private var state: State { stage.state }

  private mutating func tell() throws -> Int32 {
    for line in Story.opening(state) { try StandardOutput.print(line + "\n") }
    while !state.isAtEnd {
      let next = nextStop
      let seconds = state.pace.seconds(to: next) - state.pace.seconds(to: state.playhead)
      if let status = interruption(withinMilliseconds: Int(seconds * paceFactor * 1000)) { return status }
      try stage.apply(.seek(next))
      try StandardOutput.print(Story.latest(state) + "\n")
    }
    for line in Story.verdict(state) { try StandardOutput.print(line + "\n") }
    return state.runs.allSatisfy { $0.record.accuracy?.isOK == true } ? 0 : 1
  }

  /// Where the next sentence is: the next event, but not each of many merges in one step.
  private var nextStop: Moment {
    var stop = state.agenda.nextEvent(after: state.playhead)
    let lastOfStep = state.agenda.moment(afterStep: stop.step)
    if lastOfStep.passed - stop.passed > Self.mostEventsAStep { stop = lastOfStep }
    return stop
  }

  private static let mostEventsAStep = 40

  /// Waits; a signal that ends the program gives its exit status.
  private func interruption(withinMilliseconds milliseconds: Int) -> Int32? {
    let clock = ContinuousClock()
    let end = clock.now + .milliseconds(milliseconds)
    while true {
      let left = max(0, Int((end - clock.now) / .milliseconds(1)))
      for event in events.wait(timeoutMilliseconds: left) {
        switch event {
        case .quit(let status): return status
        case .suspend: kill(getpid(), SIGSTOP)
        default: break
        }
      }
      if left == 0 { return nil }
    }
  }
}
