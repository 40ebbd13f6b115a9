import ArgumentParser
import AttentionCore
import VizPlayback

extension ProblemOptions {
  /// Options that a demo gives, by the command line's rules; without the command line's parser, which a demo of thousands
  /// of settings would spend seconds in.
  init(_ settings: [Cue.Setting]) throws(Failure) {
    guard let none = Self.none else { throw Failure(.ours, "options without values cannot be made") }
    self = none
    for setting in settings {
      guard let option = ProblemError.Option(rawValue: setting.name) else { throw .usage("--\(setting.name): unknown") }
      try set(option, setting.values)
    }
  }

  /// Made by the parser, so that every option has a value.
  private static let none = try? ProblemOptions.parse([])

  private mutating func set(_ option: ProblemError.Option, _ values: [String]) throws(Failure) {
    switch option {
    case .preset: preset = try one(values, option)
    case .input: input = try one(values, option)
    case .context:
      guard let lengths = ContextList(argument: values.joined(separator: ",")) else {
        throw wrong(values.joined(separator: ","), option, "a length, or several: [4096, 512]")
      }
      context = lengths
    case .batch: batch = try number(values, option)
    case .heads: heads = try number(values, option)
    case .kvHeads: kvHeads = try number(values, option)
    case .headDim: headDim = try number(values, option)
    case .dtype: dtype = try choice(values, option)
    case .tile: tile = try number(values, option)
    case .units: units = try number(values, option)
    case .slots: slots = try number(values, option)
    case .threads: threads = try number(values, option)
    case .splits:
      let text = try one(values, option)
      guard let count = SplitCount(argument: text) else { throw wrong(text, option, "auto or a number") }
      splits = count
    case .algorithm:
      // A list, or as one text with commas, as for lengths.
      algorithm = []
      for name in values.flatMap({ $0.split(separator: ",", omittingEmptySubsequences: false) }) {
        guard let choice = AlgorithmChoice(argument: String(name)) else {
          throw wrong(String(name), option, "one of " + AlgorithmChoice.allValueStrings.joined(separator: ", "))
        }
        algorithm.append(choice)
      }
    case .seed:
      let text = try one(values, option)
      guard let value = UInt64(text) else { throw wrong(text, option, "a number from 0 to \(UInt64.max)") }
      seed = value
    case .distribution: distribution = try choice(values, option)
    }
  }

  private func one(_ values: [String], _ option: ProblemError.Option) throws(Failure) -> String {
    guard values.count == 1, let value = values.first else {
      throw .usage("--\(option.rawValue): takes one value, not a list of \(values.count)")
    }
    return value
  }

  private func number(_ values: [String], _ option: ProblemError.Option) throws(Failure) -> Int {
    let text = try one(values, option)
    guard let value = Int(text) else { throw wrong(text, option, "a whole number") }
    return value
  }

  private func choice<Choice: RawRepresentable & CaseIterable>(
    _ values: [String], _ option: ProblemError.Option
  ) throws(Failure) -> Choice where Choice.RawValue == String {
    let text = try one(values, option)
    guard let choice = Choice(rawValue: text) else {
      throw wrong(text, option, "one of " + Choice.allCases.map(\.rawValue).joined(separator: ", "))
    }
    return choice
  }

  private func wrong(_ text: String, _ option: ProblemError.Option, _ wanted: String) -> Failure {
    .usage("--\(option.rawValue): '\(text.prefix(40))' is not \(wanted)")
  }
}
