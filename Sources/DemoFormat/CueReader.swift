import AttentionCore
import VizPlayback
import Yams

/// Reads a step of a demo: one verb, and what goes with it.
struct CueReader {
  let nodes: NodeReader

  /// Every verb, and the keys that may stand beside it.
  static let verbs: [(verb: String, beside: [String])] = [
    ("mark", []), ("say", ["hold"]), ("view", []), ("focus", []), ("set", []), ("play", []), ("seek", []), ("step", []),
    ("key", []), ("type", []), ("ask", []), ("try", []), ("expect", []), ("snapshot", []), ("wait", []), ("hide", []),
    ("show", []),
    ("include", []), ("pause", []), ("hold", []),
  ]
  static let includeVerb = "include"

  /// The cues that a step is; several where a verb takes a list.
  func cues(_ step: Node) throws(DemoError) -> [Cue] {
    let (verb, node, fields) = try verb(of: step)
    switch verb {
    case "mark": return [.mark(try nodes.text(node))]
    case "say":
      let words = try nodes.text(node)
      return [.say(words, seconds: try hold(fields["hold"]) ?? ReadingPace.seconds(for: words))]
    case "view": return [.view(try nodes.choice(node, of: View.self))]
    case "focus": return [.focus(try focus(node))]
    case "set": return [.set(try settings(node).map { Cue.Setting($0.name, $0.values) })]
    case "play":
      let fields = try nodes.fields(of: node, known: ["until", "speed"])
      var speed: Double?
      nodes.errors.collect { () throws(DemoError) in speed = try fields["speed"].map(nodes.speed) }
      return [.play(try fields["until"].map(target) ?? .end, speed: speed)]
    case "seek": return [.seek(try target(node))]
    case "step":
      guard let count = node.int, count != 0, abs(count) <= 1000 else {
        throw nodes.error("step \(shown(node)) is not a number from -1000 to 1000, 0 left out", at: node)
      }
      return [.step(count)]
    case "key": return try oneOrMore(node).map { (node) throws(DemoError) in .key(try key(node)) }
    case "type": return [.type(try nodes.text(node))]
    case "ask": return [try QuestionReader(cues: self).ask(node)]
    case "try": return [try attempt(node)]
    case "expect": return [.expect(try expectation(node))]
    case "snapshot": return [.snapshot(try fileName(node))]
    case "wait": return [try wait(node)]
    case "hide": return try parts(node).map { .hide($0) }
    case "show": return try parts(node).map { .show($0) }
    case "hold": return [.hold(seconds: try nodes.seconds(node))]
    case "pause":
      guard node.null != nil || node.bool == true else { throw nodes.error("pause takes no value", at: node) }
      return [.pause]
    default: throw nodes.error(unknown(verb, among: Self.verbs.map(\.verb)), at: step)
    }
  }

  /// The file that a step includes, if that is what it does.
  func includedFile(_ step: Node) throws(DemoError) -> (name: String, node: Node)? {
    let (verb, node, _) = try verb(of: step)
    guard verb == Self.includeVerb else { return nil }
    let name = try nodes.text(node)
    guard !name.hasPrefix("/") else { throw nodes.error("include names a file beside this one", at: node) }
    return (name, node)
  }

  private func verb(of step: Node) throws(DemoError) -> (verb: String, node: Node, fields: [String: Node]) {
    let fields = try nodes.fields(of: step, known: Self.verbs.map(\.verb))
    guard let (verb, beside) = Self.verbs.first(where: { fields[$0.verb] != nil }), let node = fields[verb] else {
      throw nodes.error("a step is one of \(Self.verbs.map(\.verb).joined(separator: ", "))", at: step)
    }
    for name in fields.keys.sorted() where name != verb && !beside.contains(name) {
      if let node = fields[name] { throw nodes.error("\(name) does not go with \(verb)", at: node) }
    }
    return (verb, node, fields)
  }

  private func oneOrMore(_ node: Node) throws(DemoError) -> [Node] {
    node.sequence == nil ? [node] : try nodes.list(node)
  }

  // MARK: Verbs

  /// `start`, `end`, a step of an algorithm or one of its events.
  func target(_ node: Node) throws(DemoError) -> Cue.Target {
    if node.scalar != nil {
      switch node.string {
      case "end": return .end
      case "start": return .start
      default: throw nodes.error("\(shown(node)) is not end, start, a step or an event", at: node)
      }
    }
    let fields = try nodes.fields(of: node, known: ["algorithm", "step", "event", "number"])
    guard let name = fields["algorithm"] else { throw nodes.error("this names no algorithm", at: node) }
    let algorithm = try nodes.choice(name, of: Algorithm.self)
    if let step = fields["step"] {
      for other in ["event", "number"] {
        if let node = fields[other] { throw nodes.error("\(other) does not go with step", at: node) }
      }
      return .step(try nodes.number(step, from: 0), of: algorithm)
    }
    guard let event = fields["event"] else { throw nodes.error("this names no step and no event", at: node) }
    let number = if let number = fields["number"] { try nodes.number(number, from: 1) } else { 1 }
    return .event(try nodes.choice(event, of: Cue.EventName.self), number: number, of: algorithm)
  }

  func focus(_ node: Node) throws(DemoError) -> Cue.Focus {
    let fields = try nodes.fields(of: node, known: ["algorithm", "output", "tile", "merge"])
    guard let name = fields["algorithm"] else { throw nodes.error("focus names no algorithm", at: node) }
    let algorithm = try nodes.choice(name, of: Algorithm.self)
    let output = if let output = fields["output"] { try nodes.number(output, from: 0) } else { 0 }
    if let merge = fields["merge"] {
      if let tile = fields["tile"] { throw nodes.error("tile does not go with merge", at: tile) }
      return Cue.Focus(algorithm, output: output, on: .merge(number: try nodes.number(merge, from: 1)))
    }
    let tile = if let tile = fields["tile"] { try nodes.number(tile, from: 0) } else { 0 }
    return Cue.Focus(algorithm, output: output, on: .tile(tile))
  }

  private func attempt(_ node: Node) throws(DemoError) -> Cue {
    let fields = try nodes.fields(of: node, known: ["text", "set", "hold"])
    guard let text = fields["text"] else { throw nodes.error("try has no text", at: node) }
    guard let set = fields["set"] else { throw nodes.error("try says nothing to set", at: node) }
    let goal = try settings(set)
    guard !goal.isEmpty else { throw nodes.error("try says nothing to set", at: set) }
    // Presets and files are chosen elsewhere than in the form.
    for option in goal where [.preset, .input].contains(ProblemError.Option(rawValue: option.name)) {
      throw DemoError(at: option.place, "\(option.name) cannot be typed into the form")
    }
    let words = try nodes.text(text)
    let exercise = Exercise(words, goal: goal.map { Cue.Setting($0.name, $0.values) })
    return .attempt(exercise, seconds: try hold(fields["hold"]) ?? ReadingPace.seconds(for: words))
  }

  func hold(_ node: Node?) throws(DemoError) -> Double? { try node.map(nodes.seconds) }

  private func expectation(_ node: Node) throws(DemoError) -> Expectation {
    let known = [
      "algorithm", "step", "busy", "steps", "partials", "merges", "kv-bytes", "ok", "max-error-below", "screen",
    ]
    let fields = try nodes.fields(of: node, known: known)
    var expectation = Expectation(nil, [])
    if let name = fields["algorithm"] { expectation.algorithm = try nodes.choice(name, of: Algorithm.self) }
    for name in known.dropFirst() {
      guard let value = fields[name] else { continue }
      nodes.errors.collect { () throws(DemoError) in expectation.claims.append(try claim(name, value)) }
    }
    guard !expectation.claims.isEmpty || fields.keys.contains(where: { $0 != "algorithm" }) else {
      throw nodes.error("expect claims nothing", at: node)
    }
    return expectation
  }

  private func claim(_ name: String, _ value: Node) throws(DemoError) -> Expectation.Claim {
    switch name {
    case "step": return .step(try nodes.number(value, from: 0))
    case "busy": return .busy(try nodes.number(value, from: 0))
    case "steps": return .steps(try nodes.number(value, from: 0))
    case "partials": return .partials(try nodes.number(value, from: 0))
    case "merges": return .merges(try nodes.number(value, from: 0))
    case "kv-bytes": return .kvBytes(try nodes.number(value, from: 0))
    case "ok": return .isOK(try nodes.truth(value))
    case "max-error-below":
      guard let bound = value.float, bound > 0 else {
        throw nodes.error("\(shown(value)) is not a number above 0", at: value)
      }
      return .maxErrorBelow(bound)
    default: return .screen(try nodes.text(value))
    }
  }

  private func wait(_ node: Node) throws(DemoError) -> Cue {
    let fields = try nodes.fields(of: node, known: ["for", "timeout"])
    guard let condition = fields["for"] else { throw nodes.error("wait does not say for what", at: node) }
    let timeout = if let timeout = fields["timeout"] { try nodes.seconds(timeout) } else { 20.0 }
    return .wait(try nodes.choice(condition, of: Cue.Condition.self), seconds: timeout)
  }

  private func key(_ node: Node) throws(DemoError) -> KeyName {
    let text = try nodes.string(node)
    guard let key = KeyName(text) else {
      throw nodes.error(unknown(text, among: KeyName.named) + "; or one character", at: node)
    }
    return key
  }

  private func parts(_ node: Node) throws(DemoError) -> [ScreenPart] {
    try oneOrMore(node).map { (node) throws(DemoError) in try nodes.choice(node, of: ScreenPart.self) }
  }

  /// A file beside the recording: a picture or its text.
  private func fileName(_ node: Node) throws(DemoError) -> String {
    let name = try nodes.string(node)
    guard !name.contains("/"), name.hasSuffix(".svg") || name.hasSuffix(".txt"), name.count > 4 else {
      throw nodes.error("\(shown(node)) is not a file's name that ends in .svg or .txt", at: node)
    }
    return name
  }

  /// Problem options by their names.
  func settings(_ node: Node) throws(DemoError) -> [Demo.Option] {
    let names = ProblemError.Option.allCases.map(\.rawValue)
    let fields = try nodes.fields(of: node, known: names)
    var options: [Demo.Option] = []
    for name in names {
      guard let value = fields[name] else { continue }
      var values: [String] = []
      for item in try oneOrMore(value) { values.append(try nodes.string(item)) }
      options.append(Demo.Option(name: name, values: values, place: nodes.place(of: value)))
    }
    return options
  }
}
