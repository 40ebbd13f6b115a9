import AttentionCore

/// What was looked at before a mode took the screen.
struct Whereabouts: Sendable {
  var view: View
  var clock: State.ShownClock
  var zoomed: Int?
  var isVerdictPutAside: Bool
}

/// What modes do to a state: the inspector, the splits, the presets, the form.
extension State {
  mutating func openInspector() {
    // The Map and Merge views show what is selected anyway; `inspect` itself opens what there is to open.
    guard view == .race else { return }
    mode = .inspect
    clock = .steps
    isVerdictPutAside = true
  }

  /// Leaves what was opened last.
  mutating func goBack() -> Effect? {
    if showsHelp {
      showsHelp = false
    } else if wordsPage != nil {
      wordsPage = nil
    } else if mode == .splits {
      closeSplits()
    } else if mode != .play {
      mode = .play
    } else if demo != nil {
      return giveBack()
    } else if showsVerdict {
      isVerdictPutAside = true
    } else if mergesWithoutRescaling, view == .merge {
      mergesWithoutRescaling = false
    } else if chosen != nil {
      chosen = nil
    } else {
      zoomed = nil
    }
    return nil
  }

  /// The run that the views of one algorithm show from now on; the place in the problem that is selected stays.
  mutating func show(run: Int) {
    strip = run
    if zoomed != nil { zoomed = run }
    if var selection = chosen {
      selection.run = run
      chosen = selection
    }
  }

  mutating func moveLine(by offset: Int) {
    if let page = wordsPage {
      wordsPage = page + offset
    } else if mode == .form {
      form.move(by: offset)
    } else {
      chosenPreset = (chosenPreset + offset + Preset.all.count) % Preset.all.count
    }
  }

  mutating func moveToFirstLine() {
    if wordsPage != nil {
      wordsPage = 0
    } else if mode == .form {
      form.moveToFirst()
    } else {
      chosenPreset = 0
    }
  }

  mutating func accept() -> Effect? {
    switch mode {
    case .presets:
      let preset = Preset.all[chosenPreset]
      do {
        var chosen = try Experiment(preset: preset)
        chosen.threads = experiment.threads
        return .load(chosen, preset: preset)
      } catch {
        notice = "\(error)"
      }
    case .form:
      guard case .success(let changed) = form.experiment else { return nil }
      // It stays open until the experiment begins: there may not be the memory for it.
      guard changed == experiment else { return .load(changed, preset: nil) }
      mode = .play
    default: break
    }
    return nil
  }

  mutating func toggleSplits() {
    if mode == .splits { return closeSplits() }
    guard runs.contains(where: { $0.schedule.algorithm == .fd }) else {
      notice = "no splits: FlashDecoding is not in this race"
      return
    }
    guard splitTable != nil else {
      notice = "no table of splits: there are too many tiles to list them"
      return
    }
    beforeSplits = Whereabouts(view: view, clock: clock, zoomed: zoomed, isVerdictPutAside: isVerdictPutAside)
    view = .race
    clock = .steps
    zoomed = nil
    mode = .splits
    isVerdictPutAside = true
  }

  /// Back to where the split strip was opened from.
  private mutating func closeSplits() {
    mode = .play
    guard let before = beforeSplits else { return }
    beforeSplits = nil
    view = before.view
    zoomed = before.zoomed
    isVerdictPutAside = before.isVerdictPutAside
    // Another S has not been timed yet.
    if availableClocks.contains(before.clock) { clock = before.clock }
  }

  /// Re-plans FlashDecoding with a neighbouring S. Everything up to this step is executed anew.
  mutating func changeSplits(by offset: Int) -> Effect? {
    guard let table = splitTable, let decoding = runs.first(where: { $0.schedule.algorithm == .fd })?.schedule,
      let row = table.row(splits: decoding.splits ?? 1), let place = table.rows.firstIndex(of: row),
      table.rows.indices.contains(place + offset)
    else { return nil }
    var changed = subject
    changed.experiment.splits = .fixed(table.rows[place + offset].splits)
    changed.schedules = nil
    let step = playhead.step
    let wasAtEnd = isAtEnd
    begin(changed)
    isPlaying = false
    return restart(at: wasAtEnd ? agenda.end : agenda.moment(afterStep: step))
  }

  /// Puts the playhead somewhere in an experiment that has just begun.
  mutating func restart(at moment: Moment) -> Effect {
    playhead = moment
    clockSeconds = pace.seconds(to: moment)
    requested = moment
    isVerdictPutAside = mode != .play
    return .restart(through: moment)
  }

  /// What the Merge view needs to compare with, and has not asked for.
  mutating func missingReference() -> Effect? {
    guard view == .merge, !isPreparingInput, requested > Moment() else { return nil }
    let request = ReferenceRequest(run: selection.run, output: selection.output)
    guard requestedReferences.insert(request).inserted else { return nil }
    return .refer(request)
  }
}
