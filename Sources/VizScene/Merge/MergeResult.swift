import AttentionCore
import CellFrame

extension Frame {
  /// O ÷ l so far beside the reference over the same keys, and, where the switch says so, what comes out unscaled.
  mutating func drawResult(_ content: MergeContent, in rect: Rect) {
    var rest = rect
    guard let result = content.result else {
      let row = rest.takeTop(1)
      write(content.missing.result, x: 1, y: row.y, style: .dim)
      return
    }
    let count = max(3, min(8, (width - 40) / 10))
    let missing = result.of - result.tiles
    let coverage =
      missing == 0
      ? result.of == 1 ? "the only tile" : "all \(counted(result.of, "tile"))"
      : "\(result.tiles) of \(result.of) tiles, \(missing) still missing"
    write("result over \(coverage)", x: 1, y: rest.takeTop(1).y, style: .title)
    var lines: [(String, String, String, Style)] = [
      ("O ÷ l", vector(result.output, count: count), result.error.map { "off by ≤ \(errorBound($0))" } ?? "", .good),
      (
        "f64 reference", result.reference.map { vector($0, count: count) } ?? content.missing.reference,
        "over the same keys", .dim
      ),
    ]
    if content.showsUnscaled {
      let error = result.errorWithoutRescaling
      let style: Style = (error ?? 0) > Accuracy.outputTolerance ? .bad : .good
      lines.append(
        (
          "not re-scaled", vector(result.withoutRescaling, count: count),
          error.map { "off by \(significant($0))" } ?? "", style
        ))
    }
    for (label, values, words, style) in lines {
      let y = rest.takeTop(1).y
      write(label, x: 1, y: y, style: style == .bad ? .bad : .dim)
      let x = write(values, x: 16, y: y, style: style == .dim ? .plain : style == .bad ? .bad : .title) + 2
      write(fitting([words], max(0, width - x - 1)), x: x, y: y, style: style)
    }
  }
}
