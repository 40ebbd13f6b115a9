import AttentionCore
import VizPlayback
import Yams

/// Reads a question: its options, the right one, and what is shown where another one is chosen.
struct QuestionReader {
  let cues: CueReader
  private var nodes: NodeReader { cues.nodes }

  init(cues: CueReader) { self.cues = cues }

  func ask(_ node: Node) throws(DemoError) -> Cue {
    let fields = try nodes.fields(of: node, known: ["text", "options", "answer", "hold", "wrong"])
    guard let text = fields["text"] else { throw nodes.error("ask has no text", at: node) }
    guard let list = fields["options"] else { throw nodes.error("ask has no options", at: node) }
    guard let answer = fields["answer"] else { throw nodes.error("ask has no answer", at: node) }
    let options = try nodes.list(list).map { (node) throws(DemoError) in try nodes.text(node) }
    guard (2...9).contains(options.count) else {
      throw nodes.error("ask has \(numbered(options.count, "option")), not 2 to 9", at: list)
    }
    guard let number = answer.int, (1...options.count).contains(number) else {
      throw nodes.error("answer \(shown(answer)) is not the number of an option, 1 to \(options.count)", at: answer)
    }
    var question = Question(try nodes.text(text), options: options, answer: number - 1)
    if let wrong = fields["wrong"] { question.corrections = try corrections(wrong, to: question) }
    return .ask(question, seconds: try cues.hold(fields["hold"]) ?? question.readingSeconds)
  }

  /// One for every wrong option, or a list of them.
  private func corrections(_ node: Node, to question: Question) throws(DemoError) -> [Question.Correction] {
    guard node.sequence != nil else { return [try correction(node, to: question)] }
    var corrections: [Question.Correction] = []
    for node in try nodes.list(node) {
      let next = try correction(node, to: question)
      guard !corrections.contains(where: { $0.option == next.option }) else {
        let which = next.option.map { "option \($0 + 1)" } ?? "the other options"
        throw nodes.error("\(which) has been answered above", at: node)
      }
      corrections.append(next)
    }
    return corrections
  }

  private func correction(_ node: Node, to question: Question) throws(DemoError) -> Question.Correction {
    let fields = try nodes.fields(of: node, known: ["option", "say", "set", "view", "from", "until", "focus"])
    guard let say = fields["say"] else { throw nodes.error("wrong has nothing to say", at: node) }
    guard let until = fields["until"] else { throw nodes.error("wrong has no until", at: node) }
    var correction = Question.Correction(words: try nodes.text(say), until: try cues.target(until))
    if let option = fields["option"] { correction.option = try wrongOption(option, of: question) }
    if let set = fields["set"] { correction.settings = try cues.settings(set).map { Cue.Setting($0.name, $0.values) } }
    if let view = fields["view"] { correction.view = try nodes.choice(view, of: View.self) }
    if let from = fields["from"] { correction.from = try cues.target(from) }
    correction.focus = try fields["focus"].map(cues.focus)
    return correction
  }

  private func wrongOption(_ node: Node, of question: Question) throws(DemoError) -> Int {
    guard let number = node.int, question.options.indices.contains(number - 1), number - 1 != question.answer else {
      throw nodes.error("option \(shown(node)) is not the number of a wrong option", at: node)
    }
    return number - 1
  }
}
