/// What the workers' time went to in a measured run, as shares of all of it.
public struct PhaseShares: Sendable, Hashable {
  /// QKᵀ.
  public var scores: Double
  public var softmax: Double
  /// PV.
  public var values: Double
  /// Publishing, merging and the reduction pass.
  public var merge: Double
  /// For partials, and for the last split.
  public var wait: Double

  public init(scores: Double, softmax: Double, values: Double, merge: Double, wait: Double) {
    self.scores = scores
    self.softmax = softmax
    self.values = values
    self.merge = merge
    self.wait = wait
  }

  /// What is left: nothing to do at the end, and the time between tiles.
  public var idle: Double { max(0, 1 - scores - softmax - values - merge - wait) }
}

/// Phase shares of sampled runs, and what sampling did to them.
public struct SampledPhaseShares: Sendable, Hashable {
  public var shares: PhaseShares
  /// Of so many KV tiles one was timed inside.
  public var interval: Int
  /// How many times as long a sampled run takes.
  public var slowdown: Double

  public init(shares: PhaseShares, interval: Int, slowdown: Double) {
    self.shares = shares
    self.interval = interval
    self.slowdown = slowdown
  }
}
