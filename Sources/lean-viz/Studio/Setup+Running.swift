import AttentionCore
import AttentionKernel

extension Setup {
  /// Threads that play the parts of the units: those asked for, else the cores that may be used.
  var cores: Int { experiment.threads ?? usableCores() }

  /// What the screen calls the problem: its preset where nothing was laid over it, its file.
  var source: String? {
    if let input { return input.split(separator: "/").last.map(String.init) ?? input }
    guard let preset, ProblemShape(preset) == ProblemShape(experiment.problem) else { return nil }
    return preset.name
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
