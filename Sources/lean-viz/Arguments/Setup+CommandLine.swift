import AttentionCore
import AttentionKernel

extension Setup {
  /// A command line that gives this very setup, with no more options than it takes.
  ///
  /// The experiment may have been changed since the setup was made; what differs from the preset becomes an option.
  var commandLine: String {
    (["lean-viz"] + problemArguments + otherArguments).map(\.quotedForShell).joined(separator: " ")
  }

  private var problemArguments: [String] {
    let problem = experiment.problem
    if let input {
      let tile = preset?.tileTokens ?? AttentionProblem.defaultTileTokens(headDim: problem.headDim)
      return arguments(.input, input) + presetArguments + arguments(.tile, problem.tileTokens, unless: tile)
    }
    let base = preset.map { ProblemShape($0) } ?? ProblemShape()
    let shape = ProblemShape(problem)
    var arguments: [String] = []
    if shape.contexts != base.contexts {
      let isUniform = shape.contexts.count > 1 && Set(shape.contexts).count == 1
      arguments += self.arguments(.context, (isUniform ? [shape.contexts[0]] : shape.contexts).commaSeparated)
      if isUniform { arguments += self.arguments(.batch, shape.contexts.count) }
    }
    let impliedKVHeads = shape.queryHeads == base.queryHeads ? base.kvHeads : shape.queryHeads
    arguments += self.arguments(.heads, shape.queryHeads, unless: base.queryHeads)
    arguments += self.arguments(.kvHeads, shape.kvHeads, unless: impliedKVHeads)
    arguments += self.arguments(.headDim, shape.headDim, unless: base.headDim)
    arguments += self.arguments(.dtype, shape.elementType.rawValue, unless: base.elementType.rawValue)
    let derived = AttentionProblem.defaultTileTokens(headDim: shape.headDim)
    let impliedTile = shape.headDim == base.headDim ? preset?.tileTokens ?? derived : derived
    arguments += self.arguments(.tile, problem.tileTokens, unless: impliedTile)
    if preset == nil {
      // Without any of these options the default preset would apply.
      return arguments.isEmpty ? self.arguments(.context, shape.contexts.commaSeparated) : arguments
    }
    return arguments.isEmpty && preset == Preset.all.first ? [] : presetArguments + arguments
  }

  private var presetArguments: [String] { preset.map { arguments(.preset, $0.name) } ?? [] }

  private var otherArguments: [String] {
    arguments(.units, experiment.units, unless: preset?.units ?? Self.defaultUnits)
      + arguments(.slots, experiment.slots, unless: preset?.slots ?? Self.defaultSlots)
      + (experiment.threads.map { arguments(.threads, $0) } ?? [])
      + arguments(.splits, experiment.splits, unless: preset?.splits ?? .automatic)
      + (experiment.algorithms == Algorithm.standard
        ? [] : experiment.algorithms.flatMap { arguments(.algorithm, $0.rawValue) })
      + arguments(.seed, experiment.seed, unless: Self.defaultSeed)
      + arguments(.distribution, experiment.distribution.rawValue, unless: Distribution.iid.rawValue)
  }

  private func arguments<Value: CustomStringConvertible & Equatable>(
    _ option: ProblemError.Option, _ value: Value, unless implied: Value? = nil
  ) -> [String] {
    value == implied ? [] : ["--\(option.rawValue)", value.description]
  }
}

extension [Int] {
  fileprivate var commaSeparated: String { map(String.init).joined(separator: ",") }
}

extension Replay {
  /// A command line that shows this very trace.
  var commandLine: String { ["lean-viz", "replay", path].map(\.quotedForShell).joined(separator: " ") }
}

extension String {
  /// As one word of a POSIX shell; bytes that are no UTF-8 as `$'\xE9'`, as shells have it (and POSIX, since 2024).
  fileprivate var quotedForShell: String {
    let plain = unicodeScalars.allSatisfy {
      ("a"..."z").contains($0) || ("A"..."Z").contains($0) || ("0"..."9").contains($0)
        || "-_./,:=+@%".unicodeScalars.contains($0)
    }
    if plain, !isEmpty { return self }
    var quoted = ""
    var rest = unicodeScalars[...]
    repeat {
      let text = rest.prefix { FileName.byte(of: $0) == nil }
      if !text.isEmpty || isEmpty {
        let parts = text.split(separator: "'", omittingEmptySubsequences: false)
        quoted += "'" + parts.map { String($0) }.joined(separator: "'\\''") + "'"
      }
      rest = rest.dropFirst(text.count)
      let bytes = rest.prefix { FileName.byte(of: $0) != nil }.compactMap { FileName.byte(of: $0) }
      if !bytes.isEmpty { quoted += "$'" + bytes.map(FileName.escaped).joined() + "'" }
      rest = rest.dropFirst(bytes.count)
    } while !rest.isEmpty
    return quoted
  }
}
