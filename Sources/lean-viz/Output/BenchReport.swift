import AttentionCore
import AttentionKernel
import VizScene

/// What `bench` says at the end.
struct BenchReport {
  var session: RunSession
  var results: [RunResult]
  /// A measurement of each result.
  var measured: MeasuredSchedules
  var isWarm: Bool
  /// Why no ratio is given, where none is.
  var refusal: String?
  /// Of each result.
  var phases: [SampledPhases]
  var arithmetic: ArithmeticRoof
  var forkJoin: Samples
  /// What one reading of the clock costs, in ns.
  var clockReading: Double

  private var problem: AttentionProblem { session.experiment.problem }
  private var measurements: [Measurement] { measured.measurements }
  private var comparison: Comparison {
    Comparison(session.experiment.algorithms, measured.rounds, refusal: refusal)
  }
  private var reads: PlainReads {
    measured.reads ?? PlainReads(times: Samples([]), bytes: 0, oneThreadTimes: Samples([]), oneThreadBytes: 0)
  }
  /// What QKᵀ and PV would take at the speed of multiply-adds alone, in ns.
  private var timeAtPeak: Int {
    Int((Double(problem.kvBytes) * problem.intensity / arithmetic.peak).rounded())
  }
  private var isCold: Bool { !isWarm && measured.isCold }
  private var rounds: Int { measurements.first?.times.count ?? 0 }
}

extension Measurement {
  /// The share of a tile's time that reading the clock takes, by counting: readings a tile × what one costs.
  fileprivate func countedTraceCost(_ clockReading: Double) -> Double? {
    guard let readingsPerTile, let tileNanoseconds, tileNanoseconds > 0 else { return nil }
    return readingsPerTile * clockReading / tileNanoseconds
  }
}

extension BenchReport {
  var json: JSON {
    let comparison = comparison
    return .object(
      session.headJSON(command: "bench") + [
        ("cache", .string(isCold ? "cold" : "warm")), ("copies", .int(measured.copies)), ("rounds", .int(rounds)),
        ("roofline_gb_per_s", .double(reads.gigabytesPerSecond)), ("read_ns", reads.times.json),
        ("read_ahead_kib", .int(Int(measured.tuning.reads.distance))),
        ("read_ahead_cache", measured.tuning.reads.cacheJSON),
        ("prefetch_rows", .int(measured.tuning.kernel.rows)), ("prefetch_cache", measured.tuning.kernel.cacheJSON),
        ("prefetch_other_half", .bool(measured.tuning.kernel.asksOtherHalf)),
        ("arithmetic_roof_gb_per_s", .double(arithmetic.gigabytesPerSecond)),
        ("peak_gflop_per_s", .double(arithmetic.peak)),
        ("peak_fraction", .double(arithmetic.shareOfPeak.median)),
        ("peak_fraction_interval", arithmetic.shareOfPeak.intervalJSON),
        ("peak_ns", .int(timeAtPeak)), ("flop_per_byte", .double(problem.intensity)),
        ("read_one_thread_gb_per_s", .double(reads.oneThreadGigabytesPerSecond)),
        ("read_scaling", .double(reads.scaling.median)), ("read_scaling_interval", reads.scaling.intervalJSON),
        ("fork_join_ns", forkJoin.json), ("clock_reading_ns", .double(clockReading)),
        ("noisy", .bool(comparison.isNoisy)), ("rounds_left_out", .int(comparison.roundsLeftOut)),
        ("ratios", .array(comparison.ratios.map(\.json))),
        ("no_ratios_because", refusal.map { .string($0) } ?? .null),
        (
          "machine",
          .object([("processor", processorName().map { .string($0) } ?? .null), ("cores", .int(usableCores()))])
        ),
        ("algorithms", .array(results.indices.map { algorithmJSON($0, roofShare: comparison.roofShares[$0]) })),
      ])
  }

  private func algorithmJSON(_ index: Int, roofShare: PairedRatio) -> JSON {
    let (result, measurement) = (results[index], measurements[index])
    let overhead = measurement.traceOverhead
    return .object(
      result.json(times: measurement.times, splits: session.experiment.splits) + [
        ("gb_per_s", .double(measurement.gigabytesPerSecond)),
        ("roofline_fraction", .double(roofShare.median)),
        ("roofline_interval", roofShare.intervalJSON), ("busy_share", .double(measurement.busyShare ?? .nan)),
        ("trace_overhead", .double(overhead.median)), ("trace_overhead_interval", overhead.intervalJSON),
        ("readings_per_tile", .double(measurement.readingsPerTile ?? .nan)),
        ("tile_ns", .double(measurement.tileNanoseconds ?? .nan)),
        ("counted_trace_cost", .double(measurement.countedTraceCost(clockReading) ?? .nan)),
        ("phases", phases[index].json), ("ctas", result.schedule.ctasJSON),
      ])
  }
}

extension PairedRatio {
  fileprivate var intervalJSON: JSON {
    interval.map { .array([.double($0.lowerBound), .double($0.upperBound)]) } ?? .null
  }
}

extension SampledPhases {
  fileprivate var json: JSON {
    .object([
      ("scores", .double(shares.scores)), ("softmax", .double(shares.softmax)), ("values", .double(shares.values)),
      ("merge", .double(shares.merge)), ("wait", .double(shares.wait)), ("slowdown", .double(slowdown.median)),
      ("slowdown_interval", slowdown.intervalJSON), ("runs", .int(slowdown.rounds)),
    ])
  }
}

extension Comparison.Ratio {
  fileprivate var json: JSON {
    .object([
      ("algorithm", .string(algorithm.rawValue)), ("over", .string(base.rawValue)), ("ratio", .double(times.median)),
      ("interval", times.intervalJSON), ("rounds", .int(times.rounds)),
    ])
  }
}

extension BenchReport {
  var text: String {
    let comparison = comparison
    let lines =
      [machine] + session.experiment.inWords + [""] + times(comparison) + conditions + [scaling] + traceCost + [""]
      + phaseTable + ReportWords.bench + [""]
      + ratios(comparison)
    return lines.joined(separator: "\n") + "\n"
  }

  private var machine: String {
    "\(processorName() ?? "a processor without a name"), \(counted(usableCores(), "usable core")), "
      + "\(counted(session.engine.threads, "thread")), \(session.engine.instructionSet.rawValue)"
  }

  private var scaling: String {
    let threads = counted(session.engine.threads, "thread")
    return "plain reads: 1 thread \(decimal(reads.oneThreadGigabytesPerSecond, 1)) GB/s, \(threads) "
      + "\(decimal(reads.gigabytesPerSecond, 1)) GB/s, \(decimal(reads.scaling.median, 2)) × as fast "
      + "(95 %: \(reads.scaling.intervalInWords(2)), same rounds)"
  }

  /// What tracing costs, counted: for where the ratio of times is not known well enough.
  private var traceCost: [String] {
    measurements.compactMap { measurement in
      guard let readings = measurement.readingsPerTile, let nanoseconds = measurement.tileNanoseconds,
        let share = measurement.countedTraceCost(clockReading)
      else { return nil }
      return "\(measurement.schedule.algorithm.title): \(decimal(readings, 2)) readings of the clock per KV tile × "
        + "\(decimal(clockReading, 1)) ns ÷ \(duration(Int(nanoseconds.rounded()))) per tile = \(decimal(share * 100, 2)) %"
    }
  }

  /// The clock as every number on it is labelled.
  private var clock: String { "\(session.clockInWords), \(isCold ? "cold" : "warm")" }

  private func times(_ comparison: Comparison) -> [String] {
    let header = [
      "", "time", "p5", "p95", "GB/s", "of the roof", "95 %", "busy", "traced ÷ not", "95 %", "error ≤", "",
    ]
    let rows = results.indices.map { index in
      let (result, measurement) = (results[index], measurements[index])
      let (share, overhead) = (comparison.roofShares[index], measurement.traceOverhead)
      return [result.schedule.algorithm.title] + Self.durations(measurement.times) + [
        decimal(measurement.gigabytesPerSecond, 1), Self.tenths(share.median),
        share.interval.map { "\(Self.tenths($0.lowerBound)) to \(Self.tenths($0.upperBound))" } ?? "–",
        measurement.busyShare.map(Self.tenths) ?? "–", decimal(overhead.median, 3), overhead.intervalInWords(3),
        errorBound(result.accuracy.maxAbsError), result.accuracy.isOK ? "ok" : "NOT OK",
      ]
    }
    let read = ["a plain read, the roof"] + Self.durations(reads.times) + [decimal(reads.gigabytesPerSecond, 1)]
    return Table(rows: [header] + rows + [read]).lines
  }

  private static func durations(_ times: Samples) -> [String] {
    [times.median, times.percentile(5), times.percentile(95)].map(duration)
  }

  /// "91.2 %"
  private static func tenths(_ share: Double) -> String { decimal(share * 100, 1) + " %" }

  private var conditions: [String] {
    let copies = measured.copies
    let megabytes = grouped(problem.kvBytes * copies / 1_000_000)
    let memory =
      if isCold {
        "each run on another of \(counted(copies, "copy", "copies")) of K and V, \(megabytes) MB together"
      } else if isWarm {
        "each run on the same K and V"
      } else {
        "only \(counted(copies, "copy", "copies")) of K and V, \(megabytes) MB together: caches may keep some"
      }
    return [
      "\(clock): medians of \(counted(rounds, "interleaved round")), \(memory)",
      "from its core's cache the kernel takes \(decimal(arithmetic.gigabytesPerSecond, 1)) GB/s (the arithmetic roof) at "
        + "\(decimal(problem.intensity, 1)) FLOP per byte: \(Self.tenths(arithmetic.shareOfPeak.median)) of the cores' peak, "
        + "\(decimal(arithmetic.peak, 1)) GFLOP/s of multiply-adds alone",
      "each by itself: \(duration(reads.times.median)) to read K and V, "
        + "\(duration(timeAtPeak)) to compute at the peak; fork and join \(duration(forkJoin.median)), "
        + "the median of \(grouped(forkJoin.count))",
      "prefetch distance chosen here by trial: the kernel asks for \(measured.tuning.kernel.ofRowsInWords); plain reads "
        + measured.tuning.reads.ofLinesInWords,
    ]
  }

  private var phaseTable: [String] {
    let header = [
      "share of the threads' time", "scores", "softmax", "values", "merge", "wait", "idle", "sampled ÷ not", "95 %",
      "runs",
    ]
    let rows = zip(results, phases).map { result, phases in
      [result.schedule.algorithm.title]
        + phases.shares.inOrder.map(Self.tenths)
        + [decimal(phases.slowdown.median, 3), phases.slowdown.intervalInWords(3), "\(phases.slowdown.rounds)"]
    }
    return Table(rows: [header] + rows).lines
      + ["sampled: 1 KV tile in \(SampledPhases.sampledTiles) timed inside, in runs of their own (\(clock))"]
  }

  private func ratios(_ comparison: Comparison) -> [String] {
    if let refusal { return [refusal] }
    guard let best = comparison.best else { return noise(comparison) }
    let header = ["how many times as long, \(clock)", "median", "95 %"]
    let rows = comparison.ratios.map { ratio in
      [
        "\(ratio.algorithm.title) ÷ \(ratio.base.title)", decimal(ratio.times.median, 3),
        ratio.times.intervalInWords(3),
      ]
    }
    return Table(rows: [header] + rows).lines + ["", verdict(best, of: comparison.ratios.count)] + noise(comparison)
  }

  private func noise(_ comparison: Comparison) -> [String] {
    leftOut(comparison)
      + (comparison.isUnsteady
        ? ["noisy: too few rounds are left for a verdict"]
        : comparison.isNoisy
          ? ["noisy: a ratio is not known to ±\(percent(Comparison.tolerance)) after \(counted(rounds, "round"))"] : [])
  }

  /// What counts in no ratio, and why.
  private func leftOut(_ comparison: Comparison) -> [String] {
    guard comparison.roundsLeftOut > 0 else { return [] }
    let times = measured.rounds.readTimes
    return [
      "left out of all ratios: \(grouped(comparison.roundsLeftOut)) of \(counted(rounds, "round")), in which a plain read "
        + "took less than half or more than twice its median of \(duration(reads.times.median)) "
        + "(\(duration(times.min() ?? 0)) to \(duration(times.max() ?? 0)))"
    ]
  }

  /// The base against the best of the others, the other way round: how much longer it takes.
  private func verdict(_ best: Comparison.Ratio, of count: Int) -> String {
    let (least, most) = (best.times.interval?.lowerBound, best.times.interval?.upperBound)
    let base = best.base.title
    let other = count > 1 ? "the faster of the other two, \(best.algorithm.title)," : best.algorithm.title
    if let least, least > 1 {
      return "\(base) is \(decimal(best.times.median, 2)) × as fast as \(other) (\(clock))"
    }
    guard let least, let most, most < 1 else {
      return "\(base) and \(other) differ by less than is known (\(clock))"
    }
    let schedules = session.schedules
    let reason = schedules.first { $0.algorithm == best.base }.flatMap { base in
      schedules.first { $0.algorithm == best.algorithm }.map { base.reasonNotToWin(against: $0) }
    }
    return "\(base) takes \(decimal(1 / best.times.median, 3)) × as long as \(other)\(count > 1 ? "" : ",") at most "
      + "\(decimal(1 / least, 3)) × (\(clock))" + (reason.map { ": " + $0 } ?? "")
  }
}

extension PhaseShares {
  /// As the table's columns stand.
  fileprivate var inOrder: [Double] { [scores, softmax, values, merge, wait, idle] }
}

extension PairedRatio {
  fileprivate func intervalInWords(_ places: Int) -> String {
    interval.map { "\(decimal($0.lowerBound, places)) to \(decimal($0.upperBound, places))" } ?? "–"
  }
}
