import AttentionCore
import CellFrame
import CellTerminal
import Glibc
import VizPlayback
import VizScene

/// The program in a terminal: one loop that waits, applies what happened, and draws what changed.
struct Studio {
  private let stage: Stage
  var setup: Setup
  private let view: ViewOptions
  private var theme: Theme
  private let events: EventSource
  let screen: Screen
  private let laboratory: LaboratoryThread
  var state: State
  private var costs = DrawingCosts()
  private var measurementGuard = MeasurementGuard()
  /// The demo or lesson under way.
  var performance: Performance?
  var progress = LessonProgress()
  /// What did not hold of a demo's claims, or kept it from going on.
  var failure: Failure?
  /// Whether the problem has been changed on screen, or its command line was asked for.
  private var hasChanged = false

  /// Shows what is on stage until the person quits, or tells it in sentences.
  ///
  /// - Parameter performance: the demo to play, if any.
  /// - Throws: a ``Failure``; a silent one with its exit status where a signal ended the program.
  static func run(_ stage: Stage, view: ViewOptions, performance: Performance? = nil) throws {
    // What is wrong with the input is said before a screen is taken or a word is told.
    try stage.requireInput()
    let status =
      view.plain
      ? try PlainTale.tell(stage, speed: view.speed, isPaced: isatty(STDOUT_FILENO) == 1)
      : try show(stage, view: view, performance: performance)
    if status != 0 { throw Failure(ExitStatus(rawValue: status) ?? .ours, nil) }
  }

  private static func show(_ stage: Stage, view: ViewOptions, performance: Performance?) throws -> Int32 {
    let request = TerminalAbilities.Request(depth: view.color.depth, ascii: view.ascii, mouse: !view.noMouse)
    let abilities = try TerminalAbilities(.ofThisProcess(), request: request)
    // Signals are taken before any thread starts.
    let events = try EventSource()
    let screen = try Screen(abilities, events: events)
    var studio = Studio(stage, view: view, events: events, screen: screen)
    if !view.ascii, let complaint = UserLocale.ofThisProcess.complaint { _ = studio.state.apply(.note(complaint)) }
    if let performance { studio.begin(performance) }
    let status = studio.loop()
    studio.laboratory.stop()
    screen.close()
    if let line = studio.lineToLeave { try? StandardOutput.print(line + "\n") }
    if view.stats { for line in studio.costs.lines { StandardError.print(line: line) } }
    if let failure = studio.failure, status == 0 { throw failure }
    return status
  }

  private init(_ stage: Stage, view: ViewOptions, events: EventSource, screen: Screen) {
    self.stage = stage
    setup = stage.setup
    self.view = view
    theme = view.theme.theme
    self.events = events
    self.screen = screen
    state = State(stage.subject, isBig: view.big)
    _ = state.apply(.setSpeed(view.speed))
    _ = state.apply(.show(view.view))
    _ = state.apply(.demo(.lessons(progress.entries)))
    laboratory = LaboratoryThread(stage, state: state, waker: events.waker)
  }

  private mutating func loop() -> Int32 {
    let clock = ContinuousClock()
    let start = clock.now
    draw()
    var last = clock.now
    while true {
      let isResting = !state.needsTicks
      let wait = timeout
      let happened = events.wait(timeoutMilliseconds: wait)
      if isResting && happened.isEmpty {
        if isMeasurementMissing { _ = perform(state.apply(.measureAgain)) } else { costs.idleWakeUps += 1 }
      }
      let now = clock.now
      // Time counts while something plays; a stop of the process does not, nor a clock that was set back.
      let elapsed = max(0, min(1 + Double(wait ?? 0) / 1000, (now - last) / .seconds(1)))
      last = now
      let isInHands = state.demo?.isConducting != true
      if isDirected {
        direct { (performance, studio) throws in _ = try performance.play(seconds: elapsed, on: &studio) }
      }
      if isInHands, state.demo?.isPaused != true, state.needsTicks, perform(state.apply(.tick(seconds: elapsed))) {
        return 0
      }
      for event in happened {
        switch event {
        case .quit(let status): return status
        case .hangup: return 129
        case .key(let key): if handle(key, at: (now - start) / .seconds(1)) { return 0 }
        case .resize(let width, let height): screen.resize(width: width, height: height)
        case .suspend:
          // No time is to contain the pause.
          cancelMeasurement()
          suspend()
          last = clock.now
        case .resumed:
          cancelMeasurement()
          screen.resume()
          last = clock.now
        case .woken, .readable: break
        }
      }
      for action in laboratory.takeActions() where perform(state.apply(action)) { return 0 }
      if measurementGuard.observe(isMeasuring: state.timings.phase == .measuring, at: (now - start) / .seconds(1)) {
        _ = state.apply(.note(""))
      }
      draw()
    }
  }

  /// Whether a key has cut the measurement short before there were times: it starts again when the keys rest, since a
  /// key that repeats, such as End, is not meant for it.
  private var isMeasurementMissing: Bool {
    state.timings.phase == .cancelled && state.timings.measured == nil && state.isAtEnd && state.isComplete
  }

  /// How long keys have to rest for that.
  private static let quietMilliseconds = 1500

  /// Whether a demo acts, or looks on while the learner does.
  private var isDirected: Bool {
    guard performance != nil, let demo = state.demo, !state.isReading else { return false }
    return demo.isConducting ? !demo.isPaused : demo.exercise != nil
  }

  /// Milliseconds until something happens by itself; `nil` while nothing moves.
  private var timeout: Int? {
    let isActing = state.demo?.isConducting == true
    let directed = isDirected ? performance?.director.secondsToNextDeed(in: state) : nil
    // Not while a demo is paused, or help is read.
    let moving = !isActing || (isDirected && directed == nil) ? state.secondsToNextChange : nil
    let seconds = [directed, moving].compactMap(\.self).min()
    let wait = seconds.map { max(1000 / view.fps, Int(($0 * 1000).rounded(.up))) }
    guard isMeasurementMissing, !isActing || isDirected else { return wait }
    // A demo may be waiting for times that a key has kept from being measured.
    return isActing ? min(wait ?? .max, Self.quietMilliseconds) : wait ?? Self.quietMilliseconds
  }

  /// A key ends a measurement, since the person has the machine: unless much would be lost.
  private mutating func handle(_ key: Key, at time: Double) -> Bool {
    guard let action = action(for: key) else { return false }
    if action.isLeaving { return perform(state.apply(action)) }
    switch measurementGuard.verdict(on: key, at: time) {
    case .act:
      cancelMeasurement()
      return perform(state.apply(action))
    case .ask: return perform(state.apply(.note(MeasurementGuard.question)))
    case .goOn: return perform(state.apply(.note("")))
    }
  }

  private func action(for key: Key) -> Action? {
    switch key {
    case .press(let x, let y):
      KeyBinding.action(forPressAtX: x, y: y, in: state, width: screen.size.width, height: screen.size.height)
    case .scrollUp: KeyBinding.action(forScrollingUp: true, in: state)
    case .scrollDown: KeyBinding.action(forScrollingUp: false, in: state)
    default: KeyBinding.action(for: key, in: state.keyMode)
    }
  }

  private mutating func suspend() {
    guard !screen.suspend() else { return }
    _ = state.apply(.note("not stopped: there is no shell with job control here to bring it back"))
  }

  private mutating func cancelMeasurement() {
    guard state.timings.phase == .measuring else { return }
    laboratory.cancelMeasurement()
    _ = perform(state.apply(.measurementEnded(.cancelled)))
  }

  /// Carries out an effect. Returns whether the program is to end.
  mutating func perform(_ effect: Effect?) -> Bool {
    switch effect {
    case nil: break
    case .quit: return true
    case .repaint: screen.repaint()
    case .suspend: suspend()
    case .cycleTheme:
      theme = theme.next
      return perform(state.apply(.note("theme: \(theme.name)")))
    case .load(let experiment, let preset): return load(experiment, preset: preset)
    case .restart(let moment):
      setup.experiment = state.experiment
      hasChanged = true
      laboratory.begin(.kernel(setup), state: state)
      laboratory.perform(.compute(through: moment))
    case .copyCommandLine:
      hasChanged = true
      let line = commandLine
      if !screen.copyToClipboard(line) { return perform(state.apply(.note("no clipboard here: \(line)"))) }
    case .toChapter(let isNext):
      direct { (performance, studio) throws in try performance.moveToChapter(next: isNext, on: &studio) }
    case .restartChapter:
      direct { (performance, studio) throws in try performance.restartChapter(on: &studio) }
    case .goOn: direct { (performance, studio) throws in try performance.goOn(on: &studio) }
    case .startLesson(let place): startLesson(place)
    case .leaveDemo: return leaveDemo()
    case .export: return perform(state.apply(.note(StageExport.write(state))))
    case .compute?, .check?, .measure?, .refer?:
      if let effect { laboratory.perform(effect) }
    }
    return false
  }

  private mutating func load(_ experiment: Experiment, preset: Preset?) -> Bool {
    do {
      setup = try setup.changed(to: experiment, preset: preset)
    } catch {
      return perform(state.apply(.note("\(error)")))
    }
    return perform(state.apply(.begin(setup.subject)))
  }

  /// What would bring this very problem back; `nil` where that is how the program was started.
  private var lineToLeave: String? { hasChanged ? commandLine : nil }

  private var commandLine: String {
    if case .replay(let replay) = stage { replay.commandLine } else { setup.commandLine }
  }

  private mutating func draw() {
    let size = screen.size
    let start = DrawingCosts.threadSeconds()
    let bytes = screen.show(Frame(state, width: size.width, height: size.height), theme: theme)
    costs.add(seconds: DrawingCosts.threadSeconds() - start, bytes: bytes, whilePlaying: state.needsTicks)
  }
}

extension Action {
  /// Whether it ends the program, or asks by itself whether to end a demo.
  fileprivate var isLeaving: Bool {
    switch self {
    case .quit, .demo(.leave): true
    default: false
    }
  }
}
