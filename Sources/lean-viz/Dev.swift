import AttentionCore
import AttentionKernel
import CellFrame
import DemoFormat
import Foundation

struct Failure: Error {
  enum Kind { case ours }; init(_ kind: Kind, _ reason: String) { self.reason = reason }; var reason: String
}
struct ViewSettings {
  var depth: ColorDepth? = nil; var ascii = false; var mouse = true; var big = false; var speed = 1.0;
  var framesPerSecond = 30; var theme = Theme.okabeIto
}
struct Setup: Sendable {
  var experiment: Experiment
  var source: String?
  var cores: Int { usableCores() }
  var commandLine: String { "lean-viz --preset three-heads" }
  func makeEngine() throws -> Engine {
    try Engine(
      AttentionInput(generating: experiment, threads: cores), threads: cores, instructionSet: InstructionSet.chosen())
  }
}
