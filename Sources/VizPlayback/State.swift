import AttentionCore

/// Everything that the picture depends on. A value: the same actions give the same state.
public struct State: Sendable {
  public private(set) var subject: Subject
  public internal(set) var runs: [Run]
  public private(set) var agenda: Agenda
  public private(set) var pace: Pace
  /// Steps and partials of FlashDecoding for each S; `nil` where there are too many to list.
  public private(set) var splitTable: SplitTable?

  public internal(set) var playhead = Moment()
  public internal(set) var isPlaying = true
  public internal(set) var speed = 1.0
  public internal(set) var view = View.race
  /// Which clock the strips are drawn on.
  public internal(set) var clock = ShownClock.steps
  /// The one run shown, if not all.
  public internal(set) var zoomed: Int?
  /// The run that `tab` has come to; the views of one algorithm show it.
  public internal(set) var strip: Int
  /// What a person has pointed at, if anything.
  public internal(set) var chosen: Selection?
  public internal(set) var mode = Mode.play
  /// Whether the Merge view shows what comes out without re-scaling.
  public internal(set) var mergesWithoutRescaling = false
  /// The place in the list of presets.
  public internal(set) var chosenPreset = 0
  public internal(set) var form: ProblemForm
  public internal(set) var isBig: Bool
  /// Whether it is shown to people who press no keys: no tabs, and no key is named.
  public let isClean: Bool
  public internal(set) var showsHelp = false
  /// The page of the words of this screen that is open, counted on and back from 0 in a circle; `nil` while none is.
  public internal(set) var wordsPage: Int?
  public internal(set) var timings = Timings()
  /// Words of a demo, in place of those made from events.
  public internal(set) var narration: String?
  /// The demo or lesson under way.
  public internal(set) var demo: DemoStatus?
  public internal(set) var poster: Poster?
  public internal(set) var question: PosedQuestion?
  /// What a demo does without.
  public internal(set) var hidden: Set<ScreenPart> = []
  public internal(set) var lessons: [LessonEntry] = []
  public internal(set) var chosenLesson = 0
  /// A short answer to the last key, gone with the next one.
  public internal(set) var notice: String?
  /// Results in double precision over the keys of each segment of an output.
  public internal(set) var references: [ReferenceRequest: [Reference]] = [:]
  /// The median time of a live tile, in ns, for the slow-motion factor and nothing else.
  public internal(set) var medianTileNanoseconds: Int?

  /// Whether the person wants to see the strips behind the verdict; until the playhead moves.
  var isVerdictPutAside = false
  /// Where the split strip was opened from.
  var beforeSplits: Whereabouts?
  /// The furthest moment that the kernel has been asked to reach.
  var requested = Moment()
  var requestedReferences: Set<ReferenceRequest> = []
  /// The furthest moment that it has reached. The playhead does not run ahead of it by itself.
  var reached = Moment()
  /// Seconds at speed 1 that the playhead has come from the beginning.
  var clockSeconds = 0.0

  public enum ShownClock: Sendable, Hashable { case steps, composed, measured, imported }

  public init(_ subject: Subject, isBig: Bool = false, isClean: Bool = false) {
    let experiment = subject.experiment
    self.subject = subject
    self.isBig = isBig
    self.isClean = isClean
    runs = (subject.schedules ?? experiment.schedules()).map(Run.init)
    agenda = Agenda(runs)
    pace = Pace(agenda: agenda, runs: runs)
    splitTable = SplitTable(problem: experiment.problem, units: experiment.units)
    strip = experiment.algorithms.firstIndex(of: .lean) ?? experiment.algorithms.count - 1
    form = ProblemForm(experiment, fixesShape: subject.fixesShape)
  }

  /// A problem for the kernel.
  public init(
    _ experiment: Experiment, cores: Int, source: String? = nil, isBig: Bool = false, isClean: Bool = false
  ) {
    self.init(Subject(experiment, cores: cores, source: source), isBig: isBig, isClean: isClean)
  }

  /// Begins something else from its start. How things are looked at stays: view, speed, size, and what of the
  /// selection still exists.
  mutating func begin(_ subject: Subject) {
    let experiment = subject.experiment
    var next = State(subject, isBig: isBig, isClean: isClean)
    next.isPlaying = isPlaying
    next.speed = speed
    next.view = view
    next.mode = mode
    next.beforeSplits = beforeSplits
    next.mergesWithoutRescaling = mergesWithoutRescaling
    next.narration = narration
    next.demo = demo
    next.poster = poster
    next.question = question
    next.hidden = hidden
    next.lessons = lessons
    next.chosenLesson = chosenLesson
    if experiment.algorithms == self.experiment.algorithms {
      next.strip = strip
      next.zoomed = zoomed
    }
    if let chosen, experiment.problem == problem { next.select(chosen) }
    self = next
  }

  /// Whether the playhead is behind the last event.
  public var isAtEnd: Bool { playhead == agenda.end }

  /// Whether everything has been computed.
  public var isComplete: Bool { runs.allSatisfy(\.isComplete) }

  /// Whether every result has been held against the reference.
  public var isChecked: Bool { runs.allSatisfy { $0.record.accuracy != nil } }

  /// Whether the race is over and its verdict is on screen.
  public var showsVerdict: Bool {
    view == .race && mode == .play && isAtEnd && isComplete && clock == .steps && !isVerdictPutAside
  }

  /// Whether anything on screen changes without a key: else nobody needs to wake up.
  public var needsTicks: Bool { isPlaying && !isAtEnd && !isWaitingForKernel && !isCovered }

  /// Whether something is read or typed over the view, or in its place; it waits meanwhile.
  private var isCovered: Bool { isReading || mode == .presets || mode == .form || view == .lesson }

  /// What is behind the words of the screen.
  public var withoutWords: State {
    var state = self
    state.wordsPage = nil
    return state
  }

  /// Whether help or the words of the screen are open, and everything waits for whoever reads.
  public var isReading: Bool { showsHelp || wordsPage != nil }

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

// MARK: What is on stage

extension State {
  public var experiment: Experiment { subject.experiment }
  public var problem: AttentionProblem { experiment.problem }
  public var cores: Int { subject.cores }
  /// Who plays the parts of the units; `nil` where a trace does not say.
  public var workers: Workers? {
    cores > 0 ? Workers(threads: cores, usableCores: subject.usableCores) : nil
  }
  public var source: String? { subject.source }
  public var fixesShape: Bool { subject.fixesShape }
  public var origin: Origin { subject.origin }
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
