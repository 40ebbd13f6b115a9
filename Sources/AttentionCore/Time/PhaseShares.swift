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
