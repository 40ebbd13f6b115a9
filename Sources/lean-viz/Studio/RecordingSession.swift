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
  private var cast: Asciicast
  private var now = 0.0
  private var snapshots: [(name: String, frame: Frame)] = []

  /// Plays a demo to its end. Progress is shown where a person looks on.
  ///
  /// - Parameter timestamp: seconds since 1970 for the recording's header, if it is to have one.
  /// - Returns: the recording, and the pictures that the demo takes.
  static func record(
    _ demo: Demo, stage: Stage, timestamp: Int?
  ) throws -> (cast: Asciicast, snapshots: [(name: String, frame: Frame)]) {
    var session = try RecordingSession(demo, stage: stage, timestamp: timestamp)
    try session.play()
    return (session.cast, session.snapshots)
  }

  private init(_ demo: Demo, stage: Stage, timestamp: Int?) throws {
    self.stage = try Headless(stage)
    director = Director(demo.cues)
    encoder = try FrameEncoder(
      abilities: TerminalAbilities(headless: .indexed256), width: demo.width, height: demo.height)
    cast = Asciicast(width: demo.width, height: demo.height, title: demo.title, timestamp: timestamp)
    try self.stage.apply(.pause)
  }

  private mutating func play() throws {
    let frameSeconds = 1 / Self.framesPerSecond
    show()
    var frame = 0
    while !director.isDone {
      let turn = director.advance(by: frameSeconds, in: stage.state)
      for mark in turn.marks { cast.addMarker(mark, at: now) }
      for action in turn.actions { try stage.apply(action) }
      show()
      for name in turn.snapshots { snapshots.append((name, currentFrame)) }
      // Counted, not added up, so that nothing drifts.
      frame += 1
      now = Double(frame) * frameSeconds
      if frame.isMultiple(of: 30) { StandardError.show(progress: "recorded \(frame / 30) s") }
    }
    StandardError.show(progress: "")
    // The last frame is held for as long as the script says.
    cast.addOutput([], at: now)
  }

  private var currentFrame: Frame { Frame(stage.state, width: encoder.width, height: encoder.height) }

  private mutating func show() {
    let bytes = encoder.encode(currentFrame, theme: .okabeIto)
    if !bytes.isEmpty { cast.addOutput(bytes, at: now) }
  }
}
