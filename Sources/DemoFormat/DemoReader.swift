import AttentionCore
import VizPlayback
import Yams

extension Demo {
  /// A file longer than this is no demo.
  public static let mostBytes = 1 << 20

  /// Reads a demo from the text of a YAML file.
  ///
  /// - Parameters:
  ///   - file: how errors name the file.
  ///   - themes: the names that a theme may have.
  ///   - load: gives the text of a file that the demo includes; its path is beside `file`.
  public init(
    parsing text: String, file: String, themes: [String] = [],
    load: (_ path: String) throws(DemoError) -> String = Demo.loadNothing
  ) throws(DemoError) {
    do throws(DemoErrors) {
      self = try Demo.reading(text, file: file, themes: themes, load: load)
    } catch {
      throw error.first
    }
  }

  /// The same, with everything that is wrong.
  public static func reading(
    _ text: String, file: String, themes: [String] = [],
    load: (_ path: String) throws(DemoError) -> String = Demo.loadNothing
  ) throws(DemoErrors) -> Demo {
    try withoutActuallyEscaping(load) { (load) throws(DemoErrors) in
      try DemoReader(file: file, themes: themes, load: load, including: []).demo(from: text)
    }
  }

  /// For demos that include nothing.
  public static func loadNothing(path: String) throws(DemoError) -> String {
    throw DemoError(file: path, place: nil, reason: "cannot be included here")
  }
}

/// Reads a demo file, and those that it includes.
private struct DemoReader {
  let file: String
  let themes: [String]
  let load: (String) throws(DemoError) -> String
  /// The files that led here, the first one first.
  let including: [String]

  private static let deepestInclude = 8
  private static let mostCues = 10_000

  private let nodes: NodeReader

  init(
    file: String, themes: [String], load: @escaping (String) throws(DemoError) -> String, including: [String]
  ) {
    self.file = file
    self.themes = themes
    self.load = load
    self.including = including
    nodes = NodeReader(file: file)
  }

  func demo(from text: String) throws(DemoErrors) -> Demo {
    var demo = Demo(title: "")
    nodes.errors.collect { () throws(DemoError) in try read(text, into: &demo) }
    if let errors = DemoErrors(nodes.errors.inOrder) { throw errors }
    return demo
  }

  private func read(_ text: String, into demo: inout Demo) throws(DemoError) {
    guard text.utf8.count <= Demo.mostBytes else {
      throw DemoError(file: file, place: nil, reason: "longer than \(Demo.mostBytes) bytes")
    }
    let known = ["lean-demo", "title", "learn", "size", "theme", "speed", "problem", "steps", "end"]
    let root = try nodes.knownFields(of: nodes.compose(text), known: known)
    guard let version = root["lean-demo"] else { throw missing("lean-demo: 1 is missing") }
    guard version.int == 1 else { throw nodes.error("lean-demo is \(shown(version)), not 1", at: version) }
    readHead(root, into: &demo)
    let cues = CueReader(nodes: nodes)
    if let problem = root["problem"] {
      nodes.errors.collect { () throws(DemoError) in demo.problem = try cues.settings(problem) }
    }
    guard let steps = root["steps"] else { throw missing("steps are missing") }
    guard let list = steps.sequence else { throw nodes.error("steps is not a list", at: steps) }
    for step in list {
      nodes.errors.collect { () throws(DemoError) in try read(step, by: cues, into: &demo) }
      guard demo.cues.count <= Self.mostCues else { throw nodes.error("more than \(Self.mostCues) steps", at: step) }
    }
    if let end = root["end"], let hold = try nodes.fields(of: end, known: ["hold"])["hold"] {
      demo.cues.append(.hold(seconds: try nodes.seconds(hold)))
      demo.places.append(nodes.place(of: hold))
    }
  }

  /// How the demo is called and looks.
  private func readHead(_ root: [String: Node], into demo: inout Demo) {
    nodes.errors.collect { () throws(DemoError) in
      guard let title = root["title"] else { throw missing("title is missing") }
      demo.title = try nodes.text(title)
    }
    nodes.errors.collect { () throws(DemoError) in
      if let points = root["learn"] { demo.points = try self.points(points) }
    }
    nodes.errors.collect { () throws(DemoError) in
      if let size = root["size"] { (demo.width, demo.height) = try self.size(size) }
    }
    nodes.errors.collect { () throws(DemoError) in
      if let theme = root["theme"] { demo.theme = try self.theme(theme) }
    }
    nodes.errors.collect { () throws(DemoError) in
      if let speed = root["speed"] { demo.speed = try nodes.speed(speed) }
    }
  }

  private func read(_ step: Node, by cues: CueReader, into demo: inout Demo) throws(DemoError) {
    if let (name, node) = try cues.includedFile(step) {
      let included = try include(name, at: node)
      demo.cues += included.cues
      demo.places += included.places
    } else {
      let read = try cues.cues(step)
      demo.cues += read
      demo.places += Array(repeating: nodes.place(of: step), count: read.count)
    }
  }

  /// The steps of another file; its problem and size are its own affair.
  private func include(_ name: String, at node: Node) throws(DemoError) -> Demo {
    let folder = file.lastIndex(of: "/").map { String(file[...$0]) } ?? ""
    let path = folder + name
    let chain = including + [file]
    guard !chain.contains(path) else { throw nodes.error("\(name) includes itself", at: node) }
    guard chain.count <= Self.deepestInclude else {
      throw nodes.error("files include each other \(Self.deepestInclude) deep", at: node)
    }
    let text: String
    do {
      text = try load(path)
    } catch {
      throw nodes.error("include: \(error)", at: node)
    }
    do throws(DemoErrors) {
      return try DemoReader(file: path, themes: themes, load: load, including: chain).demo(from: text)
    } catch {
      // They are told where they stand, and sorted where they are included.
      for one in error.all { nodes.errors.add(one, at: nodes.place(of: node)) }
      return Demo(title: "")
    }
  }

  private static let mostPoints = 4

  private func points(_ node: Node) throws(DemoError) -> [String] {
    let points = try nodes.list(node).map { (node) throws(DemoError) in try nodes.text(node) }
    guard (1...Self.mostPoints).contains(points.count) else {
      throw nodes.error("learn has \(numbered(points.count, "line")), not 1 to \(Self.mostPoints)", at: node)
    }
    return points
  }

  private func missing(_ reason: String) -> DemoError { DemoError(at: Place(file: file, line: 1, column: 1), reason) }

  private func size(_ node: Node) throws(DemoError) -> (Int, Int) {
    let parts = try nodes.string(node).split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
    guard parts.count == 2, let width = parts[0], let height = parts[1], (80...500).contains(width),
      (24...200).contains(height)
    else { throw nodes.error("size \(shown(node)) is not COLUMNSxROWS from 80x24 to 500x200", at: node) }
    return (width, height)
  }

  private func theme(_ node: Node) throws(DemoError) -> String {
    let name = try nodes.string(node)
    guard themes.contains(name) else { throw nodes.error(unknown(name, among: themes), at: node) }
    return name
  }
}
