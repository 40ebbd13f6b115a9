import AttentionCore

/// The problem's options as text that a person edits. It says at every keystroke what is wrong, or what would be run.
public struct ProblemForm: Sendable, Hashable {
  public struct Field: Sendable, Hashable {
    public var option: ProblemError.Option
    public var text: String
    /// What may be entered, in a few words.
    public var hint: String
    /// Whether something else decides: the input, where it is a file, or another field.
    public var isFixed: Bool
  }

  public private(set) var fields: [Field]
  /// The field that is typed into.
  public private(set) var place: Int
  /// What the fields ask for, or what is wrong with the first of them that is wrong.
  public private(set) var experiment: Result<Experiment, ProblemError>
  private let base: Experiment
  /// The batch as it was typed: while there are several lengths, their number stands in its place.
  private var typedBatch: String

  /// - Parameter fixesShape: whether the input is a file.
  public init(_ experiment: Experiment, fixesShape: Bool = false) {
    let problem = experiment.problem
    let isUniform = Set(problem.contexts).count == 1
    let contexts = isUniform ? [problem.contexts[0]] : problem.contexts
    func field(_ option: ProblemError.Option, _ text: String, _ hint: String, isFixed: Bool) -> Field {
      Field(option: option, text: text, hint: isFixed ? "as the file has it" : hint, isFixed: isFixed)
    }
    fields = [
      field(
        .context, contexts.map(String.init).joined(separator: ","), "keys per request: 4096, or 4096,512,…",
        isFixed: fixesShape),
      field(.batch, String(problem.requests), Self.batchHint, isFixed: fixesShape),
      field(.heads, String(problem.queryHeads), "query heads", isFixed: fixesShape),
      field(.kvHeads, String(problem.kvHeads), "KV heads, a divisor of the query heads", isFixed: fixesShape),
      field(.headDim, String(problem.headDim), "a multiple of 8 from 8 to 512", isFixed: fixesShape),
      field(.dtype, problem.elementType.rawValue, "← → f32, f16 or bf16", isFixed: fixesShape),
      field(.tile, String(problem.tileTokens), "keys in a KV tile, 1 to 65536", isFixed: false),
      field(.units, String(experiment.units), "", isFixed: false),
      field(.slots, String(experiment.slots), "CTAs per unit at once: 2 on GPUs", isFixed: false),
      field(.threads, experiment.threads.map(String.init) ?? "", "empty: all cores that may be used", isFixed: false),
      field(.splits, experiment.splits.description, "of FlashDecoding: auto, or a number", isFixed: false),
      field(
        .algorithm, experiment.algorithms.map(\.rawValue).joined(separator: ","), "fa2,fd,lean", isFixed: false),
      field(.seed, String(experiment.seed), "of the made-up input", isFixed: fixesShape),
      field(.distribution, experiment.distribution.rawValue, "← → iid, shifted, sinks or needles", isFixed: fixesShape),
    ]
    place = 0
    base = experiment
    typedBatch = isUniform ? String(problem.requests) : "1"
    self.experiment = .success(experiment)
    deriveFields()
    moveToFirst()
  }

  public mutating func moveToFirst() { place = fields.firstIndex { !$0.isFixed } ?? 0 }

  public mutating func move(by offset: Int) {
    repeat { place = (place + offset + fields.count) % fields.count } while fields[place].isFixed
  }

  private static let batchHint = "requests of that one length"

  private mutating func set(_ option: ProblemError.Option, _ change: (inout Field) -> Void) {
    guard let place = fields.firstIndex(where: { $0.option == option }) else { return }
    change(&fields[place])
  }

  /// What one field says of another: several lengths are as many requests; units may be those of a GPU.
  private mutating func deriveFields() {
    let lengths = text(.context).split(separator: ",", omittingEmptySubsequences: false).count
    if !fields[0].isFixed {
      let typed = typedBatch
      set(.batch) { batch in
        batch.isFixed = lengths > 1
        batch.text = lengths > 1 ? String(lengths) : typed
        batch.hint = lengths > 1 ? "one per length" : Self.batchHint
      }
    }
    let gpu = GPU.all.first { text(.units) == String($0.units) && text(.slots) == String($0.slots) }
    let known = "← → GPUs: \(GPU.all[0].name) to \(GPU.all[GPU.all.count - 1].name)"
    set(.units) { $0.hint = gpu.map { "← → the SMs of \($0.name)" } ?? known }
  }

  /// Takes a neighbour of a field's named values: another GPU with its slots, another type. Others have none.
  public mutating func choose(by offset: Int) {
    switch fields[place].option {
    case .units:
      // What was there when the form was opened is one of them.
      let gpus = GPU.all.filter { $0.units != base.units || $0.slots != base.slots }
      let choices = [[base.units, base.slots]] + gpus.map { [$0.units, $0.slots] }
      let present = [text(.units), text(.slots)].joined(separator: " ")
      let names = choices.map { $0.map(String.init).joined(separator: " ") }
      let chosen = choices[neighbour(in: names, of: present, by: offset)]
      set(.units) { $0.text = String(chosen[0]) }
      set(.slots) { $0.text = String(chosen[1]) }
    case .dtype: choose(among: ElementType.allCases.map(\.rawValue), by: offset)
    case .distribution: choose(among: Distribution.allCases.map(\.rawValue), by: offset)
    default: return
    }
    validate()
  }

  private mutating func choose(among names: [String], by offset: Int) {
    fields[place].text = names[neighbour(in: names, of: fields[place].text, by: offset)]
  }

  /// What is none of the values stands before the first of them.
  private func neighbour(in values: [String], of value: String, by offset: Int) -> Int {
    let place = values.firstIndex(of: value) ?? (offset > 0 ? -1 : 0)
    return (place + offset + values.count) % values.count
  }

  /// Longer than any list that a person types; a paste ends there.
  private static let longestText = 400

  /// Adds what is typed or pasted; what cannot stand in any field is left out. Line ends and blanks between two values
  /// become a comma: a column of numbers must not become one number.
  public mutating func type(_ text: String) {
    var typed = ""
    var gap = ""
    for character in text {
      if character.isWhitespace { gap.append(character) }
      guard Self.isAllowed(character) else { continue }
      // A blank at the beginning separates nothing; a line that ended there does.
      let before = typed.last ?? (gap.contains(where: \.isNewline) ? fields[place].text.last : nil)
      if !gap.isEmpty, let before, before != ",", character != "," { typed.append(",") }
      typed.append(character)
      gap = ""
    }
    // A problem that was not typed may have more lengths than a person types.
    fields[place].text += typed.lowercased().prefix(max(0, Self.longestText - fields[place].text.count))
    validate()
  }

  private static func isAllowed(_ character: Character) -> Bool {
    character.isASCII && (character.isLetter || character.isNumber || character == ",")
  }

  public mutating func erase() {
    if !fields[place].text.isEmpty { fields[place].text.removeLast() }
    validate()
  }

  private func text(_ option: ProblemError.Option) -> String { fields.first { $0.option == option }?.text ?? "" }

  private mutating func validate() {
    if fields[place].option == .batch { typedBatch = fields[place].text }
    deriveFields()
    do throws(ProblemError) {
      experiment = .success(try entered())
    } catch {
      experiment = .failure(error)
    }
  }

  private func entered() throws(ProblemError) -> Experiment {
    let threads = text(.threads)
    return try Experiment(
      problem: try problem(), units: number(.units), slots: number(.slots),
      threads: threads.isEmpty ? nil : number(.threads),
      splits: splits(), algorithms: algorithms(), seed: seed(), distribution: choice(.distribution))
  }

  private func problem() throws(ProblemError) -> AttentionProblem {
    // A file's sizes are not typed, and may be more than a field holds.
    let shape = base.problem
    if fields[0].isFixed {
      return try AttentionProblem(
        contexts: shape.contexts, queryHeads: shape.queryHeads, kvHeads: shape.kvHeads, headDim: shape.headDim,
        elementType: shape.elementType, tileTokens: number(.tile))
    }
    return try AttentionProblem(
      contexts: contexts(), queryHeads: number(.heads), kvHeads: number(.kvHeads), headDim: number(.headDim),
      elementType: choice(.dtype), tileTokens: number(.tile))
  }

  private func contexts() throws(ProblemError) -> [Int] {
    var lengths: [Int] = []
    for item in text(.context).split(separator: ",", omittingEmptySubsequences: false) {
      guard let length = Int(item) else { throw noNumber(item, .context) }
      lengths.append(length)
    }
    guard lengths.count == 1, !text(.batch).isEmpty else { return lengths }
    let batch = try number(.batch)
    guard (1...ProblemLimits.rows).contains(batch) else {
      throw ProblemError(.batch, "\(batch) is not from 1 to \(ProblemLimits.rows)")
    }
    return Array(repeating: lengths[0], count: batch)
  }

  private func number(_ option: ProblemError.Option) throws(ProblemError) -> Int {
    guard let value = Int(text(option)) else { throw noNumber(text(option), option) }
    return value
  }

  private func noNumber(_ text: some StringProtocol, _ option: ProblemError.Option) -> ProblemError {
    let isNumber = !text.isEmpty && text.allSatisfy(\.isNumber)
    return ProblemError(
      option, isNumber ? "a number of \(text.count) digits is too large" : "'\(text)' is not a number")
  }

  private func seed() throws(ProblemError) -> UInt64 {
    guard let value = UInt64(text(.seed)) else { throw noNumber(text(.seed), .seed) }
    return value
  }

  private func splits() throws(ProblemError) -> SplitCount {
    guard let splits = SplitCount(text(.splits)) else {
      throw ProblemError(.splits, "'\(text(.splits))' is neither auto nor a number")
    }
    return splits
  }

  private func choice<Choice: RawRepresentable & CaseIterable>(
    _ option: ProblemError.Option
  ) throws(ProblemError) -> Choice where Choice.RawValue == String {
    guard let choice = Choice(rawValue: text(option)) else {
      let names = Choice.allCases.map(\.rawValue).joined(separator: ", ")
      throw ProblemError(option, "'\(text(option))' is none of \(names)")
    }
    return choice
  }

  private func algorithms() throws(ProblemError) -> [Algorithm] {
    if text(.algorithm) == "all" { return Algorithm.standard }
    var chosen: [Algorithm] = []
    for name in text(.algorithm).split(separator: ",", omittingEmptySubsequences: false) {
      guard let algorithm = Algorithm(rawValue: String(name)) else {
        throw ProblemError(
          .algorithm, "'\(name)' is none of " + Algorithm.allCases.map(\.rawValue).joined(separator: ", "))
      }
      guard !chosen.contains(algorithm) else { throw ProblemError(.algorithm, "\(name) is given twice") }
      chosen.append(algorithm)
    }
    return chosen
  }
}
