import ArgumentParser
import AttentionKernel

struct LeanViz: ParsableCommand {
  static let version = "0.1.0"

  static var configuration: CommandConfiguration {
    let instructionSet = (try? InstructionSet.chosen()) ?? InstructionSet.available.first ?? .scalar
    return CommandConfiguration(
      commandName: "lean-viz",
      abstract: "Shows how attention kernels give the KV tiles of one decode step to compute units, while they run.",
      version: "lean-viz \(version) (\(instructionSet.rawValue))",
      subcommands: [
        TUICommand.self, PlanCommand.self, RunCommand.self, BenchCommand.self, PresetsCommand.self, PlayCommand.self,
        RecordCommand.self, CheckCommand.self, ReplayCommand.self, ExportCommand.self,
      ],
      defaultSubcommand: TUICommand.self)
  }

  /// The help of the program, with the options of its default command.
  static var completeHelp: String {
    let headings = [ViewOptions.heading, ProblemOptions.heading].map { $0.uppercased() + ":" }
    let options = paragraphs(of: helpMessage(for: TUICommand.self)).filter { text in
      headings.contains { text.hasPrefix($0) }
    }
    var help = paragraphs(of: helpMessage())
    help.insert(contentsOf: options, at: help.firstIndex { $0.hasPrefix("SUBCOMMANDS:") } ?? help.endIndex)
    return help.joined(separator: "\n\n")
  }

  private static func paragraphs(of help: String) -> [String] {
    help.split(separator: "\n", omittingEmptySubsequences: false).split(separator: "").map {
      $0.joined(separator: "\n")
    }
  }
}

extension ViewOptions { static let heading = "View options" }
extension ProblemOptions { static let heading = "Problem options" }
