import CellFrame
import Foundation
import TestSupport
import Testing
import VizPlayback
import VizRecording
import VizScene

@testable import lean_viz

@Suite("A malformed trace") struct MalformedTraceTests {
  /// Whatever is read is shown and exported; whatever is not gives one short line.
  private func requireOrder(_ bytes: [UInt8], _ what: String) throws -> Bool {
    let trace: Trace
    do throws(TraceError) {
      trace = try Trace(json: bytes)
    } catch {
      let line = error.description
      #expect(!line.isEmpty && line.count < 300 && !line.contains("\n"), "\(what): \(line)")
      return false
    }
    var stage = try Headless(.replay(Replay(trace, path: "t.json")))
    try stage.apply(.goToEnd)
    for view in View.allCases {
      try stage.apply(.show(view))
      try stage.apply(.cycleClock)
      #expect(Frame(stage.state, width: 120, height: 36).strayWrites == 0, "\(what)")
      _ = Frame(stage.state, width: 80, height: 24)
    }
    _ = ScheduleDrawing(trace).svg()
    _ = trace.csv
    return true
  }

  private static let values = [
    "-1", "1e999", "-0.0", "99999999999999999999", "1.5", "\"nan\"", "\"inf\"", "\"-inf\"", "\"x\"", "null", "true",
    "{}",
    "[]", "[[[[]]]]", "0", "4097", "2147483648", "1e308", "\"\\ud800\"", "01", "+1", "NaN", ".5", "\"\u{1B}[2J\"",
  ]

  /// Where numbers, words and lists stand in a JSON text.
  private static func tokens(_ bytes: [UInt8]) -> [Range<Int>] {
    var tokens: [Range<Int>] = []
    var start: Int?
    for (index, byte) in bytes.enumerated() {
      let isPart = !" \n,:[]{}".utf8.contains(byte)
      if isPart, start == nil { start = index }
      if !isPart, let first = start {
        tokens.append(first..<index)
        start = nil
      }
    }
    return tokens
  }

  @Test("is read or refused in one line, whatever was done to it", arguments: 0..<8) func mutations(seed: Int) throws {
    let good = Array(try TracedExample.small.get().json.utf8)
    let tokens = Self.tokens(good)
    var random = SeededRandom(seed: UInt64(seed))
    var read = 0
    for number in 0..<30 {
      var bytes = good
      let at = Int.random(in: 0..<good.count, using: &random)
      let token = tokens.randomElement(using: &random) ?? 0..<1
      switch number % 6 {
      case 0: bytes.replaceSubrange(token, with: (Self.values.randomElement(using: &random) ?? "").utf8)
      case 1: bytes = Array(bytes[..<at])
      case 2: bytes.removeSubrange(at..<min(at + Int.random(in: 1...40, using: &random), bytes.count))
      case 3: bytes[at] = UInt8.random(in: 0...255, using: &random)
      case 4:
        // Something twice.
        let end = min(at + Int.random(in: 1...200, using: &random), bytes.count)
        bytes.insert(contentsOf: bytes[at..<end], at: at)
      default:
        // Two tokens for each other.
        let other = tokens.randomElement(using: &random) ?? 0..<1
        let (first, second) = token.lowerBound < other.lowerBound ? (token, other) : (other, token)
        guard first.upperBound <= second.lowerBound else { continue }
        let (one, two) = (Array(bytes[first]), Array(bytes[second]))
        bytes.replaceSubrange(second, with: one)
        bytes.replaceSubrange(first, with: two)
      }
      if try requireOrder(bytes, "seed \(seed), mutation \(number)") { read += 1 }
    }
    #expect(read < 30)
  }

  @Test(
    "is refused with its place",
    arguments: [
      ("\"format\": 1", "\"format\": 3", "leanViz.format: 3 is not"), ("\"format\": 1,", "", "leanViz: has no format"),
      ("\"units\": 3", "\"units\": 0", "leanViz.units"), ("\"units\": 3,", "", "leanViz: has no units"),
      ("\"head_dim\": 8", "\"head_dim\": 9", "leanViz.problem: head-dim"),
      ("\"contexts\": [30,9]", "\"contexts\": [30,9.5]", "leanViz.problem.contexts[1]"),
      ("\"contexts\": [30,9]", "\"contexts\": []", "leanViz.problem: context"),
      ("\"contexts\": [30,9]", "\"contexts\": [2147483647,2147483647]", "leanViz.problem: context"),
      ("\"kv_heads\": 1", "\"kv_heads\": 2", "leanViz.algorithms"),
      ("\"units\": 3", "\"units\": 3, \"units\": 3", "leanViz: \"units\" is there twice"),
      ("\"algorithm\": \"fd\"", "\"algorithm\": \"fa2\"", "fa2 is there twice"),
      ("\"pid\": 2,", "\"pid\": 1,", "leanViz.algorithms[1].pid: 1 is there twice"),
      ("\"clock\": \"composed\"", "\"clock\": \"steps\"", "leanViz.clock"),
      ("\"clock\": \"composed\"", "\"clock\": \"measured\"", "leanViz: is measured"),
      (
        "\"first\": 0, \"end\": 2", "\"first\": 1, \"end\": 2",
        "tiles are attended, not"
      ),
      ("\"dispatch\": \"resident\"", "\"dispatch\": \"somehow\"", "leanViz.algorithms[2].dispatch"),
      ("\"ok\": true", "\"ok\": 1", "leanViz.algorithms[0].ok: is neither"),
      ("\"cat\": \"attend\"", "\"cat\": 5", "traceEvents["),
      ("\"ph\": \"X\", \"pid\": 1", "\"ph\": \"X\", \"pid\": 9", "is no algorithm's"),
      ("\"tid\": 1, \"cat\"", "\"tid\": 4, \"cat\"", "is no unit's"),
      ("\"segment\": 0", "\"segment\": 99", "there is no segment 99"),
      ("\"segment\": 0, ", "", "names no segment"), ("\"ts\": 0.000", "\"ts\": -1", "is no time"),
      ("\"ts\": 0.000", "\"ts\": 1e30", "is no time"), ("\"alpha\": [", "\"alpha\": [7,", "is not from 0 to 1"),
      ("\"lse\": [", "\"lse\": [\"none\",", "is no number"), ("\"m\": [", "\"m\": [1,", "has "),
      ("\"o\": [", "\"o\": [1e39,", "f32"), ("\"merge\": ", "\"merge\": -", "is not"),
      ("\"leanViz\"", "\"leanViS\"", "no leanViz metadata"),
    ])
  func places(old: String, new: String, words: String) throws {
    let text = try TracedExample.small.get().json
    let place = try #require(text.range(of: old), "\(old) is not in the trace")
    let changed = text.replacingCharacters(in: place, with: new)
    let error = #expect(throws: TraceError.self) { try Trace(json: Array(changed.utf8)) }
    #expect(error?.description.contains(words) == true, "\(old) → \(new): \(error?.description ?? "")")
  }

  /// The lists of a record that say something only together, by where they stand.
  private static let companions =
    [
      (list: "segments", within: nil, names: ["m", "l"]), (list: "segments", within: "end", names: ["m", "l", "o"]),
      (list: "segments", within: "reference", names: ["o", "lse"]),
      (list: "merges", within: nil, names: ["m", "alpha", "beta"]),
      (list: "merges", within: "end", names: ["m", "l", "o"]), (list: "outputs", within: nil, names: ["o", "lse"]),
    ] as [(list: String, within: String?, names: [String])]

  @Test("lists that belong together are all there, as long as they must be, or none is", arguments: companions)
  func together(list: String, within: String?, names: [String]) throws {
    let good = try JSONSerialization.jsonObject(with: Data(TracedExample.small.get().json.utf8))
    /// Reads the trace with other numbers in the first entry.
    func read(_ change: (inout [String: Any]) -> Void) throws {
      var json = try #require(good as? [String: Any])
      var leanViz = try #require(json["leanViz"] as? [String: Any])
      var algorithms = try #require(leanViz["algorithms"] as? [[String: Any]])
      var record = try #require(algorithms[2]["record"] as? [String: Any])
      var entries = try #require(record[list] as? [[String: Any]])
      if let within {
        var inner = try #require(entries[0][within] as? [String: Any])
        change(&inner)
        entries[0][within] = inner
      } else {
        change(&entries[0])
      }
      record[list] = entries
      algorithms[2]["record"] = record
      leanViz["algorithms"] = algorithms
      json["leanViz"] = leanViz
      _ = try requireOrder(Array(JSONSerialization.data(withJSONObject: json)), "\(list) \(within ?? "")")
      _ = try Trace(json: Array(JSONSerialization.data(withJSONObject: json)))
    }
    try read { _ in }
    // Every choice of some, but not all; missing and empty lists say the same.
    for choice in 1..<(1 << names.count) - 1 {
      for empty: [Int]? in [nil, []] {
        let error = #expect(throws: TraceError.self, "\(choice)") {
          try read { entry in
            for (place, name) in names.enumerated() where choice >> place & 1 == 1 { entry[name] = empty }
          }
        }
        #expect(error?.place.contains(".record.\(list)[0]") == true, "\(String(describing: error))")
      }
    }
    for name in names {
      for change in [-1, 1] {
        let error = #expect(throws: TraceError.self) {
          try read { entry in
            var numbers = entry[name] as? [Any] ?? []
            if change < 0 { numbers.removeLast() } else { numbers.append(0.5) }
            entry[name] = numbers
          }
        }
        #expect(error?.place.contains(".record.\(list)[0]") == true, "\(name): \(String(describing: error))")
      }
    }
    // A merge is nothing without its end, and the other way round.
    let stands = list == "merges" ? "needs all of" : nil
    do {
      try read { entry in for name in names { entry[name] = nil } }
      #expect(stands == nil)
    } catch let error as TraceError {
      #expect(stands.map { error.description.contains($0) } == true, "\(error)")
    }
  }

  @Test("spans that overlap are refused, spans within one another are not") func overlaps() throws {
    let nested = ImportedTraceTests.byHand
    #expect(try Trace(json: Array(nested.utf8)).runs.count == 2)
    let overlapping = nested.replacing("\"ts\": 1004.750", with: "\"ts\": 1004.700")
    let error = #expect(throws: TraceError.self) { try Trace(json: Array(overlapping.utf8)) }
    #expect(error?.description == "traceEvents[3]: overlaps traceEvents[1] on unit 0")
  }

  @Test("is refused at once where it is deep, wide or long") func extremes() throws {
    let deep = String(repeating: "[", count: 1 << 20)
    for text in [
      deep, "{\"traceEvents\": \(deep)", "{\"leanViz\": \(String(repeating: "{\"a\":", count: 1 << 18))",
      "{\"a\": \"\(String(repeating: "x", count: 1 << 20))\"}", "", " ", "null", "{", "{}", "[1]", "\u{FEFF}{}",
      "{" + (0..<5000).map { "\"\($0)\": 0" }.joined(separator: ",") + "}",
      "{\"a\": \(String(repeating: "9", count: 1 << 20))}",
    ] {
      let error = #expect(throws: TraceError.self) { try Trace(json: Array(text.utf8)) }
      #expect((error?.description.count ?? 0) < 300, "\(error?.description ?? "")")
    }
    #expect(throws: TraceError.self) {
      try Trace(json: Array(repeating: UInt8(ascii: " "), count: TraceLimits.bytes + 1))
    }
  }
}
