import AttentionCore
import AttentionKernel
import VizPlayback

extension Setup {
  /// What a state begins with, for the kernel.
  var subject: Subject {
    Subject(experiment, cores: cores, usableCores: usableCores(), source: source, fixesShape: input != nil)
  }

  /// Threads that play the parts of the units: those asked for, else the cores that may be used.
  var cores: Int { experiment.threads ?? usableCores() }

  /// What the screen calls the problem: its preset where nothing was laid over it, its file.
  var source: String? {
    if let input { return FileName.short(input) }
    guard let preset, ProblemShape(preset) == ProblemShape(experiment.problem) else { return nil }
    return preset.name
  }

  /// Whether another setup's kernel has this one's input and threads.
  func hasInput(of other: Setup) -> Bool {
    experiment.problem == other.experiment.problem && experiment.seed == other.experiment.seed
      && experiment.distribution == other.experiment.distribution && cores == other.cores && input == other.input
  }

  /// This setup with another experiment, as someone asked for it on screen.
  ///
  /// - Parameter preset: where the experiment is a preset's; `nil` keeps what the problem was laid over.
  /// - Throws: where it is too large for the memory that is free.
  func changed(to experiment: Experiment, preset: Preset?) throws -> Setup {
    let next = laid(experiment, over: preset)
    try next.requireInput()
    return next
  }

  /// The same with another experiment, whether there is the memory for it or not.
  func laid(_ experiment: Experiment, over preset: Preset?) -> Setup {
    var next = self
    next.experiment = experiment
    if let preset { (next.preset, next.input) = (preset, nil) }
    return next
  }

  /// Finds out early what would keep the kernel from starting.
  func requireInput() throws {
    try requireSchedulesFit()
    if input == nil { try requireMemory(forInputOf: experiment.problem) }
    _ = try InstructionSet.chosen()
  }

  /// Only `plan` goes on where they do not.
  func requireSchedulesFit() throws(Failure) {
    do {
      try experiment.requireSchedulesFit()
    } catch {
      throw Failure(error)
    }
  }

  /// The kernel with this setup's input.
  func makeEngine(coldCopies: ColdCopies = .quick) throws -> Engine {
    let input =
      if let path = self.input {
        try AttentionInput(reading: path, tile: experiment.problem.tileTokens)
      } else {
        try AttentionInput(generating: experiment, threads: cores)
      }
    return try Engine(input, threads: cores, instructionSet: InstructionSet.chosen(), coldCopies: coldCopies)
  }
}
