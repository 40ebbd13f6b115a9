import CellFrame
import CellTerminal
import DemoFormat
import VizPlayback
import VizRecording
import VizScene

/// A demo played without a terminal: the same states and frames on a clock that only counts.
struct RecordingSession {
  static let framesPerSecond = 30.0

  private var stage: Headless
  private var director: Director
  private let encoder: FrameEncoder
  private let theme: Theme
  private var cast: Asciicast
  private var now = 0.0

  /// Plays a demo to its end.
  ///
  /// - Parameters:
  ///   - timestamp: seconds since 1970 for the recording's header, if it is to have one.
  ///   - progress: told now and then how many seconds have been recorded.
  static func record(
    _ demo: Demo, setup: Setup, theme: Theme, depth: ColorDepth, timestamp: Int?, progress: (Double) -> Void
  ) throws -> Asciicast {
    var session = try RecordingSession(demo, setup: setup, theme: theme, depth: depth, timestamp: timestamp)
    try session.play(progress: progress)
    return session.cast
  }

  private init(_ demo: Demo, setup: Setup, theme: Theme, depth: ColorDepth, timestamp: Int?) throws {
    stage = Headless(setup)
    director = Director(demo.cues)
    encoder = try FrameEncoder(
      abilities: TerminalAbilities(headless: depth), width: demo.width, height: demo.height)
    self.theme = theme
    cast = Asciicast(width: demo.width, height: demo.height, title: demo.title, timestamp: timestamp)
    try stage.apply(.pause)
  }

  private mutating func play(progress: (Double) -> Void) throws {
    let frameSeconds = 1 / Self.framesPerSecond
    show()
    while !director.isDone {
      let (actions, marks) = director.advance(by: frameSeconds, in: stage.state)
      for mark in marks { cast.addMarker(mark, at: now) }
      for action in actions { try stage.apply(action) }
      show()
      now += frameSeconds
      progress(now)
    }
    // The last frame is held for as long as the script says.
    cast.addOutput([], at: now)
  }

  private mutating func show() {
    let frame = Frame(stage.state, width: encoder.width, height: encoder.height)
    let bytes = encoder.encode(frame, theme: theme)
    if !bytes.isEmpty { cast.addOutput(bytes, at: now) }
  }
}
