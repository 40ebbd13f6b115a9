import AttentionCore
import CellFrame
import VizPlayback

extension Frame {
  /// Time: how long each algorithm takes by the clock in view, how near that is to what memory gives, and who was busy.
  mutating func drawTime(_ state: State) {
    var rest = bounds
    drawHeader(state, in: rest.takeTop(1))
    write(fitting(problemSentences(state), width - 2), x: 1, y: rest.takeTop(1).y, style: .plain)
    drawKeyLine(state, in: rest.takeBottom(1))
    drawScrubBar(state, in: rest.takeBottom(1))
    let captions = rest.takeBottom(2)
    for (row, line) in timeCaption(state).flatMap({ wrapped($0, width: width - 2) }).prefix(2).enumerated() {
      write(line, x: 1, y: captions.y + row, style: .caption)
    }
    let gap = rest.height >= 26 ? 1 : 0
    _ = rest.takeTop(gap)
    let content = TimeContent(state)
    drawTimeBars(content, state: state, in: rest.takeTop(1 + content.rows.count * 2))
    _ = rest.takeTop(gap)
    drawBandwidth(state, in: rest.takeTop(2 + state.runs.count))
    _ = rest.takeTop(gap)
    drawBusyUnits(content, state: state, in: rest)
  }

  /// A bar an algorithm, its median and, below it, p5 to p95.
  private mutating func drawTimeBars(_ content: TimeContent, state: State, in rect: Rect) {
    var rest = rect
    write(content.title, x: 1, y: rest.takeTop(1).y, style: .title)
    let numberWidth = 26
    let start = 19
    let room = max(1, width - start - numberWidth - 1)
    let longest = max(1, content.rows.compactMap { $0.time?.p95 }.max() ?? 1)
    func column(_ nanoseconds: Int) -> Int { start + Int(Double(nanoseconds) / Double(longest) * Double(room - 1)) }
    for row in content.rows {
      let y = rest.takeTop(1).y
      write(row.name, x: 1, y: y, style: .title)
      let spread = rest.takeTop(1)
      guard let time = row.time else {
        write(pendingTime(state), x: start, y: y, style: .dim)
        continue
      }
      for x in start...max(start, column(time.median)) { self[x, y] = Cell("▇", .gauge) }
      write(duration(time.median), x: width - numberWidth, y: y, style: .plain)
      guard time.runs > 1 else { continue }
      write("\(duration(time.p5)) to \(duration(time.p95))", x: width - numberWidth, y: spread.y, style: .dim)
      for x in column(time.p5)...column(time.p95) { self[x, spread.y] = Cell("─", .dim) }
      self[column(time.p5), spread.y] = Cell("├", .dim)
      self[column(time.p95), spread.y] = Cell("┤", .dim)
      self[column(time.median), spread.y] = Cell("┼", .plain)
    }
  }

  /// How much of the machine's own read bandwidth each algorithm gets.
  private mutating func drawBandwidth(_ state: State, in rect: Rect) {
    var rest = rect
    let intensity = "\(briefly(state.problem.floatingPointOperationsPerByte)) FLOP a byte of K and V"
    let title = "GB/s of K and V, measured on \(counted(state.cores, "core"))"
    let x = write(title, x: 1, y: rest.y, style: .title)
    write(
      fitting(["  \(intensity): memory is the roof", "  memory is the roof", ""], width - x - 1), x: x,
      y: rest.takeTop(1).y, style: .dim)
    let start = 19
    let numberWidth = 26
    let room = max(1, width - start - numberWidth - 1)
    let roof = state.timings.measured?.readGigabytesPerSecond
    for (place, run) in state.runs.enumerated() {
      let y = rest.takeTop(1).y
      write(run.schedule.algorithm.title, x: 1, y: y, style: .title)
      guard let measured = state.timings.measured, let roof else {
        write(pendingTime(state), x: start, y: y, style: .dim)
        continue
      }
      let rate = measured.gigabytesPerSecond(place)
      let share = min(1, rate / roof)
      let end = start + Int(share * Double(room - 1))
      for x in start..<start + room { self[x, y] = Cell(x <= end ? "▇" : "·", x <= end ? .gauge : .dim) }
      write(
        "\(significant(rate)) GB/s, \(shareOfRoof(rate / roof))", x: width - numberWidth,
        y: y, style: .plain, limit: width)
    }
    let y = rest.takeTop(1).y
    if let roof {
      let words = fitting(
        ["the roof: plain reads of the same bytes in the same rounds ▲", "the roof: plain reads ▲"], room)
      write(words, x: start + room - words.count, y: y, style: .dim)
      write("\(significant(roof)) GB/s", x: width - numberWidth, y: y, style: .dim)
    }
  }

  /// Which share of the run each unit was busy, and what the rest of it was.
  private mutating func drawBusyUnits(_ content: TimeContent, state: State, in rect: Rect) {
    var rest = rect
    guard rest.height >= 2, content.rows.contains(where: { $0.timeline != nil }) else { return }
    let title = write("busy units", x: 1, y: rest.y, style: .title)
    let legends = [": ▇ computing or merging, · waiting or without work", ": ▇ busy, · waiting or idle", ""]
    write(
      fitting(legends.map { ", \(content.clockName)\($0)" }, width - title - 1), x: title, y: rest.takeTop(1).y,
      style: .dim)
    let perRun = max(1, rest.height / max(1, content.rows.count))
    for row in content.rows {
      guard let timeline = row.timeline else { continue }
      let shares = timeline.busyShares
      var part = rest.takeTop(perRun)
      let unitsPerRow = (shares.count - 1) / max(1, perRun) + 1
      for first in stride(from: 0, to: shares.count, by: unitsPerRow) {
        let line = part.takeTop(1)
        guard !line.isEmpty else { break }
        let group = first..<min(shares.count, first + unitsPerRow)
        let share = shares[group].reduce(0, +) / Double(group.count)
        if first == 0 { write(row.shortName, x: 1, y: line.y, style: .title) }
        write(RaceLayout.label(of: group), x: 6, y: line.y, style: .dim)
        let start = 19
        let room = max(1, width - start - 27)
        let end = start + Int((share * Double(room)).rounded())
        for x in start..<start + room { self[x, line.y] = Cell(x < end ? "▇" : "·", x < end ? .gauge : .dim) }
        write(percent(share), x: width - 26, y: line.y, style: .plain)
      }
    }
  }

  /// Attention cannot read faster than a plain read: where it seems to, the machine's memory was not the same for both.
  private func shareOfRoof(_ share: Double) -> String {
    share > 1.02 ? "roof unsteady" : "\(percent((share * 100).rounded() / 100)) of roof"
  }

  private func pendingTime(_ state: State) -> String {
    switch state.timings.phase {
    case .notYet: "measured when the race has ended (End)"
    case .measuring: "measuring"
    case .cancelled: "stopped; r measures again"
    case .failed(let reason): reason
    case .done: "–"
    }
  }
}

/// The times of the clock in view.
private struct TimeContent {
  struct Row {
    var name: String
    var shortName: String
    var time: WallTime?
    var timeline: Timeline?
  }

  var title: String
  var clockName: String
  var rows: [Row]

  /// The step clock has no times: there the measured ones are shown.
  init(_ state: State) {
    let isComposed = state.clock == .composed
    let units = counted(state.experiment.units, "unit")
    let cores = counted(state.cores, "core")
    clockName = isComposed ? "composed, \(units)" : "measured, \(cores)"
    title =
      isComposed
      ? "time, composed, \(units)" : "time, measured, \(cores): the same problem on \(counted(state.cores, "unit"))"
    if !isComposed, let measured = state.timings.measured {
      title += ", \(measured.isCold ? "cold" : "warm"), n = \(measured.wall.first?.runs ?? 0)"
    }
    rows = state.runs.enumerated().map { place, run in
      let algorithm = run.schedule.algorithm
      var row = Row(name: algorithm.title, shortName: algorithm.shortName)
      if isComposed, let timeline = state.timings.composed?.timelines[place] {
        row.timeline = timeline
        row.time = WallTime(median: timeline.end, p5: timeline.end, p95: timeline.end, runs: 1)
      } else if !isComposed, let measured = state.timings.measured {
        row.timeline = measured.timelines[place]
        row.time = measured.wall[place]
      }
      return row
    }
  }
}

private func timeCaption(_ state: State) -> [String] {
  guard let measured = state.timings.measured else {
    return [
      "Decode attention reads every key and value once: how fast it goes is how fast memory gives them.",
      "When the race has ended the parts are timed, then the whole on this machine's cores.",
    ]
  }
  if measured.isOversubscribed {
    return ["More workers than cores: these times say little, and no ratio is made of them."]
  }
  guard let lean = state.runs.firstIndex(where: { $0.schedule.algorithm == .lean }),
    let other = state.runs.indices.filter({ $0 != lean }).min(by: {
      measured.wall[$0].median < measured.wall[$1].median
    })
  else { return [] }
  let isRight = state.runs.allSatisfy { $0.record.accuracy?.isOK == true }
  guard isRight else { return ["A result is not right: no speed is claimed of it."] }
  let ratio = Double(measured.wall[other].median) / Double(max(1, measured.wall[lean].median))
  let steps = listed(measured.schedules.map { grouped($0.makespan) })
  return [
    "On \(counted(measured.cores, "core")), measured: LeanAttention takes \(decimal(1 / ratio, 2)) × the time of \(state.runs[other].schedule.algorithm.title), the better of the others here.",
    "On \(counted(measured.cores, "unit")) the schedules take \(steps) steps; memory, which the cores share, sets the rest.",
  ]
}

extension AttentionProblem {
  /// Two products of 2 · headDim operations a key and query head, over the bytes of a key and a value.
  var floatingPointOperationsPerByte: Double {
    Double(4 * headDim * groupSize) / Double(2 * headDim * elementType.size)
  }
}

extension Timeline {
  /// The share of the whole that each unit spends in spans other than waiting.
  var busyShares: [Double] {
    let whole = Double(Swift.max(1, (spans.map(\.end).max() ?? 0) - (spans.map(\.start).min() ?? 0)))
    return lanes.map { spans in
      Double(spans.reduce(0) { $0 + ($1.kind == .wait ? 0 : $1.end - $1.start) }) / whole
    }
  }
}
