import AttentionCore
import AttentionKernel
import CellFrame
import DemoFormat
import VizPlayback

extension Demo {
  /// Reads a demo: a file, or one that is shipped, by its name. Errors name it as it was given.
  ///
  /// - Throws: ``DemoErrors``, or a ``Failure`` where there is nothing to read.
  init(named name: String) throws {
    if let shipped = ShippedDemo.named(name) {
      self = try Demo.reading(shipped.text, file: shipped.file, themes: Theme.all.map(\.name))
    } else {
      self = try Demo.reading(Self.text(ofFile: name), file: name, themes: Theme.all.map(\.name)) {
        (path) throws(DemoError) in
        do throws(Failure) {
          return try Self.text(ofFile: path)
        } catch {
          throw DemoError(file: path, place: nil, reason: "there is no such file, or it cannot be read")
        }
      }
    }
  }

  private static func text(ofFile path: String) throws(Failure) -> String {
    if path.isEmpty { throw .file("'': names no demo") }
    if FileIdentity(path)?.exists != true {
      let names = ShippedDemo.all.map(\.name).joined(separator: ", ")
      throw .file("\(path): there is no such file, nor a shipped demo of that name: \(names)")
    }
    let data: [UInt8]
    do {
      data = try WholeFile.read(path, atMost: Demo.mostBytes)
    } catch {
      throw Failure(error)
    }
    guard let text = String(validating: data, as: UTF8.self) else { throw .file("\(path): is not UTF-8") }
    return text
  }

  /// The setup of some of the demo's settings: the command line's options, read by the command line's rules.
  ///
  /// - Parameter place: where what is wrong stands, unless it is one of the problem's options.
  func setup(_ settings: [Cue.Setting], at place: Place?) throws(DemoError) -> Setup {
    do throws(Failure) {
      return try Setup(ProblemOptions(settings))
    } catch {
      let reason = error.message ?? "these options do not go together"
      let blamed = place ?? (problem.first { reason.contains("--\($0.name)") } ?? problem.first)?.place
      throw DemoError(file: blamed?.file ?? title, place: blamed, reason: reason)
    }
  }

  /// The files that its steps stand in, but for shipped ones: its own, if it has steps, and those that it includes.
  var files: Set<String> {
    Set(places.map(\.file)).subtracting(ShippedDemo.all.map(\.file))
  }

  /// The tensor files that its problems name.
  var inputs: [String] {
    let changes = cues.flatMap { if case .set(let settings) = $0 { settings } else { [Cue.Setting]() } }
    return (settings + changes).filter { $0.name == ProblemError.Option.input.rawValue }.flatMap(\.values)
  }

  /// The theme that it asks for.
  var shownTheme: Theme? { Theme.all.first { $0.name == theme } }

  /// The settings that the demo begins with.
  var settings: [Cue.Setting] { problem.map { Cue.Setting($0.name, $0.values) } }
}

extension [Cue.Setting] {
  /// Options laid over these: those of the same name are replaced.
  func changed(by others: [Cue.Setting]) -> [Cue.Setting] {
    filter { old in !others.contains { $0.name == old.name } } + others
  }
}
