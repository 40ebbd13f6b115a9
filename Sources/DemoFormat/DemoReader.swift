import AttentionCore
import VizPlayback
import Yams

extension Demo {
  /// A file longer than this is no demo.
  public static let mostBytes = 1 << 20

  /// Reads a demo from the text of a YAML file.
  ///
  /// - Parameter file: how errors name the file.
  public init(parsing text: String, file: String) throws(DemoError) {
    self = try DemoReader(file: file).demo(from: text)
  }
}

/// Reads the nodes of a demo file; everything that is not as the format says is an error with its place.
private struct DemoReader {
  let file: String

  static let mostSeconds = 3600.0

  func demo(from text: String) throws(DemoError) -> Demo {
    guard text.utf8.count <= Demo.mostBytes else {
      throw DemoError(file: file, place: nil, reason: "longer than \(Demo.mostBytes) bytes")
    }
    let root = try fields(of: compose(text), known: ["lean-demo", "title", "size", "problem", "steps", "end"])
    guard let version = root["lean-demo"] else {
      throw DemoError(file: file, place: Place(line: 1, column: 1), reason: "lean-demo: 1 is missing")
    }
    guard version.int == 1 else { throw error("lean-demo is \(shown(version)), not 1", at: version) }
    guard let title = root["title"] else {
      throw DemoError(file: file, place: Place(line: 1, column: 1), reason: "title is missing")
    }
    var demo = Demo(title: try string(title))
    if let size = root["size"] { (demo.width, demo.height) = try self.size(size) }
    if let problem = root["problem"] { demo.problem = try options(problem) }
    for step in try sequence(root["steps"]) {
      demo.cues.append(try cue(step))
      demo.places.append(place(of: step))
    }
    if let end = root["end"], let hold = try fields(of: end, known: ["hold"])["hold"] {
      demo.cues.append(.hold(seconds: try seconds(hold)))
      demo.places.append(place(of: hold))
    }
    return demo
  }

  private func compose(_ text: String) throws(DemoError) -> Node {
    do {
      if let node = try Yams.compose(yaml: text) { return node }
    } catch let error as YamlError {
      throw DemoError(file: file, place: Self.place(of: error), reason: Self.reason(of: error))
    } catch {
      throw DemoError(file: file, place: nil, reason: "is not YAML")
    }
    throw DemoError(file: file, place: nil, reason: "is empty")
  }

  private static func place(of error: YamlError) -> Place? {
    switch error {
    case .scanner(_, _, let mark, _), .parser(_, _, let mark, _), .composer(_, _, let mark, _):
      Place(line: mark.line, column: mark.column)
    default: nil
    }
  }

  private static func reason(of error: YamlError) -> String {
    switch error {
    case .scanner(_, let problem, _, _), .parser(_, let problem, _, _), .composer(_, let problem, _, _): problem
    case .duplicatedKeysInMapping(let duplicates, _):
      "key given twice: \(duplicates.map { String(describing: $0) }.joined(separator: ", "))"
    default: "is not YAML"
    }
  }

  // MARK: Steps

  private func cue(_ step: Node) throws(DemoError) -> Cue {
    let fields = try fields(of: step, known: ["mark", "say", "play", "view", "focus", "snapshot", "hold"])
    if let mark = fields["mark"] {
      try only(["mark"], in: fields, of: step)
      return .mark(try string(mark))
    }
    if let say = fields["say"] {
      try only(["say", "hold"], in: fields, of: step)
      return .say(try string(say), seconds: try fields["hold"].map(seconds) ?? 2)
    }
    if let play = fields["play"] {
      try only(["play"], in: fields, of: step)
      return try self.play(play)
    }
    if let view = fields["view"] {
      try only(["view"], in: fields, of: step)
      return .view(try choice(view, of: View.self))
    }
    if let focus = fields["focus"] {
      try only(["focus"], in: fields, of: step)
      return try self.focus(focus)
    }
    if let snapshot = fields["snapshot"] {
      try only(["snapshot"], in: fields, of: step)
      return .snapshot(try fileName(snapshot))
    }
    throw error("a step is one of mark, say, play, view, focus, snapshot", at: step)
  }

  private func only(_ allowed: [String], in fields: [String: Node], of step: Node) throws(DemoError) {
    for (name, node) in fields where !allowed.contains(name) {
      throw error("\(name) does not go with \(allowed[0])", at: node)
    }
  }

  private func play(_ node: Node) throws(DemoError) -> Cue {
    let fields = try fields(of: node, known: ["until", "speed"])
    var speed: Double?
    if let node = fields["speed"] {
      guard let value = node.float, value >= 0.1, value <= 100 else {
        throw error("speed \(shown(node)) is not from 0.1 to 100", at: node)
      }
      speed = value
    }
    guard let until = fields["until"] else { return .play(.end, speed: speed) }
    if until.scalar != nil {
      guard until.string == "end" else {
        throw error("until is \(shown(until)), not end, a step or an event", at: until)
      }
      return .play(.end, speed: speed)
    }
    let target = try self.fields(of: until, known: ["algorithm", "step", "event", "number"])
    guard let name = target["algorithm"] else { throw error("until names no algorithm", at: until) }
    let algorithm = try choice(name, of: Algorithm.self)
    if let step = target["step"] {
      try only(["step", "algorithm"], in: target, of: until)
      return .play(.step(try count(step), of: algorithm), speed: speed)
    }
    guard let event = target["event"] else { throw error("until names no step and no event", at: until) }
    let number = try target["number"].map(count) ?? 1
    return .play(.event(try choice(event, of: Cue.EventName.self), number: number, of: algorithm), speed: speed)
  }

  private func focus(_ node: Node) throws(DemoError) -> Cue {
    let fields = try fields(of: node, known: ["algorithm", "output", "tile", "merge"])
    guard let name = fields["algorithm"] else { throw error("focus names no algorithm", at: node) }
    let algorithm = try choice(name, of: Algorithm.self)
    let output = try fields["output"].map(index) ?? 0
    if let merge = fields["merge"] {
      if let tile = fields["tile"] { throw error("tile does not go with merge", at: tile) }
      return .focus(algorithm, output: output, on: .merge(number: try count(merge)))
    }
    return .focus(algorithm, output: output, on: .tile(try fields["tile"].map(index) ?? 0))
  }

  /// A file beside the recording: a picture or its text.
  private func fileName(_ node: Node) throws(DemoError) -> String {
    let name = try string(node)
    guard !name.contains("/"), name.hasSuffix(".svg") || name.hasSuffix(".txt"), name.count > 4 else {
      throw error("\(shown(node)) is not a file's name that ends in .svg or .txt", at: node)
    }
    return name
  }

  // MARK: Values

  private func index(_ node: Node) throws(DemoError) -> Int {
    guard let value = node.int, value >= 0 else { throw error("\(shown(node)) is not a number from 0", at: node) }
    return value
  }

  private func options(_ node: Node) throws(DemoError) -> [Demo.Option] {
    let names = ProblemError.Option.allCases.map(\.rawValue)
    let fields = try fields(of: node, known: names)
    var options: [Demo.Option] = []
    for name in names {
      guard let value = fields[name] else { continue }
      var values: [String] = []
      for item in value.sequence.map(Array.init) ?? [value] { values.append(try string(item)) }
      options.append(Demo.Option(name: name, values: values, place: place(of: value)))
    }
    return options
  }

  private func size(_ node: Node) throws(DemoError) -> (Int, Int) {
    let parts = try string(node).split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
    guard parts.count == 2, let width = parts[0], let height = parts[1], (80...500).contains(width),
      (24...200).contains(height)
    else { throw error("size \(shown(node)) is not COLUMNSxROWS from 80x24 to 500x200", at: node) }
    return (width, height)
  }

  /// "2s", "500ms" or a number of seconds.
  private func seconds(_ node: Node) throws(DemoError) -> Double {
    let text = try string(node)
    var value = Double(text)
    if text.hasSuffix("ms") {
      value = Double(text.dropLast(2)).map { $0 / 1000 }
    } else if text.hasSuffix("s") {
      value = Double(text.dropLast())
    }
    guard let value, value >= 0, value <= Self.mostSeconds else {
      throw error("\(shown(node)) is not a time such as 2s or 500ms", at: node)
    }
    return value
  }

  private func count(_ node: Node) throws(DemoError) -> Int {
    guard let value = node.int, value >= 1 else { throw error("\(shown(node)) is not a number from 1", at: node) }
    return value
  }

  private func choice<T: RawRepresentable & CaseIterable>(_ node: Node, of type: T.Type) throws(DemoError) -> T
  where T.RawValue == String {
    let text = try string(node)
    if let value = T(rawValue: text) { return value }
    throw error(unknown(text, among: T.allCases.map(\.rawValue)), at: node)
  }

  private func string(_ node: Node) throws(DemoError) -> String {
    guard let scalar = node.scalar else { throw error("one value is expected here", at: node) }
    return scalar.string
  }

  private func sequence(_ node: Node?) throws(DemoError) -> [Node] {
    guard let node else { throw DemoError(file: file, place: Place(line: 1, column: 1), reason: "steps are missing") }
    guard let sequence = node.sequence else { throw error("steps is not a list", at: node) }
    return Array(sequence)
  }

  private func fields(of node: Node, known: [String]) throws(DemoError) -> [String: Node] {
    guard let mapping = node.mapping else { throw error("key: value is expected here", at: node) }
    var fields: [String: Node] = [:]
    for (key, value) in mapping {
      guard let name = key.scalar?.string else { throw error("a key is one word", at: key) }
      guard known.contains(name) else { throw error(unknown(name, among: known), at: key) }
      fields[name] = value
    }
    return fields
  }

  // MARK: Errors

  private func error(_ reason: String, at node: Node) -> DemoError {
    DemoError(file: file, place: place(of: node), reason: reason)
  }

  private func place(of node: Node) -> Place {
    Place(line: node.mark?.line ?? 1, column: node.mark?.column ?? 1)
  }
}

/// A node's own text, short enough for one line.
private func shown(_ node: Node) -> String {
  guard let text = node.scalar?.string else { return "a list or mapping" }
  return text.count <= 40 ? "\"\(text)\"" : "\"\(text.prefix(40))…\""
}

/// "unknown 'sya' (did you mean say?)"
private func unknown(_ name: String, among known: [String]) -> String {
  let nearest = known.map { ($0, distance($0, name)) }.min { $0.1 < $1.1 }
  let hint = nearest.flatMap { $0.1 <= max(2, $0.0.count / 2) ? " (did you mean \($0.0)?)" : nil }
  return "unknown '\(name.prefix(40))'" + (hint ?? "; known: \(known.joined(separator: ", "))")
}

/// Levenshtein's distance, of at most 40 characters of each.
private func distance(_ a: String, _ b: String) -> Int {
  let a = Array(a.prefix(40))
  let b = Array(b.prefix(40))
  var row = Array(0...b.count)
  for (i, left) in a.enumerated() {
    var diagonal = row[0]
    row[0] = i + 1
    for (j, right) in b.enumerated() {
      let substitution = diagonal + (left == right ? 0 : 1)
      diagonal = row[j + 1]
      row[j + 1] = min(substitution, row[j] + 1, row[j + 1] + 1)
    }
  }
  return row[b.count]
}
