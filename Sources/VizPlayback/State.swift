import AttentionCore

/// Everything that the picture depends on. A value: the same actions give the same state.
public struct State: Sendable {
  public let experiment: Experiment
  /// Cores that play the parts of the units.
  public let cores: Int
  /// The name of the preset or file that the problem comes from, if it has one.
  public let source: String?
  public internal(set) var runs: [Run]
  public let agenda: Agenda
  public let pace: Pace
  /// Steps and partials of FlashDecoding for each S; `nil` where there are too many to list.
  public let splitTable: SplitTable?

  public internal(set) var playhead = Moment()
  public internal(set) var isPlaying = true
  public internal(set) var speed = 1.0
  public internal(set) var view = View.race
  /// Which clock the strips are drawn on.
  public internal(set) var clock = ShownClock.steps
  /// The one run shown, if not all.
  public internal(set) var zoomed: Int?
  public internal(set) var isBig: Bool
  public internal(set) var showsHelp = false
  public internal(set) var timings = Timings()
  /// Words of a demo, in place of those made from events.
  public internal(set) var narration: String?
  /// A short answer to the last key, gone with the next one.
  public internal(set) var notice: String?
  /// The median time of a live tile, in ns, for the slow-motion factor and nothing else.
  public internal(set) var medianTileNanoseconds: Int?

  /// Whether the person wants to see the strips behind the verdict; until the playhead moves.
  var isVerdictPutAside = false
  /// The furthest moment that the kernel has been asked to reach.
  var requested = Moment()
  /// The furthest moment that it has reached. The playhead does not run ahead of it by itself.
  var reached = Moment()
  /// Seconds at speed 1 that the playhead has come from the beginning.
  var clockSeconds = 0.0

  public enum ShownClock: Sendable, Hashable { case steps, composed, measured }

  /// What plays on `cores` cores; `source` names where the problem comes from.
  public init(_ experiment: Experiment, cores: Int, source: String? = nil, isBig: Bool = false) {
    self.experiment = experiment
    self.cores = cores
    self.source = source
    self.isBig = isBig
    runs = experiment.schedules().map(Run.init)
    agenda = Agenda(runs)
    pace = Pace(agenda: agenda, runs: runs)
    splitTable = SplitTable(problem: experiment.problem, units: experiment.units)
  }

  public var problem: AttentionProblem { experiment.problem }

  /// Whether the playhead is behind the last event.
  public var isAtEnd: Bool { playhead == agenda.end }

  /// Whether everything has been computed.
  public var isComplete: Bool { runs.allSatisfy(\.isComplete) }

  /// Whether every result has been held against the reference.
  public var isChecked: Bool { runs.allSatisfy { $0.record.accuracy != nil } }

  /// Whether the race is over and its verdict is on screen.
  public var showsVerdict: Bool { view == .race && isAtEnd && isComplete && clock == .steps && !isVerdictPutAside }

  /// Whether anything on screen changes without a key: else nobody needs to wake up.
  public var needsTicks: Bool { isPlaying && !isAtEnd && !isWaitingForKernel }

  /// Whether something that was asked for is still being executed.
  public var isWaitingForKernel: Bool { reached < requested }

  /// Whether the kernel has not computed a single tile yet, because its input is still being made or read.
  public var isPreparingInput: Bool { isWaitingForKernel && runs.allSatisfy { $0.record.tilesDone == 0 } }

  /// How many times slower than the kernel the steps are shown, at the present speed; `nil` before the first tile.
  public var slowMotion: Double? {
    guard let medianTileNanoseconds, medianTileNanoseconds > 0 else { return nil }
    return pace.step * 1e9 / speed / Double(medianTileNanoseconds)
  }
}

extension State {
  /// The furthest moment that the playhead has reached; before it, going forward replays the record.
  public var furthestComputed: Moment { requested }
}

extension State {
  /// Real seconds until the playhead moves by itself; `nil` while it rests.
  public var secondsToNextChange: Double? {
    guard needsTicks else { return nil }
    return max(0, pace.seconds(to: agenda.next(after: playhead)) - clockSeconds) / speed
  }
}
