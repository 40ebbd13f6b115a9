import CellFrame
import CellTerminal
import DemoFormat
import VizPlayback
import VizRecording
import VizScene

/// What a demo has shown.
struct Recording {
  var cast: Asciicast
  var film: Film
  /// The pictures that the demo takes, by the names of their files.
  var snapshots: [(name: String, frame: Frame)]
  /// The chapters, each with the screen at its beginning.
  var marks: [(label: String, frame: Frame)]
}

/// A demo played without a terminal: the same states and frames on a clock that only counts.
struct RecordingSession {
  static let framesPerSecond = 30.0

  private var stage: Headless
  private var director: Director
  private let encoder: FrameEncoder
  private var cast: Asciicast
  private var film = Film()
  private var now = 0.0
  private var snapshots: [(name: String, frame: Frame)] = []
  private var marks: [(label: String, frame: Frame)] = []

  /// Plays a demo to its end. Progress is shown where a person looks on.
  ///
  /// - Parameters:
  ///   - timestamp: seconds since 1970 for the recording's header, if it is to have one.
  ///   - isClean: whether tabs and keys are left out.
  static func record(_ demo: Demo, setup: Setup, timestamp: Int?, isClean: Bool) throws -> Recording {
    var session = try RecordingSession(demo, setup: setup, timestamp: timestamp, isClean: isClean)
    try session.play()
    return Recording(cast: session.cast, film: session.film, snapshots: session.snapshots, marks: session.marks)
  }

  private init(_ demo: Demo, setup: Setup, timestamp: Int?, isClean: Bool) throws {
    stage = try Headless(setup, isClean: isClean)
    director = Director(demo.cues)
    encoder = try FrameEncoder(
      abilities: TerminalAbilities(headless: .indexed256), width: demo.width, height: demo.height)
    cast = Asciicast(width: demo.width, height: demo.height, title: demo.title, timestamp: timestamp)
    try stage.apply(.pause)
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
      for mark in turn.marks { marks.append((mark, currentFrame)) }
      for name in turn.snapshots { snapshots.append((name, currentFrame)) }
      // Counted, not added up, so that nothing drifts.
      frame += 1
      now = Double(frame) * frameSeconds
      if frame.isMultiple(of: 30) { StandardError.show(progress: "recorded \(frame / 30) s") }
    }
    StandardError.show(progress: "")
    // The last frame is held for as long as the script says.
    cast.addOutput([], at: now)
    film.hold(until: now)
  }

  private var currentFrame: Frame { Frame(stage.state, width: encoder.width, height: encoder.height) }

  private mutating func show() {
    let frame = currentFrame
    film.show(frame, at: now)
    let bytes = encoder.encode(frame, theme: .okabeIto)
    if !bytes.isEmpty { cast.addOutput(bytes, at: now) }
  }
}
