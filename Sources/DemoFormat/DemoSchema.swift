import AttentionCore
import Foundation
import VizPlayback

/// The format of demos as a JSON Schema (draft 2020-12), for editors that complete and check YAML.
///
/// Made from the tables that the reader goes by, so that what an editor offers is what is read.
public enum DemoSchema {
  /// The schema's text, with a line for each key.
  public static func text(themes: [String]) throws -> String {
    let data = try JSONSerialization.data(
      withJSONObject: schema(themes: themes), options: [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes])
    return String(decoding: data, as: UTF8.self) + "\n"
  }

  private typealias Node = [String: Any]

  private static func schema(themes: [String]) -> Node {
    var schema = object(
      [
        "lean-demo": ["const": 1], "title": words, "speed": speed,
        "learn": [
          "type": "array", "items": words, "minItems": 1, "maxItems": 4,
          "description": "what will be known afterwards, in a few words each",
        ], "theme": ["enum": themes],
        "size": ["type": "string", "pattern": "^[0-9]+x[0-9]+$", "description": "columns x rows, from 80x24"],
        "problem": reference("settings"), "steps": ["type": "array", "items": step], "end": object(["hold": duration]),
      ], required: ["lean-demo", "title", "steps"])
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["title"] = "A demo or lesson of lean-viz"
    schema["$defs"] = ["target": target, "focus": focus, "settings": settings]
    return schema
  }

  private static var step: Node {
    let verbs = CueReader.verbs.map { verb, beside in
      var keys = [verb: value(of: verb)]
      for name in beside { keys[name] = duration }
      return object(keys, required: [verb])
    }
    return ["oneOf": verbs]
  }

  private static func value(of verb: String) -> Node {
    switch verb {
    case "view": ["enum": View.allCases.map(\.rawValue)]
    case "focus": reference("focus")
    case "set": reference("settings")
    case "play": object(["until": reference("target"), "speed": speed])
    case "seek": reference("target")
    case "step": ["type": "integer", "minimum": -1000, "maximum": 1000, "not": ["const": 0]]
    case "key": oneOrMore(["anyOf": [["enum": KeyName.named], ["type": ["string", "integer"], "maxLength": 1]]])
    case "ask": question
    case "try": exercise
    case "expect": expectation
    case "snapshot": ["type": "string", "pattern": "^[^/]+\\.(svg|txt)$"]
    case "wait":
      object(["for": ["enum": Cue.Condition.allCases.map(\.rawValue)], "timeout": duration], required: ["for"])
    case "hide", "show": oneOrMore(["enum": ScreenPart.allCases.map(\.rawValue)])
    case "pause": ["enum": [NSNull(), true]]
    case "hold": duration
    default: words
    }
  }

  private static var target: Node {
    let algorithm: Node = ["enum": Algorithm.allCases.map(\.rawValue)]
    return [
      "oneOf": [
        ["enum": ["start", "end"]],
        object(["algorithm": algorithm, "step": number(from: 0)], required: ["algorithm", "step"]),
        object(
          [
            "algorithm": algorithm, "event": ["enum": Cue.EventName.allCases.map(\.rawValue)],
            "number": number(from: 1),
          ], required: ["algorithm", "event"]),
      ]
    ]
  }

  private static var focus: Node {
    object(
      [
        "algorithm": ["enum": Algorithm.allCases.map(\.rawValue)], "output": number(from: 0), "tile": number(from: 0),
        "merge": number(from: 1),
      ], required: ["algorithm"])
  }

  private static var question: Node {
    object(
      [
        "text": words, "options": ["type": "array", "items": words, "minItems": 2, "maxItems": 9],
        "answer": ["type": "integer", "minimum": 1, "maximum": 9, "description": "the right option's number"],
        "hold": duration,
        "wrong": oneOrMore(correction),
      ], required: ["text", "options", "answer"])
  }

  private static var correction: Node {
    object(
      [
        "option": ["type": "integer", "minimum": 1, "maximum": 9, "description": "the wrong option that it is for"],
        "say": words, "set": reference("settings"), "view": value(of: "view"), "from": reference("target"),
        "until": reference("target"), "focus": reference("focus"),
      ], required: ["say", "until"])
  }

  private static var exercise: Node {
    object(["text": words, "set": reference("settings"), "hold": duration], required: ["text", "set"])
  }

  private static var expectation: Node {
    var keys: [String: Node] = [
      "algorithm": ["enum": Algorithm.allCases.map(\.rawValue)], "ok": ["type": "boolean"],
      "max-error-below": ["type": "number", "exclusiveMinimum": 0], "screen": words,
    ]
    for name in ["step", "busy", "steps", "partials", "merges", "kv-bytes"] { keys[name] = number(from: 0) }
    var node = object(keys)
    node["minProperties"] = 1
    return node
  }

  private static var settings: Node {
    let one: Node = ["type": ["string", "number", "boolean"]]
    return object(
      Dictionary(uniqueKeysWithValues: ProblemError.Option.allCases.map { ($0.rawValue, oneOrMore(one)) }))
  }

  // MARK: Pieces

  private static var words: Node { ["type": ["string", "number", "boolean"]] }
  private static var speed: Node { ["type": "number", "minimum": 0.1, "maximum": 100] }
  private static var duration: Node {
    ["anyOf": [["type": "number", "minimum": 0, "maximum": 3600], ["type": "string", "pattern": "^[0-9.]+(ms|s)?$"]]]
  }

  private static func number(from least: Int) -> Node { ["type": "integer", "minimum": least] }
  private static func reference(_ name: String) -> Node { ["$ref": "#/$defs/\(name)"] }
  private static func oneOrMore(_ node: Node) -> Node { ["anyOf": [node, ["type": "array", "items": node]]] }

  private static func object(_ keys: [String: Node], required: [String] = []) -> Node {
    var node: Node = ["type": "object", "additionalProperties": false, "properties": keys]
    if !required.isEmpty { node["required"] = required }
    return node
  }
}
