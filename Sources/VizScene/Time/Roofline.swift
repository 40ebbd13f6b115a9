import AttentionCore
import CellFrame
import VizPlayback

// How near the algorithms are to what the machine gives: plain reads of the same bytes, and the kernel's own arithmetic.

extension Frame {
  /// Small screens: a bar per algorithm, as long as its share of the read bandwidth.
  mutating func drawBandwidth(_ state: State, in rect: Rect) {
    var rest = rect
    let title = "GB/s of K and V, \(measuredClockName(state, isBrief: true))"
    let x = write(title, x: rect.x + 1, y: rest.y, style: .title)
    let roof = state.timings.measured?.roof
    if let roof {
      let words = [
        "   ▲ the roof, plain reads: \(significant(roof.read)) GB/s", "   roof \(significant(roof.read)) GB/s",
      ]
      write(fitting(words, rect.maxX - x - 1), x: x, y: rest.y, style: .dim)
    }
    _ = rest.takeTop(1)
    let bars = BarColumns(in: rect)
    for (place, run) in state.runs.enumerated() {
      let y = rest.takeTop(1).y
      write(run.schedule.algorithm.title, x: rect.x + 1, y: y, style: .title)
      guard let measured = state.timings.measured, let roof else {
        write(pendingTime(state), x: bars.start, y: y, style: .dim, limit: rect.maxX)
        continue
      }
      let rate = measured.gigabytesPerSecond(place)
      drawGauge(min(1, rate / roof.read), x: bars.start, y: y, width: bars.width)
      write(
        "\(significant(rate)) GB/s, \(rate > 1.02 * roof.read ? "roof unsteady" : shareOfRoof(rate / roof.read) + " of roof")",
        x: bars.numbers, y: y, style: .plain,
        limit: rect.maxX)
    }
  }

  /// The roofline: arithmetic per second over arithmetic per byte, both in octaves.
  mutating func drawRoofline(_ state: State, in rect: Rect) {
    let title = write("the roof, \(measuredClockName(state, isBrief: true))", x: rect.x + 1, y: rect.y, style: .title)
    guard let measured = state.timings.measured, let roof = measured.roof else {
      write("  GFLOP/s over FLOP per byte", x: title, y: rect.y, style: .dim, limit: rect.maxX)
      drawAxes(RooflineScale(in: rect, intensity: state.problem.intensity, roof: nil))
      write(pendingTime(state), x: rect.x + 10, y: rect.y + rect.height / 2, style: .dim, limit: rect.maxX)
      return
    }
    write("  GFLOP/s", x: title, y: rect.y, style: .dim, limit: rect.maxX)
    let scale = RooflineScale(in: rect, intensity: state.problem.intensity, roof: roof)
    drawAxes(scale)
    drawRoof(roof, intensity: state.problem.intensity, scale: scale)
    drawPoints(measured, state: state, roof: roof, scale: scale)
  }

  private mutating func drawAxes(_ scale: RooflineScale) {
    let plot = scale.plot
    for y in plot.y..<plot.maxY { self[plot.x - 1, y] = Cell("│", .dim) }
    for x in plot.x..<plot.maxX { self[x, plot.maxY] = Cell("─", .dim) }
    self[plot.x - 1, plot.maxY] = Cell("└", .dim)
    for octave in scale.labelledX {
      let column = scale.column(octave: Double(octave))
      self[column, plot.maxY] = Cell("┴", .dim)
      let label = axisNumber(octave)
      write(label, x: column - label.count / 2, y: plot.maxY + 1, style: .dim, limit: plot.maxX)
    }
    for octave in scale.labelledY {
      let label = axisNumber(octave)
      write(label, x: plot.x - 2 - label.count, y: scale.row(octave: Double(octave)), style: .dim)
    }
    let words = [
      "FLOP per byte of K and V: f32 0.5, f16 and bf16 1, times the query heads per KV head",
      "FLOP per byte: f32 0.5, f16 1, × heads per KV head", "FLOP per byte of K and V",
    ]
    write(fitting(words, plot.width), x: plot.x, y: plot.maxY + 2, style: .dim, limit: plot.maxX)
  }

  /// The line that no run on this machine gets above.
  private mutating func drawRoof(_ roof: Roof, intensity: Double, scale: RooflineScale) {
    let plot = scale.plot
    let most = roof.arithmetic * intensity
    func row(_ column: Int) -> Int { scale.row(value: min(most, roof.read * scale.value(column: column))) }
    for x in plot.x..<plot.maxX {
      let (here, next) = (row(x), row(min(x + 1, plot.maxX - 1)))
      for y in min(here, next + 1)...here where plot.contains(y: y) {
        self[x, y] = Cell(next < here ? "╱" : "─", .plain)
      }
    }
    let fromCache = "the kernel from its cache: \(significant(most)) GFLOP/s"
    let peak = roof.peak.map(significant)
    let arithmetic =
      (peak.map {
        [
          "\(fromCache), the cores' peak: \($0)", "from cache: \(significant(most)) GFLOP/s, peak: \($0)",
          "cache \(significant(most)) GFLOP/s, peak \($0)",
        ]
      } ?? [])
      + [fromCache, "\(significant(most)) GFLOP/s from cache"]
    let room = plot.maxX - scale.column(octave: octaves(most / roof.read)) - 1
    let words = fitting(arithmetic, room)
    if room > 12 { write(words, x: plot.maxX - words.count, y: scale.row(value: most) - 1, style: .dim) }
    let memory = fitting(
      [
        "memory: \(significant(roof.read)) GB/s, one core \(significant(roof.readByOneCore))",
        "memory \(significant(roof.read)) GB/s", "\(significant(roof.read)) GB/s",
      ],
      max(12, scale.column(octave: octaves(most / roof.read)) - plot.x - 6))
    write(memory, x: plot.x + 1, y: scale.row(value: most), style: .dim, limit: plot.maxX)
  }

  /// Where the algorithms are: all at the same arithmetic per byte, each as high as it is fast.
  private mutating func drawPoints(
    _ measured: MeasuredTimes, state: State, roof: Roof, scale: RooflineScale
  ) {
    let intensity = state.problem.intensity
    let x = scale.column(octave: octaves(intensity))
    // A point near the roof has its words beyond it.
    let clear = scale.column(octave: octaves(min(roof.arithmetic * intensity / roof.read, intensity))) + 1
    let top = scale.row(value: min(roof.arithmetic * intensity, roof.read * intensity))
    for y in top + 1..<max(top + 1, scale.plot.maxY) { self[x, y] = Cell("┊", .dim) }
    var rows: [Int: [Int]] = [:]
    for place in state.runs.indices {
      let y = min(scale.plot.maxY - 1, scale.row(value: measured.gigabytesPerSecond(place) * intensity))
      rows[y, default: []].append(place)
    }
    for (y, places) in rows {
      self[x, y] = Cell("●", .good)
      let names = places.map { state.runs[$0].schedule.algorithm }
      let rates = places.map { measured.gigabytesPerSecond($0) }
      let shares = rates.map { shareOfRoof($0 / roof.read) }
      let wordings = [
        zip(zip(names, rates), shares).map { "\($0.0.title) \(significant($0.1)) GB/s, \($1)" },
        zip(names, shares).map { "\($0.title) \($1)" }, zip(names, shares).map { "\($0.shortName) \($1)" },
        names.map(\.shortName),
      ].map { $0.joined(separator: " · ") }
      var start = max(x, clear) + 2
      while start < scale.plot.maxX, self[start - 1, y].scalar != " " { start += 1 }
      write(fitting(wordings, scale.plot.maxX - start), x: start, y: y, style: .plain, limit: scale.plot.maxX)
    }
  }

  /// A bar of which a share is full.
  mutating func drawGauge(_ share: Double, x: Int, y: Int, width: Int) {
    let end = x + Int((share * Double(width)).rounded())
    for column in x..<x + width {
      self[column, y] = Cell(column < end ? "▇" : "·", column < end ? .gauge : .dim)
    }
  }

  /// Attention cannot read faster than a plain read: where it seems to, the machine's memory was not the same for both.
  private func shareOfRoof(_ share: Double) -> String {
    share > 1.02 ? "unsteady" : "\(percent((share * 100).rounded() / 100))"
  }
}

/// The chart's scales: octaves across and up.
struct RooflineScale {
  /// Inside the axes.
  let plot: Rect
  private let x: ClosedRange<Double>
  private let y: ClosedRange<Double>

  /// - Parameters:
  ///   - intensity: FLOP per byte of the problem
  ///   - roof: `nil` before anything is measured
  init(in rect: Rect, intensity: Double, roof: Roof?) {
    // In front the numbers of GFLOP/s, above the title, below the axis, its numbers and its words.
    plot = Rect(x: rect.x + 8, y: rect.y + 1, width: rect.width - 11, height: rect.height - 4)
    let octave = octaves(intensity)
    x = min(-2, octave.rounded(.down) - 1)...max(5, octave.rounded(.up) + 1)
    guard let roof else {
      y = 2...7
      return
    }
    let top = octaves(max(roof.arithmetic * intensity, roof.read * intensity)) + 0.6
    let bottom = octaves(min(roof.arithmetic, roof.read) * intensity) - 2.2
    y = min(bottom, top - 3)...top
  }

  func column(octave: Double) -> Int {
    plot.x + Int(((octave - x.lowerBound) / (x.upperBound - x.lowerBound) * Double(plot.width - 1)).rounded())
  }

  /// What a column stands for, in FLOP per byte.
  func value(column: Int) -> Double {
    powerOfTwo(x.lowerBound + Double(column - plot.x) / Double(max(1, plot.width - 1)) * (x.upperBound - x.lowerBound))
  }

  func row(octave: Double) -> Int {
    plot.maxY - 1 - Int(((octave - y.lowerBound) / (y.upperBound - y.lowerBound) * Double(plot.height - 1)).rounded())
  }

  func row(value: Double) -> Int { row(octave: octaves(max(value, .leastNormalMagnitude))) }

  /// The octaves that have a number on the axis.
  var labelledX: [Int] { labelled(x, room: plot.width / 5) }
  var labelledY: [Int] { labelled(y, room: plot.height / 2) }

  private func labelled(_ range: ClosedRange<Double>, room: Int) -> [Int] {
    let octaves = Array(Int(range.lowerBound.rounded(.up))...Int(range.upperBound.rounded(.down)))
    let step = (octaves.count - 1) / max(1, room) + 1
    return octaves.filter { $0 % step == 0 }
  }
}

extension Rect {
  fileprivate func contains(y row: Int) -> Bool { row >= y && row < maxY }
}

/// log₂, as exactly as a chart needs it.
private func octaves(_ value: Double) -> Double { naturalLogarithm(value) / ln2 }
/// 2 to a power.
private func powerOfTwo(_ octaves: Double) -> Double { exponential(octaves * ln2) }
private let ln2 = 0.693_147_180_559_945_3

/// "0.25", "0.5", "1", "1,024"
private func axisNumber(_ octave: Int) -> String {
  switch octave {
  // As long as there is room for it in front of the axis.
  case 0..<17: grouped(1 << octave)
  case -1: "0.5"
  case -2: "0.25"
  default: "2^\(octave)"
  }
}
