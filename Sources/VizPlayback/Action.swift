import AttentionCore

/// Everything that can happen to a ``State``. Time and results of the kernel enter here too.
public enum Action: Sendable {
  /// Some real (or virtual) seconds went by.
  case tick(seconds: Double)
  case togglePlay
  case play
  case pause
  case stepForward
  case stepBack
  case nextEvent
  case previousEvent
  case goToStart
  case goToEnd
  /// To a moment; forward beyond the record, the kernel runs.
  case seek(Moment)
  case faster
  case slower
  case setSpeed(Double)
  /// Shows one algorithm alone, then the next, then all.
  case cycleZoom
  /// The next clock that has been measured.
  case cycleClock
  case show(View)
  case toggleBig
  case toggleHelp
  /// Opens or closes the words of the present screen.
  case toggleWords
  /// Leaves what was opened last: help, words, a mode, the verdict, the selection, zoom.
  case back
  /// Points at a neighbour of what is selected.
  case select(Direction)
  /// Points at something, as a click does.
  case point(Selection)
  /// Opens the inspector on what is selected.
  case inspect
  /// The next (or previous) algorithm.
  case nextStrip
  case previousStrip
  /// Merges without re-scaling in the Merge view, or rightly again.
  case toggleRescaling
  /// Opens or closes FlashDecoding's splits.
  case toggleSplits
  /// Plans FlashDecoding with the next larger or smaller S that makes a difference.
  case moreSplits
  case fewerSplits
  case togglePresets
  /// The next or previous line of a list, field of a form, or page of words.
  case nextLine
  case previousLine
  case firstLine
  /// The next or previous of the named values that a field of the form has.
  case nextChoice
  case previousChoice
  /// Takes what the list or the form says.
  case accept
  case toggleForm
  case type(String)
  case erase
  case cycleTheme
  /// Another experiment takes the stage.
  case begin(Subject)
  /// Something to say in one line, until the next key: what went wrong outside, too. Empty takes it away.
  case note(String)
  case measureAgain
  case copyCommandLine
  /// Writes what is on stage to a file.
  case export
  case repaint
  case suspend
  case quit
  /// Words below the picture, in place of those made from events; empty takes them away.
  case say(String)
  /// Asks something; nothing moves until it has been answered.
  case ask(Question)
  /// Chooses an option, from 0, of the question on screen.
  case answer(Int)
  case dismissQuestion
  /// Everything as it was when something else took the stage for a while.
  case takeUp(Standpoint)
  case hide(ScreenPart)
  case unhide(ScreenPart)
  case demo(DemoAction)

  // From the kernel.
  case referenced(ReferenceRequest, [Reference])
  case computed(run: Int, entries: [RecordEntry], medianTileNanoseconds: Int?)
  /// Everything up to a moment has been executed and reported.
  case reached(Moment)
  case checked(run: Int, Accuracy)
  case composed(Timings.Composed)
  case measured(MeasuredTimes)
  case imported(Timings.Imported)
  /// Where the time of the measured runs went, one per algorithm.
  case phases([SampledPhaseShares])
  case measuring(Timings.Progress)
  case measurementEnded(Timings.Phase)
}

/// What happens to a demo or lesson, and what a presenter does to it.
public enum DemoAction: Sendable, Hashable {
  case begin(DemoStatus)
  /// What it is about.
  case present(Poster)
  case end
  /// From its first cue again.
  case restart
  /// A chapter begins.
  case chapter(String)
  case togglePause
  case takeControl
  /// It is the learner's turn, until the problem on stage is the one that is wanted or they give up.
  case handOver(Exercise)
  /// The demo acts again, after an exercise.
  case takeBack
  /// Points at the next option of a question, or the one before.
  case point(next: Bool)
  /// Takes the option that is pointed at; else goes on.
  case accept
  case toNextChapter
  case toPreviousChapter
  /// Past what is being waited for.
  case goOn
  /// Leaves when asked twice.
  case leave
  /// What the list of lessons shows.
  case lessons([LessonEntry])
}

/// What a state wants done outside of it.
public enum Effect: Sendable, Hashable {
  /// Execute, in order, everything up to a moment that has not been executed yet.
  case compute(through: Moment)
  /// Another experiment: what comes of the old one is no news any more. Execute everything up to a moment.
  case restart(through: Moment)
  /// See whether there is memory for another experiment, and let it ``Action/begin(_:)``.
  case load(Experiment, preset: Preset?)
  /// The results of an output in double precision, over the keys of each of its segments.
  case refer(ReferenceRequest)
  case cycleTheme
  /// Check every run's result against the f64 reference.
  case check
  /// Time the parts, compose, then measure.
  case measure
  case copyCommandLine
  /// Write what is on stage to a file, and say its name.
  case export
  case repaint
  case suspend
  case quit
  /// The demo under way moves to a neighbouring chapter, goes on at once, or ends.
  case toChapter(next: Bool)
  case goOn
  case restartChapter
  case leaveDemo
  /// A lesson begins, by its place in the list.
  case startLesson(Int)
}

/// Which reference: over the keys of each segment of an output, as a run cuts it.
public struct ReferenceRequest: Sendable, Hashable {
  public var run: Int
  public var output: Int

  public init(run: Int, output: Int) {
    self.run = run
    self.output = output
  }
}
