import AttentionCore

/// What takes the stage: a problem with its schedules, and where it comes from.
public struct Subject: Sendable {
  public var experiment: Experiment
  /// Threads that play the parts of the units; 0 where a trace does not say how many there were.
  public var cores: Int
  /// Cores that these threads may use; `nil`: one each.
  public var usableCores: Int?
  /// The name of the preset or file that the problem comes from, if it has one.
  public var source: String?
  /// Whether the problem comes from a file, which says what its sizes are.
  public var fixesShape: Bool
  public var origin: Origin
  /// One per algorithm, as a trace holds them; `nil` plans them.
  public var schedules: [Schedule]?

  public init(
    _ experiment: Experiment, cores: Int, usableCores: Int? = nil, source: String? = nil, fixesShape: Bool = false,
    origin: Origin = .kernel,
    schedules: [Schedule]? = nil
  ) {
    self.experiment = experiment
    self.cores = cores
    self.usableCores = usableCores
    self.source = source
    self.fixesShape = fixesShape
    self.origin = origin
    self.schedules = schedules
  }
}
