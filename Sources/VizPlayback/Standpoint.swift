/// How a demo has things, to be taken up again after something else was on stage for a while: what a person looked at
/// with the controls in hand, or the steps that answer a wrong answer.
public struct Standpoint: Sendable, Hashable {
  fileprivate let view: View
  fileprivate let mode: Mode
  fileprivate let clock: State.ShownClock
  fileprivate let zoomed: Int?
  fileprivate let strip: Int
  fileprivate let chosen: Selection?
  fileprivate let mergesWithoutRescaling: Bool
  fileprivate let isVerdictPutAside: Bool
  fileprivate let hidden: Set<ScreenPart>
  fileprivate let narration: String?
  fileprivate let speed: Double
  fileprivate let isPlaying: Bool
  fileprivate let playhead: Moment
}

extension State {
  public var standpoint: Standpoint {
    Standpoint(
      view: view, mode: mode, clock: clock, zoomed: zoomed, strip: strip, chosen: chosen,
      mergesWithoutRescaling: mergesWithoutRescaling, isVerdictPutAside: isVerdictPutAside, hidden: hidden,
      narration: narration, speed: speed, isPlaying: isPlaying, playhead: playhead)
  }

  /// Everything as it was, in the same experiment.
  mutating func takeUp(_ standpoint: Standpoint) -> Effect? {
    takeUpLook(standpoint)
    mode = standpoint.mode
    zoomed = standpoint.zoomed
    strip = standpoint.strip
    chosen = standpoint.chosen
    clock = isKnown(standpoint.clock) ? standpoint.clock : .steps
    isPlaying = standpoint.isPlaying
    let effect = move(to: standpoint.playhead)
    isVerdictPutAside = standpoint.isVerdictPutAside
    return effect
  }

  /// What does not depend on the experiment.
  mutating func takeUpLook(_ standpoint: Standpoint) {
    view = standpoint.view
    mergesWithoutRescaling = standpoint.mergesWithoutRescaling
    hidden = standpoint.hidden
    narration = standpoint.narration
    speed = standpoint.speed
    showsHelp = false
  }

  /// Whether there are times by a clock: another experiment begins without.
  private func isKnown(_ clock: ShownClock) -> Bool {
    switch clock {
    case .steps: true
    case .composed: timings.composed != nil
    case .measured: timings.measured != nil
    case .imported: timings.imported != nil
    }
  }
}
