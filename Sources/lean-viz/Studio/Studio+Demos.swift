import CellFrame
import DemoFormat
import VizPlayback
import VizScene

extension Studio: DemoStage {
  var frame: Frame { Frame(state, width: screen.size.width, height: screen.size.height) }

  mutating func apply(_ action: Action) throws { _ = perform(state.apply(action)) }

  mutating func begin(_ setup: Setup) throws {
    try setup.requireInput()
    self.setup = setup
    try apply(.begin(setup.subject))
  }

  /// A demo takes the stage, which already has its problem.
  mutating func begin(_ performance: Performance) {
    self.performance = performance
    _ = state.apply(.demo(.begin(DemoStatus(performance.demo))))
    direct { (performance, studio) throws in try performance.open(on: &studio) }
  }

  /// A lesson of the list takes the stage.
  mutating func startLesson(_ place: Int) {
    guard ShippedDemo.lessons.indices.contains(place) else { return }
    guard !state.isReplay else {
      _ = state.apply(.note("a replay executes nothing: lean-viz --view lesson has the lessons"))
      return
    }
    do {
      let performance = Performance(
        try Demo(named: ShippedDemo.lessons[place].name), isInteractive: true, lesson: place)
      _ = state.apply(.demo(.begin(DemoStatus(performance.demo))))
      _ = state.apply(.demo(.restart))
      try begin(performance.setup())
      begin(performance)
    } catch {
      endDemo()
      _ = state.apply(.note("\(Failure(error).message ?? "")"))
    }
  }

  /// Lets the demo under way do something. Where it cannot go on, or claims what does not hold, it ends and says so.
  mutating func direct(_ body: (inout Performance, inout Studio) throws -> Void) {
    guard var performance else { return }
    do {
      try body(&performance, &self)
      // Whoever watches may have left it meanwhile.
      guard self.performance != nil else { return }
      self.performance = performance
      if performance.director.isDone { finish(performance) }
    } catch let contradiction as Performance.Contradiction {
      end(with: Failure(.checkFailed, contradiction.line))
    } catch {
      end(with: Failure(error))
    }
  }

  private mutating func finish(_ performance: Performance) {
    let name = performance.lesson.map { ShippedDemo.lessons[$0].name }
    endDemo()
    guard let name else { return }
    let trouble = progress.finish(name)
    _ = state.apply(.demo(.lessons(progress.entries)))
    _ = state.apply(.show(.lesson))
    _ = state.apply(.select(.down))
    _ = state.apply(.note(trouble ?? "lesson done"))
  }

  private mutating func end(with failure: Failure) {
    // A lesson of the list is one of many things that a person does here; a demo was all that was asked for.
    if performance?.lesson == nil { self.failure = failure }
    endDemo()
    _ = state.apply(.note(failure.message ?? ""))
  }

  private mutating func endDemo() {
    performance = nil
    _ = state.apply(.demo(.end))
  }

  /// Back to the list where the demo was begun there. Returns whether the program is to end.
  mutating func leaveDemo() -> Bool {
    guard performance?.lesson != nil else { return true }
    endDemo()
    _ = state.apply(.show(.lesson))
    return false
  }
}
