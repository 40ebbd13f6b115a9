import AttentionCore
import AttentionKernel
import VizPlayback

extension Action {
  /// A setup's experiment takes the stage.
  static func begin(_ setup: Setup) -> Action {
    .begin(setup.experiment, cores: setup.cores, source: setup.source, fixesShape: setup.input != nil)
  }
}

extension Setup {
  /// Threads that play the parts of the units: those asked for, else the cores that may be used.
  var cores: Int { experiment.threads ?? usableCores() }

  /// What the screen calls the problem: its preset where nothing was laid over it, its file.
  var source: String? {
    if let input { return input.split(separator: "/").last.map(String.init) ?? input }
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
    var next = self
    next.experiment = experiment
    if let preset {
      next.preset = preset
      next.input = nil
    }
    try next.requireInput()
    return next
  }

  /// Finds out early what would keep the kernel from starting.
  func requireInput() throws {
    if input == nil { try requireMemory(forInputOf: experiment.problem) }
    _ = try InstructionSet.chosen()
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
