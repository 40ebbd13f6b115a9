import CellFrame
import VizPlayback

extension Frame {
  /// The top line: the program, its views, and whether what is shown is live.
  mutating func drawHeader(_ state: State, in rect: Rect) {
    fill(rect, with: Cell(" ", .bar))
    var x = write(" lean-viz ", x: rect.x, y: rect.y, style: .bar)
    x += 1
    for (number, view) in [(1, View.race), (4, .time)] {
      x = write(" \(number) \(view.rawValue) ", x: x + 1, y: rect.y, style: state.view == view ? .tab : .barDim)
    }
    let sign = state.isPlaying && !state.isAtEnd ? "▶" : "■"
    let slowed = state.slowMotion.map { " · slowed \(rough($0))×" } ?? ""
    let name = state.source.map { "\($0) · " } ?? ""
    let replayed = state.playhead < state.furthestComputed
    let live =
      state.isPreparingInput
      ? "making q, K and V" : replayed ? "replayed from the record" : "live, every tile computed"
    let words = fitting(
      [
        "\(name)\(sign) \(live)\(slowed)", "\(sign) \(live)\(slowed)",
        "\(sign) \(replayed ? "replay" : "live")\(slowed)",
      ], rect.width - x - 2)
    write(words, x: rect.maxX - words.count - 1, y: rect.y, style: .barDim)
  }
}
