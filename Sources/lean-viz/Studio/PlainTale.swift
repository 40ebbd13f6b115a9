import Foundation
import VizPlayback
import VizScene

/// The whole run told in sentences, line by line: for pipes, screen readers and terminals that cannot show a picture.
struct PlainTale {
  private var stage: Headless
  /// Real seconds a second of the pace; 0 without pauses.
  private let paceFactor: Double
  private let say: (String) throws -> Void

  /// Tells what is on stage. Returns the exit status.
  ///
  /// - Parameters:
  ///   - isPaced: whether someone reads along, so that sentences come as events do.
  ///   - say: takes each line.
  static func tell(
    _ stage: Stage, speed: Double, isPaced: Bool,
    say: @escaping (String) throws -> Void = { try StandardOutput.print($0 + "\n") }
  ) throws -> Int32 {
    var tale = PlainTale(stage: try Headless(stage), paceFactor: isPaced ? 1 / speed : 0, say: say)
    return try tale.tell()
  }

  private var state: State { stage.state }

  private mutating func tell() throws -> Int32 {
    for line in Story.opening(state) { try say(line) }
    while !state.isAtEnd {
      let next = nextStop
      // Signals end the program by themselves here (ExitSignals): there is nothing to give back.
      let seconds = state.pace.seconds(to: next) - state.pace.seconds(to: state.playhead)
      if paceFactor > 0 { Thread.sleep(forTimeInterval: seconds * paceFactor) }
      var said = false
      func sayOnce(_ state: State) throws {
        if !said { try say(Story.latest(state)) }
        said = true
      }
      try stage.apply(.seek(next), willMeasure: sayOnce)
      try sayOnce(state)
    }
    for line in Story.verdict(state) { try say(line) }
    // A trace need not say how right it was.
    let isOK = state.runs.allSatisfy { $0.record.accuracy.map(\.isOK) ?? state.isReplay }
    return isOK ? 0 : 1
  }

  /// Where the next sentence is: the next event, but not each of many merges in one step.
  private var nextStop: Moment {
    var stop = state.agenda.nextEvent(after: state.playhead)
    let lastOfStep = state.agenda.moment(afterStep: stop.step)
    if lastOfStep.passed - stop.passed > Self.mostEventsAStep { stop = lastOfStep }
    return stop
  }

  private static let mostEventsAStep = 40
}
