import ArgumentParser
import AttentionKernel
import AttentionCore
import CellFrame
import DemoFormat

struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Read demos without playing them: what is wrong, and where.")

  @Argument(help: ArgumentHelp("Demo files, or names of shipped demos.", valueName: "demo"))
  var demos: [String] = []

  @Flag(help: "Print the format as a JSON Schema, for editors.") var schema = false

  func validate() throws {
    if demos.isEmpty != schema { throw ValidationError(schema ? "--schema: goes without demos" : "no demo is named") }
  }

  func run() throws {
    if schema { return try StandardOutput.print(DemoSchema.text(themes: Theme.all.map(\.name))) }
    var failures: [Failure] = []
    for name in demos {
      do {
        let demo = try Demo(named: name)
        let rehearsal = try Rehearsal(demo, effort: .glance)
        let seconds = Int(rehearsal.seconds.rounded())
        let kind = demo.isLesson ? "lesson" : "demo"
        let marks = counted(demo.chapters.count, "mark")
        let unseen = rehearsal.unseen
        let rest =
          unseen == 0
          ? "" : "; \(counted(unseen, "step")) not gone into: the races are too large or too many for a check"
        try StandardOutput.print(
          "\(FileName.readable(name)): a \(kind) of \(seconds) s and \(marks): \(demo.title)\(rest)\n")
      } catch let errors as DemoErrors {
        failures += Self.failures(errors, of: name)
      } catch {
        failures.append(Failure(error))
      }
    }
    // The last one is said by whoever ends the program.
    for failure in failures.dropLast() { failure.line.map(StandardError.print(line:)) }
    if let last = failures.last { throw last }
  }

  /// Nobody mends more at once.
  private static let mostErrors = 50

  /// One for each error; many are counted in the end.
  private static func failures(_ errors: DemoErrors, of name: String) -> [Failure] {
    let told = errors.all.prefix(mostErrors).map { Failure($0) }
    let rest = errors.all.count - told.count
    return rest == 0 ? told : told + [.file("\(FileName.readable(name)): \(counted(rest, "more error"))")]
  }
}
