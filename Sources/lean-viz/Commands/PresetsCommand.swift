import ArgumentParser
import AttentionCore
import VizScene

struct PresetsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "presets", abstract: "List the problems that have a name.")

  @Flag(help: "Print JSON.") var json = false

  func run() throws {
    if json {
      try JSONWriter.print(
        .object([
          ("format", .int(1)), ("command", .string("presets")), ("presets", .array(Preset.all.map(Self.describe))),
        ]))
    } else {
      let header = ["", "requests", "heads", "head-dim", "type", "tile", "units", "slots", "splits"]
      let lines = Table(rows: [header] + Preset.all.map(Self.row)).lines
      let notes = Table(rows: Preset.all.map { [$0.name] }).lines
      var text = lines.joined(separator: "\n") + "\n\n"
      for (name, preset) in zip(notes, Preset.all) {
        text += name.padded(to: Self.nameWidth) + "  " + preset.note + "\n"
      }
      try StandardOutput.print(text)
    }
  }

  private static let nameWidth = Preset.all.map(\.name.count).max() ?? 0

  private static func row(_ preset: Preset) -> [String] {
    [
      preset.name, requestsInWords(preset.contexts), "\(preset.queryHeads)/\(preset.kvHeads)",
      "\(preset.headDim)", preset.elementType.rawValue, "\(preset.tileTokens)", "\(preset.units)", "\(preset.slots)",
      preset.splits.description,
    ]
  }

  private static func describe(_ preset: Preset) -> JSON {
    let splits: JSON = if case .fixed(let count) = preset.splits { .int(count) } else { .string("auto") }
    return .object([
      ("name", .string(preset.name)), ("note", .string(preset.note)),
      ("problem", ProblemShape(preset).json(tileTokens: preset.tileTokens)), ("units", .int(preset.units)),
      ("slots", .int(preset.slots)), ("splits", splits),
    ])
  }
}
