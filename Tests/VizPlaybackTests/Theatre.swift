import AttentionCore
import PlaybackTestSupport
import Testing
import VizPlayback

/// A demo played with a made-up kernel on a clock that only counts.
struct Theatre {
  var state: State
  var director: Director
  private var kernel = StandInKernel()
  /// What the director wanted done outside of the state.
  private(set) var deeds: [String] = []
  private var setAside: Experiment?

  init(_ cues: [Cue], isInteractive: Bool = false) throws {
    state = State(try Experiment(preset: Preset.all[0]), cores: 2)
    director = Director(cues, isInteractive: isInteractive)
    apply(.demo(.begin(DemoStatus(title: "t", chapters: ["a", "b", "c"], isLesson: true))))
    apply(.pause)
  }

  mutating func apply(_ action: Action) { kernel.apply(action, to: &state) }

  /// Units and S are all that these scripts set.
  private mutating func set(_ settings: [Cue.Setting]) {
    var changed = state.experiment
    for setting in settings {
      guard let value = setting.values.first.flatMap({ Int($0) }) else { continue }
      if setting.name == "units" { changed.units = value } else { changed.splits = .fixed(value) }
    }
    apply(.begin(Subject(changed, cores: 2)))
    apply(.pause)
  }

  mutating func carryOut(_ deeds: [Director.Deed]) {
    for deed in deeds {
      switch deed {
      case .act(let action): apply(action)
      case .mark(let label): apply(.demo(.chapter(label)))
      case .startOver:
        apply(.demo(.restart))
        apply(.begin(Subject(state.experiment, cores: 2)))
        apply(.pause)
      case .fail(let reason): self.deeds.append(reason)
      case .snapshot(let name): self.deeds.append(name)
      case .set(let settings): set(settings)
      case .lend(let settings):
        setAside = state.experiment
        set(settings)
      case .restore: setAside.map { apply(.begin(Subject($0, cores: 2))) }
      case .key, .type, .expect: self.deeds.append("\(deed)")
      }
    }
  }

  /// Frames of a tenth of a second, until something is so, at most so many.
  private mutating func play(frames: Int, until isOver: (Theatre) -> Bool) -> Bool {
    for _ in 0..<frames {
      var seconds = 0.1
      while true {
        let turn = director.advance(by: seconds, in: state)
        carryOut(turn.deeds)
        seconds = 0
        if !turn.goesOn { break }
      }
      if isOver(self) { return true }
    }
    return false
  }

  /// Plays until something is so, by default to the end; that it never is, is an issue.
  mutating func reaches(
    frames: Int = 3000, _ isOver: (Theatre) -> Bool = { $0.director.isDone },
    at location: SourceLocation = #_sourceLocation
  ) {
    if !play(frames: frames, until: isOver) { Issue.record("not within \(frames) frames", sourceLocation: location) }
  }

  /// Plays some frames within which something must not happen, by default the end.
  mutating func stays(
    frames: Int, _ isOver: (Theatre) -> Bool = { $0.director.isDone },
    at location: SourceLocation = #_sourceLocation
  ) {
    if play(frames: frames, until: isOver) { Issue.record("within \(frames) frames", sourceLocation: location) }
  }
}
