import AttentionCore

extension Trace {
  /// The trace as a file for Perfetto, chrome://tracing and ``Trace/init(json:)``.
  ///
  /// Source: Trace Event Format, Google (docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU).
  ///
  /// - Parameter writer: the program's name and version.
  public func json(writer: String) -> String {
    var text = "{\"displayTimeUnit\": \"ns\",\n\"leanViz\": {\n"
    text += fields(writer: writer).map { "  \"\($0)\": \($1)" }.joined(separator: ",\n")
    text += ",\n  \"algorithms\": [\n" + runs.indices.map(algorithm).joined(separator: ",\n") + "\n  ]\n},\n"
    text += "\"traceEvents\": [\n"
    text += processes.indices.flatMap { names(ofProcess: $0) + events(ofProcess: $0) }.joined(separator: ",\n")
    return text + "\n]}\n"
  }

  /// What is said of the whole run.
  private func fields(writer: String) -> [(String, String)] {
    let format = runs.allSatisfy(\.schedule.isSaidByShares) ? "1" : "2"
    var fields = [("format", format), ("writer", JSONText.quoted(writer))]
    if let name { fields.append(("name", JSONText.quoted(name))) }
    switch clock {
    case .imported(let source):
      fields += [("clock", JSONText.quoted("imported")), ("source", JSONText.quoted(source))]
    case .measured: fields.append(("clock", JSONText.quoted("measured")))
    default: fields.append(("clock", JSONText.quoted("composed")))
    }
    fields += [("units", String(experiment.units)), ("slots", String(experiment.slots))]
    if let threads { fields.append(("threads", String(threads))) }
    if let instructionSet { fields.append(("isa", JSONText.quoted(instructionSet))) }
    fields += [("cold", String(isCold)), ("oversubscribed", String(isOversubscribed))]
    let problem = experiment.problem
    fields.append(
      (
        "problem",
        "{\"contexts\": \(JSONText.list(problem.contexts)), \"query_heads\": \(problem.queryHeads), "
          + "\"kv_heads\": \(problem.kvHeads), \"head_dim\": \(problem.headDim), "
          + "\"dtype\": \"\(problem.elementType.rawValue)\", \"tile\": \(problem.tileTokens)}"
      ))
    let splits = experiment.splits == .automatic ? "\"auto\"" : experiment.splits.description
    fields.append(("splits", splits))
    if let input {
      fields.append(("input", JSONText.quoted(input)))
    } else {
      fields += [
        ("seed", String(experiment.seed)), ("distribution", JSONText.quoted(experiment.distribution.rawValue)),
      ]
    }
    if let costs {
      fields.append(
        (
          "costs",
          "{\"tiles\": \(JSONText.list(costs.tiles)), \"merge\": \(costs.merge), \"barrier\": \(costs.barrier.map(String.init) ?? "null")}"
        ))
    }
    if let measured { fields.append(("measured", json(measured))) }
    return fields
  }

  /// The measured runs, but for what the algorithms themselves say where those were measured.
  private func json(_ measured: MeasuredTimes) -> String {
    let algorithms = measured.wall.indices.map { place in
      var fields: [(String, String)] = []
      if otherMeasured != nil {
        fields += [("pid", String(runs.count + place + 1)), ("ns", measured.wall[place].json)]
      }
      if measured.phases.indices.contains(place) { fields.append(("phases", measured.phases[place].json)) }
      return JSONText.object(fields)
    }
    var fields = [("cold", String(measured.isCold)), ("algorithms", "[\(algorithms.joined(separator: ", "))]")]
    if let roof = measured.roof { fields.append(("roof", roof.json)) }
    return JSONText.object(fields)
  }

  /// One algorithm: its schedule in the words of `plan --json`, its times, its record.
  private func algorithm(_ place: Int) -> String {
    let run = runs[place]
    let schedule = run.schedule
    var fields = [
      ("algorithm", JSONText.quoted(schedule.algorithm.rawValue)), ("pid", String(place + 1)),
      ("dispatch", JSONText.quoted(schedule.dispatch.rawValue)),
      ("splits", schedule.splits.map(String.init) ?? "null"), ("tiles", String(schedule.problem.totalTiles)),
      ("makespan", String(schedule.makespan)), ("utilization", JSONText.number(schedule.utilization)),
      ("partials", String(schedule.partialCount)), ("merges", String(schedule.merges.count)),
      ("kv_bytes", String(schedule.problem.kvBytes)),
    ]
    if let times = run.times { fields.append(("ns", times.json)) }
    if let accuracy = run.record.accuracy {
      fields += [
        ("max_abs_error", JSONText.number(accuracy.maxAbsError)),
        ("max_rel_error", JSONText.number(accuracy.maxRelError)),
        ("max_lse_error", JSONText.number(accuracy.maxLseError)), ("ok", String(accuracy.isOK)),
      ]
    }
    fields.append(schedule.isSaidByShares ? ("ctas", schedule.ctasJSON) : ("schedule", schedule.itemsJSON))
    if let record = run.recordJSON { fields.append(("record", record)) }
    return "  {" + fields.map { "\"\($0)\": \($1)" }.joined(separator: ",\n    ") + "}"
  }
}

extension Schedule {
  /// Every CTA of the grid by position, those without work included.
  fileprivate var ctasJSON: String {
    var grid = Array(repeating: "{\"segments\": []}", count: gridSize)
    for (position, cta) in attendingCTAs {
      grid[position] =
        "{\"segments\": [" + segments[cta.segments].map(json).joined(separator: ", ") + "]}"
    }
    return "[" + grid.joined(separator: ",\n      ") + "]"
  }

  private func json(_ segment: Segment) -> String {
    let output = output(of: segment)
    let tiles = tiles(of: segment)
    return "{\"request\": \(problem.request(ofOutput: output)), \"kv_head\": \(problem.kvHead(ofOutput: output)), "
      + "\"first\": \(tiles.hull.lowerBound), \"end\": \(tiles.hull.upperBound), \"host\": \(tiles.first == 0), "
      + "\"finishing\": \(tiles.hull.upperBound == problem.tiles(ofOutput: output))}"
  }
}

extension TracedRun {
  /// What was recorded; `nil` where nothing was.
  fileprivate var recordJSON: String? {
    let segments = schedule.segments.indices.map { index in
      let segment = record.segments[index]
      var fields: [(String, String)] = []
      if !segment.m.isEmpty { fields += [("m", JSONText.list(segment.m)), ("l", JSONText.list(segment.l))] }
      if let partial = segment.partial { fields.append(("end", partial.json)) }
      if let reference = references[index] {
        fields.append(
          (
            "reference",
            "{\"o\": \(JSONText.list(reference.output)), \"lse\": \(JSONText.list(reference.logSumExp))}"
          ))
      }
      return JSONText.object(fields)
    }
    let merges = record.merges.map { merge in
      guard let merge else { return "{}" }
      return JSONText.object([
        ("m", JSONText.list(merge.weights.map(\.m))), ("alpha", JSONText.list(merge.weights.map(\.alpha))),
        ("beta", JSONText.list(merge.weights.map(\.beta))), ("end", merge.result.json),
      ])
    }
    let outputs = record.outputs.map { output in
      guard let output, !output.output.isEmpty else { return "{}" }
      return JSONText.object([("o", JSONText.list(output.output)), ("lse", JSONText.list(output.logSumExp))])
    }
    guard (segments + merges + outputs).contains(where: { $0 != "{}" }) else { return nil }
    func list(_ items: [String]) -> String { "[" + items.joined(separator: ",\n      ") + "]" }
    return "{\"segments\": \(list(segments)),\n     \"merges\": \(list(merges)),\n     \"outputs\": \(list(outputs))}"
  }
}

extension WallTime {
  fileprivate var json: String {
    JSONText.object([
      ("median", String(median)), ("p5", String(p5)), ("p95", String(p95)), ("runs", String(runs)),
    ])
  }
}

extension Roof {
  fileprivate var json: String {
    JSONText.object(
      [
        ("read", JSONText.number(read)), ("read_one_core", JSONText.number(readByOneCore)),
        ("arithmetic", JSONText.number(arithmetic)),
      ] + (peak.map { [("peak", JSONText.number($0))] } ?? []))
  }
}

extension SampledPhaseShares {
  fileprivate var json: String {
    JSONText.object([
      ("scores", JSONText.number(shares.scores)), ("softmax", JSONText.number(shares.softmax)),
      ("values", JSONText.number(shares.values)), ("merge", JSONText.number(shares.merge)),
      ("wait", JSONText.number(shares.wait)), ("interval", String(interval)), ("slowdown", JSONText.number(slowdown)),
    ])
  }
}

extension Partial {
  fileprivate var json: String {
    "{\"m\": \(JSONText.list(m)), \"l\": \(JSONText.list(l)), \"o\": \(JSONText.list(o))}"
  }
}

extension Trace {
  /// The algorithms, and then the measured runs that are not theirs.
  private var processes: [(schedule: Schedule, timeline: Timeline)] {
    let measured = otherMeasured.map { Array(zip($0.schedules, $0.timelines)) } ?? []
    return runs.map { ($0.schedule, $0.timeline) } + measured.map { ($0.0, $0.1) }
  }

  /// A process an algorithm, a thread a unit. Thread numbers begin at 1: Perfetto keeps 0 for itself.
  private func names(ofProcess place: Int) -> [String] {
    let pid = place + 1
    let (schedule, timeline) = processes[place]
    func metadata(_ name: String, tid: Int?, _ arguments: String) -> String {
      "{\"ph\": \"M\", \"pid\": \(pid)" + (tid.map { ", \"tid\": \($0)" } ?? "") + ", \"name\": \"\(name)\", "
        + "\"args\": {\(arguments)}}"
    }
    let title = "\(schedule.algorithm.title) (\(timeline.clock.name))"
    return [
      metadata("process_name", tid: nil, "\"name\": \(JSONText.quoted(title))"),
      metadata("process_sort_index", tid: nil, "\"sort_index\": \(pid)"),
    ]
      + (0..<timeline.units).flatMap { unit in
        [
          metadata("thread_name", tid: unit + 1, "\"name\": \"unit \(unit)\""),
          metadata("thread_sort_index", tid: unit + 1, "\"sort_index\": \(unit)"),
        ]
      }
  }

  private func events(ofProcess place: Int) -> [String] {
    let (schedule, timeline) = processes[place]
    let facts = SpanFacts(timeline, of: schedule)
    return timeline.spans.indices.map { index in
      let span = timeline.spans[index]
      let fact = facts[index]
      var arguments: [String] = []
      if let item = span.item {
        arguments.append("\"\(SpanFacts.isOfMerge(span.kind) ? "merge" : "segment")\": \(item)")
      }
      if let tiles = fact.tiles { arguments += ["\"first\": \(tiles.first)", "\"end\": \(tiles.last + 1)"] }
      return "{\"ph\": \"X\", \"pid\": \(place + 1), \"tid\": \(span.track.unit + 1), "
        + "\"cat\": \(JSONText.quoted(span.kind.rawValue)), \"name\": \(JSONText.quoted(fact.name)), "
        + "\"ts\": \(JSONText.microseconds(span.start)), \"dur\": \(JSONText.microseconds(span.end - span.start)), "
        + "\"args\": {\(arguments.joined(separator: ", "))}}"
    }
  }
}
