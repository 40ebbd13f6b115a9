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
  private static let mostSeconds = 3600.0

  private var stage: HeadlessStage
  private var performance: Performance
  private let encoder: FrameEncoder
  private let theme: Theme
  private let framesPerSecond: Double
  private var cast: Asciicast
  private var film = Film()
  private var now = 0.0
  private var snapshots: [(name: String, frame: Frame)] = []
  private var marks: [(label: String, frame: Frame)] = []

  /// Plays a demo to its end. Progress is shown where a person looks on.
  ///
  /// - Parameters:
  ///   - stage: the demo's own problem, or a trace of the same one.
  ///   - timestamp: seconds since 1970 for the recording's header, if it is to have one.
  ///   - isClean: whether tabs and keys are left out.
  /// - Throws: a `Performance.Contradiction` where a claim of the demo does not hold.
  static func record(
    _ performance: Performance, on stage: Stage, timestamp: Int?, isClean: Bool = false, framesPerSecond: Double = 30
  ) throws -> Recording {
    var session = try RecordingSession(
      performance, on: stage, timestamp: timestamp, isClean: isClean, framesPerSecond: framesPerSecond)
    try session.play()
    return Recording(cast: session.cast, film: session.film, snapshots: session.snapshots, marks: session.marks)
  }

  private init(
    _ performance: Performance, on stage: Stage, timestamp: Int?, isClean: Bool, framesPerSecond: Double
  ) throws {
    let demo = performance.demo
    self.performance = performance
    self.framesPerSecond = framesPerSecond
    self.stage = HeadlessStage(try Headless(stage, isClean: isClean), width: demo.width, height: demo.height)
    encoder = try FrameEncoder(
      abilities: .recording, width: demo.width, height: demo.height)
    theme = demo.shownTheme ?? .okabeIto
    cast = Asciicast(width: demo.width, height: demo.height, title: demo.title, timestamp: timestamp)
    try self.performance.open(on: &self.stage)
  }

  private mutating func play() throws {
    let frameSeconds = 1 / framesPerSecond
    show(stage.frame)
    var frame = 0
    while !performance.director.isDone {
      var happened: [(what: Performance.Happening, frame: Frame)] = []
      let hasActed = try performance.play(seconds: frameSeconds, on: &stage) { happened.append(($0, $1)) }
      for (what, frame) in happened { note(what, frame) }
      // Nothing changes without a deed.
      if hasActed { show(stage.frame) }
      // What is on screen once everything of that instant has happened, as a player shows it.
      for case (.mark(let label), _) in happened { marks.append((label, stage.frame)) }
      // Counted, not added up, so that nothing drifts.
      frame += 1
      now = Double(frame) * frameSeconds
      guard now <= Self.mostSeconds else { throw Failure.file("\(performance.demo.title): longer than an hour") }
      if frame.isMultiple(of: 30) { StandardError.show(progress: "recorded \(Int(now)) s") }
    }
    StandardError.show(progress: "")
    // The last frame is held for as long as the script says; then a player's terminal is given back.
    cast.addOutput(encoder.leave(), at: now)
    film.hold(until: now)
  }

  private mutating func note(_ happening: Performance.Happening, _ frame: Frame) {
    switch happening {
    case .mark(let label): cast.addMarker(label, at: now)
    case .snapshot(let name): snapshots.append((name, frame))
    case .key(let key): cast.addInput(key.bytes, at: now)
    case .typed(let text): cast.addInput(Array(text.utf8), at: now)
    }
  }

  private mutating func show(_ frame: Frame) {
    film.show(frame, at: now)
    let bytes = encoder.encode(frame, theme: theme)
    if !bytes.isEmpty { cast.addOutput(bytes, at: now) }
  }
}

/// A ``Headless`` with a size.
struct HeadlessStage: DemoStage {
  private var headless: Headless
  let width: Int
  let height: Int

  init(_ headless: Headless, width: Int, height: Int) {
    self.headless = headless
    self.width = width
    self.height = height
  }

  var state: State { headless.state }
  var frame: Frame { Frame(headless.state, width: width, height: height) }

  mutating func apply(_ action: Action) throws { try headless.apply(action) }
  mutating func begin(_ setup: Setup) throws { try headless.begin(setup) }
}
