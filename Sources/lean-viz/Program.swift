import ArgumentParser
import AttentionKernel
import CellTerminal
import Glibc

/// Where the program starts and ends: arguments in, an exit status out.
@main
enum Program {
  static func main() {
    StandardDescriptors.keep()
    ExitSignals.install()
    CrashNet.explain(MappedFiles.failure, program: "lean-viz", status: ExitStatus.file.rawValue)
    exit(run(ProgramArguments.given).rawValue)
  }

  static func run(_ arguments: [String]) -> ExitStatus {
    do {
      try execute(arguments)
      return .done
    } catch {
      let failure = Failure(error)
      if let line = failure.line { StandardError.print(line: line) }
      return failure.status
    }
  }

  private static func execute(_ arguments: [String]) throws {
    try rejectRepeatedOptions(arguments)
    var command: any ParsableCommand
    do {
      command = try LeanViz.parseAsRoot(arguments)
    } catch {
      if isRequest(error) { return try answer(error) }
      throw Failure.usage(firstLine(of: LeanViz.message(for: error)) + " (see \(helpCommand(for: arguments)))")
    }
    let view = (command as? any ViewingCommand)?.view
    if view?.ascii == true {
      StandardCharset.restrictToASCII()
    } else if view?.plain != false, let complaint = UserLocale.ofThisProcess.complaint {
      // A screen says it itself.
      StandardError.tell(onlooker: complaint)
    }
    do {
      try command.run()
    } catch {
      guard isRequest(error) else { throw error }
      try answer(error)
    }
  }

  /// Whether the parser's "error" is that something was asked for which is no run.
  private static func isRequest(_ error: any Error) -> Bool { LeanViz.exitCode(for: error).isSuccess }

  /// Prints what was asked for instead of a run: help, the version or a completion script.
  private static func answer(_ request: any Error) throws(Failure) {
    let text = LeanViz.fullMessage(for: request)
    try StandardOutput.print((text == LeanViz.helpMessage() ? LeanViz.completeHelp : text) + "\n")
  }

  private static func firstLine(of message: String) -> String {
    message.split(separator: "\n").first.map(String.init) ?? "these arguments cannot be used"
  }

  private static func helpCommand(for arguments: [String]) -> String {
    let names = LeanViz.configuration.subcommands.compactMap { $0.configuration.commandName }
    let named = arguments.first.flatMap { names.contains($0) ? $0 + " " : nil }
    return "lean-viz \(named ?? "")--help"
  }
}
