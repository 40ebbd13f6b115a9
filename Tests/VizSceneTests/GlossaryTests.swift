import AttentionCore
import CellFrame
import Foundation
import PlaybackTestSupport
import Testing
import VizPlayback

@testable import VizScene

/// The words of `g`: they are those of the screens, all of them, and each of them whole.
@Suite struct GlossaryTests {
  /// What is on stage in every view and mode, for problems that have something to say between them.
  static func states() throws -> [(name: String, state: State)] {
    try ["three-heads", "ragged", "llama-3-8b"].flatMap { preset in
      try SizeTests.states(preset).map { ("\(preset), \($0.name)", $0.state) }
    } + [
      ("imported", try imported()), ("unequal sizes", try SizeTests.states("three-heads", hasClock: false)[0].state),
    ]
  }

  private static func imported() throws -> State {
    var state = State(Subject(try Experiment(preset: Preset.all[0]), cores: 0, origin: .trace(file: "t.json")))
    let timelines = state.runs.map(\.timeline)
    _ = state.apply(.imported(.init(source: "elsewhere", timelines: timelines, wall: timelines.map { _ in nil })))
    _ = state.apply(.cycleClock)
    return state
  }

  /// Drawn once for all tests.
  private static let frames = Result {
    try states().flatMap { name, state in
      [(80, 24), (120, 36)].map { ("\(name), \($0.0)×\($0.1)", Frame(state, width: $0.0, height: $0.1)) }
    }
  }

  @Test("each is on a screen; each has a name and a meaning of its own") func used() throws {
    var missing = Set(Glossary.all.map(\.name))
    #expect(missing.count == Glossary.all.count)
    #expect(Set(Glossary.all.flatMap(\.forms)).count == Glossary.all.reduce(0) { $0 + $1.forms.count })
    for (_, frame) in try Self.frames.get() where !missing.isEmpty {
      for word in Glossary.words(on: frame) { missing.remove(word.name) }
    }
    #expect(missing.isEmpty, "\(missing)")
  }

  /// Names that are no words of this program.
  private static let names = Set(
    ["GPU", "GPUs", "CPU", "SVG", "PgUp", "PgDn", "A100", "H100", "Phi-3-medium"] + Preset.all.map(\.name))

  @Test("no abbreviation and no sign on any screen goes without") func complete() throws {
    var unexplained: [String: String] = [:]
    for (name, frame) in try Self.frames.get() {
      for token in Self.marks(of: frame) where unexplained[token] == nil && !Self.isExplained(token) {
        unexplained[token] = name
      }
    }
    #expect(unexplained.isEmpty, "\(unexplained)")
  }

  private static func isExplained(_ token: String) -> Bool {
    var frame = Frame(width: token.count + 2, height: 1)
    frame.write(token, x: 1, y: 0)
    return !Glossary.words(on: frame).isEmpty
  }

  /// What no dictionary has: two capitals, a letter with digits, Greek letters, the signs of events.
  private static func marks(of frame: Frame) -> Set<String> {
    var tokens: Set<String> = []
    for y in 0..<frame.height {
      var token = ""
      var start = 0
      for x in 0...frame.width {
        let cell = x < frame.width ? frame[x, y] : Cell()
        if "⊕◆◇▽║".unicodeScalars.contains(cell.scalar) { tokens.insert(String(cell.scalar)) }
        let isLabel =
          switch cell.style {
          case .fill, .ghost, .cursor, .mark: true
          default: false
          }
        let isOfWord =
          cell.scalar.properties.isAlphabetic || cell.scalar.properties.numericType != nil || cell.scalar == "′"
          || (cell.scalar == "-" && !token.isEmpty)
        if !isLabel, isOfWord {
          if token.isEmpty { start = x }
          token.unicodeScalars.append(cell.scalar)
          continue
        }
        // A box may cover the rest of a word.
        let isCut = [start - 1, x].contains { $0 >= 0 && $0 < frame.width && frame[$0, y].style == .border }
        if isMarked(token), !isCut, !names.contains(token) { tokens.insert(token) }
        token = ""
      }
    }
    return tokens
  }

  private static func isMarked(_ token: String) -> Bool {
    let scalars = token.unicodeScalars
    // Outputs that share a place are named by their first and last.
    if scalars.count == 3, token.dropFirst().first == "-" { return false }
    if scalars.contains(where: { ("α"..."ω").contains($0) || $0 == "′" || $0 == "Δ" || $0 == "ᵀ" }) { return true }
    let letters = scalars.filter(\.properties.isAlphabetic)
    let hasDigits = scalars.contains { ("0"..."9").contains($0) }
    // A tile or an output by its letter is explained with the word output.
    if letters.count == 1, let only = letters.first, ("A"..."Z").contains(only), only != "S", only != "U" {
      return false
    }
    guard let first = scalars.first, !("0"..."9").contains(first) else { return false }
    return (hasDigits && !letters.isEmpty) || letters.filter(\.properties.isUppercase).count >= 2
  }

  @Test("nothing on any screen needs one that could be said in words; so many per unit, not a unit") func plain() throws
  {
    let perUnit = try Regex(#"\d [a-z]+ an? (unit|tile|byte|head|output|CTA|request|step|row)\b"#)
    for (name, frame) in try Self.frames.get() {
      #expect(!frame.text.contains(perUnit), "\(name):\n\(frame.text)")
      for sign in ["|Δ|", " lse", "QKᵀ", " PV", "n = ", "⌈", "played by", " a unit)", "second pass", "head A"] {
        #expect(!frame.text.contains(sign), "\(name): '\(sign)'")
      }
    }
  }

  @Test("the table in demos/README.md is this list") func document() throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "demos/README.md")
    let text = try String(contentsOf: file, encoding: .utf8)
    let table = try #require(text.range(of: #"\| word \|(.+\|\n)+"#, options: .regularExpression))
    if ProcessInfo.processInfo.environment["LEANVIZ_RECORD_GOLDENS"] == "1" {
      try text.replacingCharacters(in: table, with: Glossary.table + "\n").write(
        to: file, atomically: true, encoding: .utf8)
      Issue.record("recorded the table of words")
      return
    }
    #expect(text[table] == Glossary.table + "\n")
  }
}

@Suite struct WordListTests {
  private func wordList(_ state: State, _ width: Int, _ height: Int) throws -> (pages: [Frame], closed: Frame) {
    var state = state
    let closed = Frame(state, width: width, height: height)
    _ = state.apply(.toggleWords)
    var pages = [Frame(state, width: width, height: height)]
    while pages.count < 20 {
      _ = state.apply(try #require(KeyBinding.action(for: .down, in: state.keyMode)))
      let next = Frame(state, width: width, height: height)
      if next == pages[0] { break }
      pages.append(next)
    }
    // The one before the first is the last.
    _ = state.apply(.firstLine)
    _ = state.apply(.previousLine)
    #expect(Frame(state, width: width, height: height) == pages.last)
    return (pages, closed)
  }

  /// The text inside the box, words separated by one blank.
  private func text(_ pages: [Frame]) -> String {
    let lines = pages.flatMap { page -> [String] in
      let lines = page.lines.map(Array.init)
      let title = Array("┌─ words on this screen")
      guard let top = lines.firstIndex(where: { line in line.indices.contains { title.isPrefix(of: line, at: $0) } }),
        let left = lines[top].indices.first(where: { title.isPrefix(of: lines[top], at: $0) })
      else { return [] }
      return lines[(top + 1)...].prefix { $0.count > left && $0[left] == "│" }
        .map { String($0[(left + 1)...].prefix { $0 != "│" }) }
    }
    return lines.joined(separator: " ").split(separator: " ").joined(separator: " ")
  }

  @Test("every word of a screen is on one of its pages, whole") func whole() throws {
    for (place, (name, state)) in try SizeTests.states("llama-3-8b").enumerated() where !state.showsHelp {
      let (width, height) = [(80, 24), (100, 30), (120, 36), (200, 60)][place % 4]
      let (pages, closed) = try wordList(state, width, height)
      let said = text(pages)
      for word in Glossary.words(on: closed) {
        // An explanation of several lines has its words in the order of the text.
        #expect(said.contains("\(word.name) \(word.explanation)"), "\(name), \(width)×\(height): \(word.name)\n\(said)")
      }
      for page in pages { #expect(page.strayWrites == 0 && page.lines[height - 1] == pages[0].lines[height - 1]) }
    }
  }

  @Test("g opens and closes it, esc closes it, and everything waits meanwhile", arguments: View.allCases)
  func keys(view: View) throws {
    var state = State(try Experiment(preset: Preset.all[0]), cores: 2)
    _ = state.apply(.show(view))
    for opening in [Key.character("g"), .control("g")] {
      for closing in [Key.character("g"), .escape] {
        let before = Frame(state, width: 120, height: 36)
        _ = state.apply(try #require(KeyBinding.action(for: opening, in: state.keyMode)))
        #expect(state.keyMode == .words && !state.needsTicks)
        #expect(Frame(state, width: 120, height: 36).text.contains("words on this screen"))
        _ = state.apply(try #require(KeyBinding.action(for: closing, in: state.keyMode)))
        #expect(Frame(state, width: 120, height: 36) == before)
      }
    }
  }

  @Test("in a demo it opens over the demo's keys, and q asks before it leaves the demo") func demo() throws {
    var state = State(try Experiment(preset: Preset.all[0]), cores: 2)
    _ = state.apply(.demo(.begin(DemoStatus(title: "t", chapters: [], isLesson: false))))
    _ = state.apply(try #require(KeyBinding.action(for: .character("g"), in: state.keyMode)))
    #expect(state.keyMode == .words)
    let quit = try #require(KeyBinding.action(for: .character("q"), in: state.keyMode))
    #expect(state.apply(quit) == nil && state.notice != nil)
    #expect(state.apply(quit) == .leaveDemo)
    _ = state.apply(try #require(KeyBinding.action(for: .escape, in: state.keyMode)))
    #expect(state.keyMode == .demo && state.demo?.isConducting == true)
  }

  @Test("in the form g is a letter, and ^G shows the words") func form() throws {
    var state = State(try Experiment(preset: Preset.all[0]), cores: 2)
    _ = state.apply(.toggleForm)
    if case .type("g") = KeyBinding.action(for: .character("g"), in: .form) {} else { Issue.record("g is no letter") }
    let form = state.form
    _ = state.apply(try #require(KeyBinding.action(for: .control("g"), in: state.keyMode)))
    let text = Frame(state, width: 120, height: 36).text
    for word in ["bf16", "needles", "KV head", "slot"] { #expect(text.contains(word), "\(word)") }
    _ = state.apply(try #require(KeyBinding.action(for: .down, in: state.keyMode)))
    _ = state.apply(try #require(KeyBinding.action(for: .escape, in: state.keyMode)))
    #expect(state.mode == .form && state.form == form)
  }
}

extension [Character] {
  fileprivate func isPrefix(of line: [Character], at place: Int) -> Bool { line[place...].starts(with: self) }
}
