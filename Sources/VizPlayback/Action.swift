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
  /// Closes help, or leaves zoom.
  case back
  case measureAgain
  case copyCommandLine
  case repaint
  case suspend
  case quit
  /// Words below the picture, in place of those made from events; empty takes them away.
  case say(String)

  // From the kernel.
  case computed(run: Int, entries: [RecordEntry], medianTileNanoseconds: Int?)
  /// Everything up to a moment has been executed and reported.
  case reached(Moment)
  case checked(run: Int, Accuracy)
  case composed(Timings.Composed)
  case measured(Timings.Measured)
  /// Where the time of the measured runs went, one an algorithm.
  case phases([Timings.Phases])
  case measuring(Timings.Progress)
  case measurementEnded(Timings.Phase)
  /// Something outside went wrong; said on screen in one line.
  case failed(String)
}

/// What a state wants done outside of it.
public enum Effect: Sendable, Hashable {
  /// Execute, in order, everything up to a moment that has not been executed yet.
  case compute(through: Moment)
  /// Check every run's result against the f64 reference.
  case check
  /// Time the parts, compose, then measure.
  case measure
  case copyCommandLine
  case repaint
  case suspend
  case quit
}
