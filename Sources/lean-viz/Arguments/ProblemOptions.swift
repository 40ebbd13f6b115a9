import ArgumentParser
import AttentionCore

/// The options that say what is computed, the same under every command.
///
/// They take what follows them as their value even where it begins with a dash, so that `--units -1` is out of range, not
/// without a value.
struct ProblemOptions: ParsableArguments {
  @Option(
    parsing: .unconditional, help: ArgumentHelp("A problem by name; `lean-viz presets` lists them.", valueName: "name"))
  var preset: String?

  @Option(
    parsing: .unconditional, help: ArgumentHelp("q, k and v from a safetensors file.", valueName: "file"),
    completion: .file())
  var input: String?

  @Option(parsing: .unconditional, help: ArgumentHelp("Keys of each request, comma-separated.", valueName: "n,…"))
  var context: ContextList?

  @Option(parsing: .unconditional, help: ArgumentHelp("Requests, all of one context length.", valueName: "b"))
  var batch: Int?

  @Option(parsing: .unconditional, help: ArgumentHelp("Query heads.", valueName: "hq"))
  var heads: Int?

  @Option(parsing: .unconditional, help: ArgumentHelp("KV heads, a divisor of the query heads.", valueName: "hkv"))
  var kvHeads: Int?

  @Option(parsing: .unconditional, help: ArgumentHelp("Entries of a query, key or value.", valueName: "d"))
  var headDim: Int?

  @Option(parsing: .unconditional, help: ArgumentHelp("Type of the elements.", valueName: "type"))
  var dtype: ElementType?

  @Option(parsing: .unconditional, help: ArgumentHelp("Keys and values in a KV tile.", valueName: "t"))
  var tile: Int?

  @Option(parsing: .unconditional, help: ArgumentHelp("Compute units of the schedules.", valueName: "u"))
  var units: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("CTAs that a unit holds at once: 1 in the toys, 2 on GPUs.", valueName: "k"))
  var slots: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Threads that execute; default: the cores that may be used.", valueName: "c"))
  var threads: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("FlashDecoding's splits: a number, or auto (flash-attention's rule).", valueName: "s"))
  var splits: SplitCount?

  @Option(
    parsing: .unconditionalSingleValue, help: ArgumentHelp("What to compare; may be repeated.", valueName: "name"))
  var algorithm: [AlgorithmChoice] = []

  @Option(parsing: .unconditional, help: ArgumentHelp("Seed of the made-up input.", valueName: "n"))
  var seed: UInt64?

  @Option(parsing: .unconditional, help: ArgumentHelp("How the made-up input is distributed.", valueName: "name"))
  var distribution: Distribution?

  /// Whether an option is given that says which problem it is, so that no preset applies by itself.
  var sayWhichProblem: Bool {
    input != nil || context != nil || batch != nil || heads != nil || kvHeads != nil || headDim != nil || dtype != nil
      || tile != nil
  }
}
