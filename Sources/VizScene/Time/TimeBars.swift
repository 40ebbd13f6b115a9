import CellFrame
import VizPlayback

extension Frame {
  /// A bar per algorithm, its median and, below it, p5 to p95.
  mutating func drawTimeBars(_ content: TimeContent, state: State, in rect: Rect) {
    var rest = rect
    write(fitting(content.titles, rect.width - 2), x: rect.x + 1, y: rest.takeTop(1).y, style: .title)
    let height = max(1, rest.height / max(1, content.rows.count) - 1)
    let bars = BarColumns(in: rect)
    // Where something else had the machine for a while, p95 would leave nothing of the bars: it is cut.
    let longest = max(
      1,
      min(
        content.rows.compactMap { $0.time?.p95 }.max() ?? 1,
        2 * (content.rows.compactMap { $0.time?.median }.max() ?? 1)))
    func column(_ nanoseconds: Int) -> Int {
      bars.start + Int(min(1, Double(nanoseconds) / Double(longest)) * Double(bars.width - 1))
    }
    for row in content.rows {
      let bar = rest.takeTop(height)
      write(row.name, x: rect.x + 1, y: bar.y, style: .title)
      let spread = rest.takeTop(1)
      guard let time = row.time else {
        write(pendingTime(state), x: bars.start, y: bar.y, style: .dim, limit: rect.maxX)
        continue
      }
      drawBar(Rect(x: bars.start, y: bar.y, width: column(time.median) - bars.start + 1, height: bar.height))
      write(duration(time.median), x: bars.numbers, y: bar.y, style: .title, limit: rect.maxX)
      guard time.runs > 1 else { continue }
      write(
        "p5 \(duration(time.p5)), p95 \(duration(time.p95))", x: bars.numbers, y: spread.y, style: .dim,
        limit: rect.maxX)
      for x in column(time.p5)...column(time.p95) { self[x, spread.y] = Cell("─", .dim) }
      self[column(time.p5), spread.y] = Cell("├", .dim)
      self[column(time.p95), spread.y] = Cell(time.p95 > longest ? "→" : "┤", .dim)
      self[column(time.median), spread.y] = Cell("┼", .plain)
    }
  }
}

extension Frame {
  /// A solid bar; a hair below it keeps it from the next.
  mutating func drawBar(_ rect: Rect) {
    guard !rect.isEmpty else { return }
    fill(rect, with: Cell("█", .gauge))
    fill(Rect(x: rect.x, y: rect.maxY - 1, width: rect.width, height: 1), with: Cell("▇", .gauge))
  }
}

/// The columns of rows with a name, a bar and a number.
struct BarColumns {
  var start: Int
  var width: Int
  var numbers: Int

  /// The longest algorithm's name, and the longest number: "24.5 GB/s, 100 % of roof".
  init(in rect: Rect, names: Int = 18, numbers: Int = 27) {
    start = rect.x + 1 + names
    self.numbers = max(start + 1, rect.maxX - numbers)
    width = max(1, self.numbers - start - 1)
  }
}
