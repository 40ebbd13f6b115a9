import AttentionCore
import CellFrame
import DemoFormat
import VizPlayback
import VizScene

/// What a demo is played on.
protocol DemoStage {
  var state: State { get }
  /// The picture of the state.
  var frame: Frame { get }
  mutating func apply(_ action: Action) throws
  /// Another problem takes the stage.
  mutating func begin(_ setup: Setup) throws
}

/// A demo under way: its director, and what its settings have made of the problem so far.
struct Performance {
  let demo: Demo
  /// The lesson's place in the list, if it was begun there.
  let lesson: Int?
  private(set) var director: Director
  private var settings: [Cue.Setting]
  /// What was on stage before another problem took it for a while.
  private var setAside: Experiment?

  /// Something that is for whoever records.
  enum Happening {
    case mark(String)
    case snapshot(String)
    case key(KeyName)
    case typed(String)
  }

  /// A claim of the demo that does not hold, with the picture of that moment.
  struct Contradiction: Error {
    var line: String
    var frame: Frame
  }

  init(_ demo: Demo, isInteractive: Bool, lesson: Int? = nil) {
    self.demo = demo
    self.lesson = lesson
    director = Director(demo.cues, isInteractive: isInteractive)
    settings = demo.settings
  }

  /// The setup that it begins with.
  func setup() throws(DemoError) -> Setup { try demo.setup(demo.settings, at: nil) }

  /// How the stage looks when the first cue comes.
  func open(on stage: inout some DemoStage) throws {
    try stage.apply(.demo(.present(Poster(title: demo.title, points: demo.points))))
    try stage.apply(.pause)
    try stage.apply(.setSpeed(demo.speed))
  }

  /// Carries out what some seconds bring.
  ///
  /// - Throws: a ``Contradiction``, a `DemoError` where the script cannot go on, and what the stage throws.
  mutating func play(
    seconds: Double, on stage: inout some DemoStage, _ happened: (Happening, Frame) throws -> Void = { _, _ in }
  ) throws -> Bool {
    var seconds = seconds
    var hasActed = false
    while true {
      let turn = director.advance(by: seconds, in: stage.state)
      hasActed = hasActed || !turn.deeds.isEmpty
      for deed in turn.deeds { try carryOut(deed, ofCue: turn.cue, on: &stage, happened) }
      guard turn.goesOn else { return hasActed }
      seconds = 0
    }
  }

  mutating func goOn(on stage: inout some DemoStage) throws {
    for deed in director.goOn(in: stage.state) { try carryOut(deed, ofCue: director.next, on: &stage) { _, _ in } }
  }

  /// To a neighbouring chapter; back first to the beginning of the present one.
  mutating func moveToChapter(next isNext: Bool, on stage: inout some DemoStage) throws {
    let chapters = director.chapters
    let begun = chapters.lastIndex { $0 < director.next }
    let target =
      isNext
      ? chapters.first { $0 >= director.next } ?? director.cues.count
      : begun.map { $0 > 0 ? chapters[$0 - 1] : 0 } ?? 0
    for deed in director.jump(to: target, in: stage.state) {
      try carryOut(deed, ofCue: target, on: &stage) { _, _ in }
    }
  }

  /// The present chapter from its beginning, with the problem that it had there.
  mutating func restartChapter(on stage: inout some DemoStage) throws {
    let begun = director.chapters.last { $0 < director.next } ?? 0
    for deed in director.jump(to: begun, in: stage.state) { try carryOut(deed, ofCue: begun, on: &stage) { _, _ in } }
  }

  private mutating func carryOut(
    _ deed: Director.Deed, ofCue cue: Int, on stage: inout some DemoStage, _ happened: (Happening, Frame) throws -> Void
  ) throws {
    switch deed {
    case .act(let action): try stage.apply(action)
    case .mark(let label):
      try stage.apply(.demo(.chapter(label)))
      try happened(.mark(label), stage.frame)
    case .snapshot(let name): try happened(.snapshot(name), stage.frame)
    case .set(let changed):
      settings = settings.changed(by: changed)
      try begin(demo.setup(settings, at: place(ofCue: cue)), on: &stage)
    case .lend(let changed):
      setAside = stage.state.experiment
      try begin(demo.setup(settings.changed(by: changed), at: place(ofCue: cue)), on: &stage)
    case .restore:
      var setup = try demo.setup(settings, at: place(ofCue: cue))
      // Keys may have changed it since it was set.
      if let setAside { setup.experiment = setAside }
      try begin(setup, on: &stage)
    case .startOver:
      settings = demo.settings
      try stage.apply(.demo(.restart))
      try begin(setup(), on: &stage)
      try stage.apply(.setSpeed(demo.speed))
    case .key(let name):
      let key = Key(name)
      if let action = KeyBinding.action(for: key, in: stage.state.mode) { try stage.apply(action) }
      try happened(.key(name), stage.frame)
    case .type(let text):
      if let action = KeyBinding.action(for: .paste(text), in: stage.state.mode) { try stage.apply(action) }
      try happened(.typed(text), stage.frame)
    case .expect(let expectation): try require(expectation, ofCue: cue, on: stage)
    case .fail(let reason):
      let place = place(ofCue: cue)
      throw DemoError(file: place?.file ?? demo.title, place: place, reason: reason)
    }
  }

  private func begin(_ setup: Setup, on stage: inout some DemoStage) throws {
    try stage.begin(setup)
    try stage.apply(.pause)
  }

  private func require(_ expectation: Expectation, ofCue cue: Int, on stage: some DemoStage) throws {
    let missing = expectation.screenTexts.first { text in !stage.frame.lines.contains { $0.contains(text) } }
    guard
      let words = stage.state.contradiction(to: expectation) ?? missing.map({ "\"\($0)\" is not on the screen" })
    else { return }
    let place = place(ofCue: cue)
    let error = DemoError(file: place?.file ?? demo.title, place: place, reason: "expect: \(words)")
    throw Contradiction(line: error.description, frame: stage.frame)
  }

  private func place(ofCue cue: Int) -> Place? { demo.places.indices.contains(cue) ? demo.places[cue] : nil }
}

extension DemoStatus {
  init(_ demo: Demo) { self.init(title: demo.title, chapters: demo.chapters, isLesson: demo.isLesson) }
}

extension Key {
  /// The key that a demo names.
  init(_ key: KeyName) {
    let named: [String: Key] = [
      "enter": .enter, "esc": .escape, "tab": .tab, "back-tab": .backTab, "space": .character(" "), "left": .left,
      "right": .right, "up": .up, "down": .down, "home": .home, "end": .end, "pgup": .pageUp, "pgdn": .pageDown,
      "backspace": .backspace, "delete": .delete,
    ]
    self = named[key.name] ?? .character(key.name.first ?? " ")
  }
}

extension KeyName {
  /// What a terminal sends for it (xterm's normal mode).
  var bytes: [UInt8] {
    let named: [String: String] = [
      "enter": "\r", "esc": "\u{1B}", "tab": "\t", "back-tab": "\u{1B}[Z", "space": " ", "left": "\u{1B}[D",
      "right": "\u{1B}[C", "up": "\u{1B}[A", "down": "\u{1B}[B", "home": "\u{1B}[H", "end": "\u{1B}[F",
      "pgup": "\u{1B}[5~", "pgdn": "\u{1B}[6~", "backspace": "\u{7F}", "delete": "\u{1B}[3~",
    ]
    return Array((named[name] ?? name).utf8)
  }
}
