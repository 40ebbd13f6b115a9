import AttentionCore

/// How a demo stands, where one is under way.
public struct DemoStatus: Sendable, Hashable {
  public var title: String
  public var chapters: [String]
  /// The chapter that has begun, from 0; `nil` before the first.
  public var chapter: Int?
  public var isLesson: Bool
  public var isPaused = false
  /// Whether the demo acts; else a person has taken over.
  public var isConducting = true
  /// What the learner is to change, while it is their turn.
  public internal(set) var exercise: Exercise?
  /// What was on stage when a person took over, and how it was looked at.
  var experiment: Experiment?
  var standpoint: Standpoint?
  /// Whether `q` has been pressed once.
  public var asksToLeave = false

  public init(title: String, chapters: [String], isLesson: Bool) {
    self.title = title
    self.chapters = chapters
    self.isLesson = isLesson
  }
}

/// What a demo is about, where words stand in place of the picture.
public struct Poster: Sendable, Hashable {
  public var title: String
  /// What will be known afterwards.
  public var points: [String]

  public init(title: String, points: [String]) {
    self.title = title
    self.points = points
  }
}

/// A lesson as the list of lessons shows it.
public struct LessonEntry: Sendable, Hashable {
  public var title: String
  /// What it answers.
  public var question: String
  /// Whether it has been followed to its end.
  public var isDone: Bool

  public init(title: String, question: String, isDone: Bool) {
    self.title = title
    self.question = question
    self.isDone = isDone
  }
}

extension State {
  /// Whether a part of the screen is there.
  public func shows(_ part: ScreenPart) -> Bool { !hidden.contains(part) && (part == .picture || !isClean) }

  /// Whether the view is drawn: not while it would answer a question that has not been answered.
  public var showsPicture: Bool { shows(.picture) && (question == nil || question?.chosen != nil) }

  /// The mode that keys act in: while words are open, they turn pages; while a demo acts, they are for the presenter.
  public var keyMode: Mode { wordsPage != nil ? .words : demo?.isConducting == true ? .demo : mode }

  /// What demos and lessons do to a state.
  mutating func direct(_ action: DemoAction) -> Effect? {
    switch action {
    case .begin(let status): demo = status
    case .present(let poster): self.poster = poster
    case .end:
      demo = nil
      poster = nil
      question = nil
      narration = nil
      hidden = []
      wordsPage = nil
    case .chapter(let label):
      guard let chapters = demo?.chapters else { return nil }
      let after = demo?.chapter.map { $0 + 1 } ?? 0
      demo?.chapter = chapters.indices.first { $0 >= after && chapters[$0] == label } ?? chapters.firstIndex(of: label)
    case .restart: clearStage()
    case .togglePause:
      demo?.isPaused.toggle()
      demo?.asksToLeave = false
    case .takeControl:
      // Esc leaves what was opened last.
      if showsHelp {
        showsHelp = false
        return nil
      }
      takeOver()
      notice = "you have the controls; esc gives them back to the \(demo?.isLesson == true ? "lesson" : "demo")"
    case .handOver(let exercise):
      takeOver()
      demo?.exercise = exercise
    case .takeBack:
      if let standpoint = demo?.standpoint { takeUpLook(standpoint) }
      (mode, chosen, zoomed) = (.play, nil, nil)
      demo?.isConducting = true
      demo?.exercise = nil
    case .point(let isNext): question?.point(next: isNext)
    case .accept:
      guard let posed = question, posed.chosen == nil else { return goOn(.goOn) }
      if let pointed = posed.pointed { question?.answer(pointed) }
    case .toNextChapter: return goOn(.toChapter(next: true))
    case .toPreviousChapter: return goOn(.toChapter(next: false))
    case .goOn: return goOn(.goOn)
    case .leave:
      guard demo?.asksToLeave == true else {
        demo?.asksToLeave = true
        let isConducting = demo?.isConducting == true
        demo?.isPaused = isConducting
        notice = "leave the \(demo?.isLesson == true ? "lesson" : "demo")? q again leaves, any other key stays"
        return nil
      }
      return .leaveDemo
    case .lessons(let entries):
      lessons = entries
      chosenLesson = min(chosenLesson, max(0, entries.count - 1))
    }
    return nil
  }

  /// How things are looked at when a demo begins.
  private mutating func clearStage() {
    demo?.chapter = nil
    question = nil
    narration = nil
    hidden = []
    chosen = nil
    zoomed = nil
    view = .race
    clock = .steps
    mode = .play
    speed = 1
    mergesWithoutRescaling = false
    showsHelp = false
    wordsPage = nil
  }

  /// A person has the controls from now on.
  private mutating func takeOver() {
    let (present, stage) = (standpoint, experiment)
    demo?.standpoint = present
    demo?.experiment = stage
    demo?.isConducting = false
    demo?.asksToLeave = false
    isPlaying = false
    // A slide has nothing to try out.
    hidden.remove(.picture)
  }

  /// Gives the controls back to a demo, which finds everything as it was. Where it is another problem that it finds, the
  /// chapter begins anew; in an exercise it goes on by itself.
  mutating func giveBack() -> Effect? {
    demo?.isConducting = true
    if demo?.exercise != nil {
      demo?.exercise = nil
      return nil
    }
    guard demo?.experiment == experiment, let standpoint = demo?.standpoint else { return .restartChapter }
    return takeUp(standpoint)
  }

  /// A paused demo plays on.
  private mutating func goOn(_ effect: Effect) -> Effect {
    demo?.isPaused = false
    return effect
  }
}
