import AttentionCore
import AttentionKernel
import VizScene

/// What rounds of measured runs say of speed: ratios between algorithms, unless there is a reason to give none, and each
/// algorithm's share of the read bandwidth.
struct Comparison {
  /// How many times as long one algorithm takes as another.
  struct Ratio {
    var algorithm: Algorithm
    var base: Algorithm
    var times: PairedRatio
  }

  /// All others against LeanAttention, or against the last one where it is not there; none under a refusal.
  let ratios: [Ratio]
  /// Of each algorithm: the read test's time ÷ its own.
  let roofShares: [PairedRatio]
  /// Rounds that count in no ratio, because memory was far faster or slower in them than mostly.
  let roundsLeftOut: Int
  /// Whether so many were left out that the rest says nothing.
  let isUnsteady: Bool

  /// An interval of 95 % that reaches further than this from its ratio is noise.
  static let tolerance = 0.03

  init(_ algorithms: [Algorithm], _ rounds: MeasuredRounds, refusal: String?) {
    let all = rounds
    let rounds = all.steady
    roundsLeftOut = all.count - rounds.count
    isUnsteady = 2 * rounds.count < all.count
    let base = algorithms.firstIndex(of: .lean) ?? algorithms.count - 1
    ratios =
      refusal != nil
      ? []
      : algorithms.indices.filter { $0 != base }.map { index in
        Ratio(
          algorithm: algorithms[index], base: algorithms[base],
          times: PairedRatio(rounds.times[index], over: rounds.times[base]))
      }
    roofShares = rounds.times.map { PairedRatio(rounds.readTimes, over: $0) }
  }

  /// Whether something is not known to ``tolerance``: a ratio, or where there is none the share of the bandwidth.
  var isNoisy: Bool {
    if isUnsteady { return true }
    let all = ratios.isEmpty ? roofShares : ratios.map(\.times)
    return all.contains { $0.uncertainty > Self.tolerance }
  }

  /// The fastest of the others; `nil` where there is none, or no verdict to be had.
  var best: Ratio? {
    isUnsteady ? nil : ratios.min { $0.times.median < $1.times.median }
  }
}

extension [RunResult] {
  /// Why no ratio is given: a result that is not right says nothing of speed.
  var refusal: String? {
    let wrong = filter { !$0.accuracy.isOK }.map(\.schedule.algorithm.title)
    return wrong.isEmpty ? nil : "\(listed(wrong)): not ok, so nothing is said of speed"
  }

  func requireOK() throws(Failure) {
    guard let wrong = first(where: { !$0.accuracy.isOK }) else { return }
    throw Failure(
      .checkFailed,
      "not ok: \(wrong.schedule.algorithm.title) is \(wrong.accuracy.maxAbsError) from the f64 reference, its lse "
        + "\(wrong.accuracy.maxLseError)")
  }
}

extension RunSession {
  /// Why no ratio is given: workers that share cores.
  var refusal: String? {
    engine.isOversubscribed
      ? "oversubscribed: \(engine.workers.inWords), so nothing is said of speed"
      : nil
  }
}
