import AttentionCore

extension State {
  /// Lets something happen. Returns what has to be done outside, if anything.
  public mutating func apply(_ action: Action) -> Effect? { carryOut(action) ?? missingReference() }

  private mutating func carryOut(_ action: Action) -> Effect? {
    if case .tick = action {
    } else if action.isByHand {
      notice = nil
      switch action {
      case .demo(.leave), .quit: break
      default: demo?.asksToLeave = false
      }
    }
    if let refusal = refusal(of: action) {
      notice = refusal
      return nil
    }
    switch action {
    case .tick(let seconds): return advance(by: seconds)
    case .togglePlay:
      if isAtEnd {
        isPlaying = true
        return move(to: Moment())
      }
      isPlaying.toggle()
    case .play: isPlaying = true
    case .pause: isPlaying = false
    case .stepForward: return walk { $0.next(after: $1) }
    case .stepBack: return walk { $0.previous(before: $1) }
    case .nextEvent: return walk { $0.nextEvent(after: $1) }
    case .previousEvent: return walk { $0.previousEvent(before: $1) }
    case .goToStart: return walk(to: Moment())
    case .goToEnd: return walk(to: agenda.end)
    case .seek(let moment): return move(to: moment)
    case .faster: speed = Self.speeds.first { $0 > speed } ?? speed
    case .slower: speed = Self.speeds.last { $0 < speed } ?? speed
    case .setSpeed(let value): setSpeed(value)
    case .cycleZoom:
      let next = zoomed.map { $0 + 1 } ?? 0
      zoomed = next < runs.count && runs.count > 1 ? next : nil
      if let zoomed { show(run: zoomed) }
      isVerdictPutAside = true
    case .cycleClock: cycleClock()
    case .show(let view):
      self.view = view
      if mode == .inspect || mode == .splits { mode = .play }
    case .toggleBig: isBig.toggle()
    case .toggleHelp: showsHelp.toggle()
    case .toggleWords: wordsPage = wordsPage == nil ? 0 : nil
    case .back: return goBack()
    case .select(let direction):
      moveSelection(direction)
      openInspector()
    case .point(let selection):
      select(selection)
      openInspector()
    case .inspect where view == .lesson:
      return lessons.isEmpty ? nil : .startLesson(chosenLesson)
    case .inspect:
      select(selection)
      openInspector()
      mode = .inspect
    case .nextStrip: show(run: (shownRun + 1) % runs.count)
    case .previousStrip: show(run: (shownRun + runs.count - 1) % runs.count)
    case .toggleRescaling:
      guard view == .merge else {
        notice = "w merges without re-scaling in the Merge view (3)"
        return nil
      }
      mergesWithoutRescaling.toggle()
    case .toggleSplits: toggleSplits()
    case .moreSplits: return changeSplits(by: 1)
    case .fewerSplits: return changeSplits(by: -1)
    case .togglePresets:
      mode = mode == .presets ? .play : .presets
      chosenPreset = Preset.all.firstIndex { $0.name == source } ?? 0
    case .toggleForm:
      form = ProblemForm(experiment, fixesShape: fixesShape)
      mode = .form
    case .nextLine: moveLine(by: 1)
    case .previousLine: moveLine(by: -1)
    case .firstLine: moveToFirstLine()
    case .type(let text): form.type(text)
    case .erase: form.erase()
    case .nextChoice: form.choose(by: 1)
    case .previousChoice: form.choose(by: -1)
    case .accept: return accept()
    case .cycleTheme: return .cycleTheme
    case .note(let words): notice = words.isEmpty ? nil : words
    case .begin(let subject):
      begin(subject)
      isPlaying = true
      mode = .play
      return restart(at: Moment())
    case .measureAgain: return measureAgain()
    case .copyCommandLine:
      notice = "command line copied"
      return .copyCommandLine
    case .export: return .export
    case .repaint: return .repaint
    case .suspend: return .suspend
    // A demo asks first, also where its words are read, and in the learner's turn.
    case .quit: return demo?.isConducting == true || demo?.exercise != nil ? direct(.leave) : .quit
    case .say(let words): narration = words.isEmpty ? nil : words
    case .ask(let question):
      isPlaying = false
      self.question = PosedQuestion(question)
    case .answer(let option): question?.answer(option)
    case .dismissQuestion: question = nil
    case .takeUp(let standpoint): return takeUp(standpoint)
    case .hide(let part): hidden.insert(part)
    case .unhide(let part): hidden.remove(part)
    case .demo(let action): return direct(action)
    case .computed, .referenced, .reached, .checked, .composed, .measured, .phases, .measuring, .measurementEnded,
      .imported:
      return receive(action)
    }
    return nil
  }

  /// The speeds that keys go through, about a factor of 1.5 apart and all of them round.
  private static let speeds = [
    0.1, 0.15, 0.2, 0.3, 0.5, 0.7, 1, 1.5, 2, 3, 5, 7, 10, 15, 20, 30, 50, 70, 100,
  ]

  private mutating func setSpeed(_ value: Double) {
    speed = (min(100, max(0.1, value)) * 100).rounded() / 100
  }

  /// Lets the playhead run for some seconds.
  private mutating func advance(by seconds: Double) -> Effect? {
    guard needsTicks, seconds > 0 else { return nil }
    clockSeconds += seconds * speed
    let target = pace.moment(at: clockSeconds, in: agenda)
    if target > playhead { isVerdictPutAside = false }
    playhead = max(playhead, target)
    return request(playhead)
  }

  /// Moves by hand: playing stops there.
  private mutating func walk(to moment: Moment) -> Effect? {
    isPlaying = false
    return move(to: moment)
  }

  /// Moves by hand from stop to stop; with one algorithm in view, past the events of the others.
  private mutating func walk(_ next: (Agenda, Moment) -> Moment) -> Effect? {
    var moment = next(agenda, playhead)
    while let zoomed, let item = agenda.latest(at: moment), item.run != zoomed {
      let further = next(agenda, moment)
      if further == moment { break }
      moment = further
    }
    return walk(to: moment)
  }

  mutating func move(to moment: Moment) -> Effect? {
    playhead = min(moment, agenda.end)
    isVerdictPutAside = false
    clockSeconds = pace.seconds(to: playhead)
    return request(playhead)
  }

  /// Asks the kernel for what has not been executed yet. Going back asks for nothing: the record is replayed.
  private mutating func request(_ moment: Moment) -> Effect? {
    guard moment > requested else { return nil }
    requested = moment
    return .compute(through: moment)
  }

  private static let timesComeLater = "times are measured when the race has ended"

  /// The clocks that there are times of.
  var availableClocks: [ShownClock] {
    [.steps] + (timings.composed == nil ? [] : [.composed]) + (timings.measured == nil ? [] : [.measured])
      + (timings.imported == nil ? [] : [.imported])
  }

  private mutating func cycleClock() {
    let available = availableClocks
    if available.count == 1 {
      let whatIsMissing =
        isReplay ? "the trace holds no times" : "no times yet: they are measured while no key is pressed"
      notice = isAtEnd ? whatIsMissing : Self.timesComeLater
    }
    let place = available.firstIndex(of: clock) ?? 0
    clock = available[(place + 1) % available.count]
  }

  private mutating func measureAgain() -> Effect? {
    guard isComplete else {
      notice = Self.timesComeLater
      return nil
    }
    timings.phase = .measuring
    return .measure
  }

  private mutating func receive(_ action: Action) -> Effect? {
    switch action {
    case .computed(let run, let entries, let nanoseconds):
      for entry in entries { runs[run].record.add(entry) }
      medianTileNanoseconds = medianTileNanoseconds ?? nanoseconds
      return !entries.isEmpty && isComplete ? .check : nil
    case .referenced(let request, let parts): references[request] = parts
    case .reached(let moment): reached = max(reached, moment)
    case .checked(let run, let accuracy):
      runs[run].record.accuracy = accuracy
      // A trace gives its times together with its checks.
      guard isChecked, timings.phase == .notYet, !isReplay else { return nil }
      timings.phase = .measuring
      return .measure
    case .composed(let composed): timings.composed = composed
    case .measured(var measured):
      // Those of earlier runs stand until there are newer ones.
      if measured.phases.isEmpty { measured.phases = timings.measured?.phases ?? [] }
      timings.measured = measured
    case .imported(let imported): timings.imported = imported
    case .phases(let phases): timings.measured?.phases = phases
    case .measuring(let progress): timings.progress = progress
    case .measurementEnded(let phase):
      timings.phase = phase
      timings.progress = nil
    default: break
    }
    return nil
  }
}

extension Action {
  /// Whether a person (or a demo in their place) did it.
  var isByHand: Bool {
    switch self {
    case .tick, .computed, .referenced, .reached, .checked, .composed, .measured, .phases, .measuring,
      .measurementEnded, .note, .imported,
      .begin:
      false
    default: true
    }
  }
}
