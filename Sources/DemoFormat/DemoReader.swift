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
    self = try withoutActuallyEscaping(load) { (load) throws(DemoError) in
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

  private var nodes: NodeReader { NodeReader(file: file) }

  func demo(from text: String) throws(DemoError) -> Demo {
    guard text.utf8.count <= Demo.mostBytes else {
      throw DemoError(file: file, place: nil, reason: "longer than \(Demo.mostBytes) bytes")
    }
    let known = ["lean-demo", "title", "size", "theme", "speed", "problem", "steps", "end"]
    let root = try nodes.fields(of: nodes.compose(text), known: known)
    guard let version = root["lean-demo"] else { throw missing("lean-demo: 1 is missing") }
    guard version.int == 1 else { throw nodes.error("lean-demo is \(shown(version)), not 1", at: version) }
    guard let title = root["title"] else { throw missing("title is missing") }
    var demo = Demo(title: try nodes.text(title))
    if let size = root["size"] { (demo.width, demo.height) = try self.size(size) }
    if let theme = root["theme"] { demo.theme = try self.theme(theme) }
    if let speed = root["speed"] { demo.speed = try nodes.speed(speed) }
    let cues = CueReader(nodes: nodes)
    if let problem = root["problem"] { demo.problem = try cues.settings(problem) }
    guard let steps = root["steps"] else { throw missing("steps are missing") }
    guard let list = steps.sequence else { throw nodes.error("steps is not a list", at: steps) }
    for step in list {
      if let (name, node) = try cues.includedFile(step) {
        let included = try include(name, at: node)
        demo.cues += included.cues
        demo.places += included.places
      } else {
        let read = try cues.cues(step)
        demo.cues += read
        demo.places += Array(repeating: nodes.place(of: step), count: read.count)
      }
      guard demo.cues.count <= Self.mostCues else { throw nodes.error("more than \(Self.mostCues) steps", at: step) }
    }
    if let end = root["end"], let hold = try nodes.fields(of: end, known: ["hold"])["hold"] {
      demo.cues.append(.hold(seconds: try nodes.seconds(hold)))
      demo.places.append(nodes.place(of: hold))
    }
    return demo
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
    return try DemoReader(file: path, themes: themes, load: load, including: chain).demo(from: text)
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
