import DemoFormat
import Testing
import VizPlayback

/// How a demo's text is taken apart, before anything is made of it.
@Suite struct TextTests {
  private func error(_ text: String) -> String? {
    do throws(DemoError) {
      _ = try Demo(parsing: text, file: "x.yaml")
      return nil
    } catch {
      return error.description
    }
  }

  private static let head = "lean-demo: 1\ntitle: t\n"

  @Test("a byte order mark, and either line end, change nothing; in an included file neither")
  func byteOrderMark() throws {
    let plain = Self.head + "steps:\n  - say: hi * there\n  - include: part.yaml\n"
    let part = Self.head + "steps:\n  - mark: inside\n"
    for mark in ["", "\u{FEFF}"] {
      for end in ["\n", "\r\n"] {
        func written(_ text: String) -> String { mark + text.split(separator: "\n").joined(separator: end) + end }
        let demo = try Demo(parsing: written(plain), file: "x.yaml") { _ in written(part) }
        #expect(demo.cues == [.say("hi * there", seconds: 2), .mark("inside")])
        #expect(demo.places.map(\.line) == [4, 4] && demo.places.map(\.column) == [5, 5])
        #expect(error(written("lean-demo: 2\ntitle: t\nsteps: []")) == "x.yaml:1:12: lean-demo is \"2\", not 1")
      }
    }
  }

  @Test(
    "a key that is given twice is told with its place, at the top, in the problem, in a step, under another tag",
    arguments: [
      ("title: t\ntitle: y\nsteps: []", "x.yaml:2:1: key given twice: title"),
      ("title: t\nproblem: {context: 5, context: 6}\nsteps: []", "x.yaml:3:11: key given twice: context"),
      ("title: t\nsteps:\n  - say: a\n    say: b", "x.yaml:4:5: key given twice: say"),
      ("title: t\nsteps:\n  - expect: {busy: 1, steps: 2, busy: 3}", "x.yaml:4:14: key given twice: busy"),
      ("title: t\n!other title: y\nsteps: []", "x.yaml:3:1: key given twice: title"),
      ("title: t\n? [a]\n: 1\n? [a]\n: 2", "x.yaml:3:3: key given twice: a list or mapping"),
    ])
  func duplicates(rest: String, expected: String) {
    #expect(error("lean-demo: 1\n" + rest) == expected)
  }

  @Test("nesting that is too deep is told in our words, with its place")
  func nesting() {
    let words = "lists and mappings are nested more than 32 deep"
    for depth in [33, 999, 1001, 5000, 100_000] {
      let list = String(repeating: "[", count: depth) + "x" + String(repeating: "]", count: depth)
      let block = String(repeating: "- ", count: depth) + "x"
      let mapping = String(repeating: "{a: ", count: depth) + "x" + String(repeating: "}", count: depth)
      for text in [list, block, mapping, "\(Self.head)steps: \(list)"] {
        let line = error(text) ?? "nothing wrong"
        #expect(line.hasSuffix(words) && line.hasPrefix("x.yaml:"), "\(depth): \(line)")
        #expect(line.split(separator: ":").count == 4, "without a place: \(line)")
      }
    }
    #expect(
      error("[" + String(repeating: "[", count: 20) + String(repeating: "]", count: 21))?.contains(words) == false)
  }

  @Test("an alias stands for what it names")
  func aliases() throws {
    let demo = try Demo(
      parsing: Self.head + """
        problem: &p {context: &lengths [16384, 512], heads: 2}
        steps:
          - say: &words "two * three &c"
            hold: &rest 500ms
          - say: *words
            hold: *rest
          - set: {context: *lengths}
          - set: *p
          - say: a *b
          - say: '*words'
          - say: |
              *rest
        """, file: "x.yaml")
    #expect(demo.problem.map(\.values) == [["16384", "512"], ["2"]])
    let settings = [Cue.Setting("context", ["16384", "512"]), Cue.Setting("heads", ["2"])]
    #expect(
      demo.cues == [
        .say("two * three &c", seconds: 0.5), .say("two * three &c", seconds: 0.5), .set([settings[0]]), .set(settings),
        .say("a *b", seconds: 2), .say("*words", seconds: 2), .say("*rest", seconds: 2),
      ])
  }

  /// Lists of nine aliases each, of the list before.
  private static func bomb(_ levels: Int, then rest: String) -> String {
    var text = "a0: &a0 [x,x,x,x,x,x,x,x,x]\n"
    for level in 1...levels {
      text += "a\(level): &a\(level) [" + Array(repeating: "*a\(level - 1)", count: 9).joined(separator: ",") + "]\n"
    }
    return text + rest.replacing("LAST", with: "*a\(levels)")
  }

  @Test("aliases that multiply are refused at once, in values, as keys, nested deeper and deeper")
  func multiplication() {
    let many = "more than 200000 values, those that aliases stand for counted"
    #expect(error(Self.bomb(11, then: "? LAST\n: 1\n"))?.hasSuffix(many) == true)
    #expect(error(Self.bomb(11, then: "steps: LAST\n"))?.hasSuffix(many) == true)
    for key in ["? LAST\n: 1", "[LAST:b]", "{? LAST : 1}", "- ? LAST\n  : 1", "? [LAST]\n: 1", "? {a: LAST}\n: 1"] {
      // Few enough values: it is the key that is refused.
      let line = error(Self.bomb(3, then: key.hasPrefix("?") ? key : "steps: \n  " + key.replacing("\n", with: "\n  ")))
      #expect(
        line?.contains("a key is one word") == true || line?.contains("an alias is") == true, "\(key): \(line ?? "")")
    }
    var chain = "a0: &a0 [x]\n"
    for level in 1...5000 { chain += "a\(level): &a\(level) [*a\(level - 1)]\n" }
    #expect(error(chain)?.hasSuffix("nested more than 32 deep") == true)
    for text in ["steps: *a", "steps: &a [*a]", "steps: [*]", "steps: *é", "steps: * a", "steps: &\u{E000} \u{E000}x"] {
      let line = error(Self.head + text) ?? "nothing wrong"
      #expect(line.hasPrefix("x.yaml") && !line.contains("\n"), "\(text): \(line)")
    }
    let lengths = "problem: {context: &c [" + Array(repeating: "5", count: 1000).joined(separator: ",") + "]}\nsteps:\n"
    let sets = String(repeating: "  - set: {context: *c}\n", count: 1000)
    #expect(error(Self.head + lengths + sets)?.hasSuffix(many) == true)
  }

  @Test("several values without brackets in a flow mapping are told to be a list")
  func lists() throws {
    for text in ["problem: {context: 16384, 512}\nsteps: []", "steps:\n  - set: {units: 4, context: 16384, 512, 7}"] {
      let line = error(Self.head + text) ?? "nothing wrong"
      #expect(
        line.hasSuffix(": 512 belongs to no key; several values are a list: context: [16384, 512]"), "\(line)")
    }
    for list in ["[16384, 512]", "\"16384,512\"", "16384,512\n"] {
      let demo = try? Demo(parsing: Self.head + "steps:\n  - set:\n      context: \(list)", file: "x.yaml")
      guard case .set(let settings) = demo?.cues.first else {
        Issue.record("\(list) is not read")
        continue
      }
      #expect(settings[0].values.joined(separator: ",") == "16384,512")
    }
    #expect(error(Self.head + "problem: {context, 512}\nsteps: []")?.contains("unknown '512'") == true)
  }
}
