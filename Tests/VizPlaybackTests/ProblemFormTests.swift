import AttentionCore
import TestSupport
import Testing
import VizPlayback

@Suite struct ProblemFormTests {
  @Test("an untouched form asks for the very experiment", arguments: Preset.all)
  func untouched(preset: Preset) throws {
    let experiment = try Experiment(preset: preset)
    var form = ProblemForm(experiment)
    // Typing something and taking it away again makes it read all its fields.
    form.type("1")
    form.erase()
    #expect(form.experiment == .success(experiment), "\(form.fields.map(\.text))")
  }

  @Test(
    "says what is wrong, and in which field",
    arguments: [
      (ProblemError.Option.context, "0", "0 is not from 1"), (.context, "12,", "'' is not a number"),
      (.context, "12,x", "'x' is not a number"), (.batch, "0", "0 is not from 1"), (.heads, "", "'' is not a number"),
      (.kvHeads, "2", "are not a multiple of 2"), (.headDim, "12", "not a multiple of 8"),
      (.dtype, "f64", "'f64' is none of f32, f16, bf16"), (.tile, "0", "0 is not from 1"),
      (.units, "5000", "5000 is not from 1"), (.threads, "0", "0 is not from 1"), (.splits, "some", "neither auto"),
      (.algorithm, "fa3", "'fa3' is none of"), (.algorithm, "fa2,fa2", "twice"), (.seed, "x", "'x' is not a number"),
      (.distribution, "normal", "none of iid, shifted, sinks, needles"),
    ])
  func errors(option: ProblemError.Option, text: String, reason: String) throws {
    var form = ProblemForm(try Experiment(preset: Preset.all[0]))
    while form.fields[form.place].option != option { form.move(by: 1) }
    while !form.fields[form.place].text.isEmpty { form.erase() }
    form.type(text)
    guard case .failure(let error) = form.experiment else {
      Issue.record("\(option.rawValue) takes '\(text)'")
      return
    }
    #expect(error.option == option && error.reason.contains(reason), "'\(text)': \(error)")
  }

  @Test("whatever is typed, it says a problem that could be run, or one line of what is wrong")
  func randomTyping() throws {
    var random = SeededRandom(seed: 5)
    let pieces = [
      "1", "9", "0", ",", "auto", "bf16", "fd", "needles", "shifted", "q", "\u{1B}", "é", "4096",
      "99999999999999999999",
    ]
    for preset in Preset.all {
      var form = ProblemForm(try Experiment(preset: preset), fixesShape: Bool.random(using: &random))
      for _ in 0..<200 {
        switch Int.random(in: 0..<6, using: &random) {
        case 2: form.choose(by: Bool.random(using: &random) ? 1 : -1)
        case 0: form.move(by: Bool.random(using: &random) ? 1 : -1)
        case 1: form.erase()
        default: form.type(pieces.randomElement(using: &random) ?? "1")
        }
        #expect(!form.fields[form.place].isFixed)
        switch form.experiment {
        case .success(let experiment): #expect(experiment.problem.outputs >= 1)
        case .failure(let error): #expect(!"\(error)".contains("\n") && !error.reason.isEmpty)
        }
      }
    }
  }

  @Test(
    "line ends and blanks between pasted values separate them",
    arguments: [
      ("", "4096\n512\n", "4096,512"), ("", "\n\n4096\n\n512\n64", "4096,512,64"), ("", "4096\r\n512", "4096,512"),
      ("", "4096\u{2028}512\u{B}64\u{85}8", "4096,512,64,8"), ("", "4096,\n512", "4096,512"),
      ("", "4096\n,512", "4096,512"),
      ("", "4096\t512 64", "4096,512,64"), ("", "  4096, 512 , 64 ", "4096,512,64"), ("4096", "\n512", "4096,512"),
      ("4096,", "\n512", "4096,512"), ("40", "96\n", "4096"), ("40", " 96", "4096"),
      ("", "4\u{1B}0€96\n512", "4096,512"),
      ("", "\n", ""), ("4096", "\n", "4096"),
    ])
  func separators(before: String, pasted: String, expected: String) throws {
    var form = ProblemForm(try Experiment(preset: Preset.all[0]))
    while !form.fields[form.place].text.isEmpty { form.erase() }
    form.type(before)
    form.type(pasted)
    #expect(form.fields[form.place].text == expected, "\(before.debugDescription) \(pasted.debugDescription)")
  }

  @Test("a list that is longer than a person types can be typed into") func longList() throws {
    let problem = try AttentionProblem(
      contexts: (1...300).map { 1000 + $0 }, queryHeads: 1, kvHeads: 1, headDim: 64, elementType: .f32, tileTokens: 256)
    var experiment = try Experiment(preset: Preset.all[0])
    experiment.problem = problem
    var form = ProblemForm(experiment)
    form.type("1")
    form.erase()
    // No more is taken, and 1300 has lost its last digit.
    #expect(try form.experiment.get().problem.contexts.last == 130)
  }

  @Test("several lengths are as many requests, whatever the batch was; of one length there are as many as before")
  func batchOfList() throws {
    var form = ProblemForm(try Experiment(preset: Preset.all[0]))
    func batch() throws -> ProblemForm.Field { try #require(form.fields.first { $0.option == .batch }) }
    form.move(by: 1)
    form.erase()
    form.type("7")
    form.move(by: -1)
    while !form.fields[form.place].text.isEmpty { form.erase() }
    form.type("65536,8192,1024")
    #expect(try form.experiment.get().problem.contexts == [65536, 8192, 1024])
    #expect(try batch().text == "3" && batch().isFixed)
    form.move(by: 1)
    #expect(form.fields[form.place].option == .heads)
    form.move(by: -1)
    while form.fields[form.place].text.contains(",") { form.erase() }
    #expect(try form.experiment.get().problem.contexts == Array(repeating: 65536, count: 7))
    #expect(try batch().text == "7" && !batch().isFixed)
  }

  @Test("← → take the SMs and slots of each GPU, and come back to what was there", arguments: Preset.all, [1, -1])
  func gpus(preset: Preset, offset: Int) throws {
    let experiment = try Experiment(preset: preset)
    var form = ProblemForm(experiment)
    while form.fields[form.place].option != .units { form.move(by: 1) }
    var seen: Set<String> = []
    repeat {
      form.choose(by: offset)
      let chosen = try form.experiment.get()
      guard let gpu = GPU.all.first(where: { $0.units == chosen.units && $0.slots == chosen.slots }) else { continue }
      #expect(form.fields[form.place].hint.contains(gpu.name))
      try #require(seen.insert(gpu.name).inserted)
    } while form.experiment != .success(experiment)
    #expect(seen == Set(GPU.all.map(\.name)))
  }

  @Test("← → go through every type and distribution; a text that is none of them is followed by the first")
  func choices() throws {
    var form = ProblemForm(try Experiment(preset: Preset.all[0]))
    for (option, count) in [(ProblemError.Option.dtype, ElementType.allCases.count), (.distribution, 4)] {
      while form.fields[form.place].option != option { form.move(by: 1) }
      let first = form.fields[form.place].text
      var seen: Set<String> = []
      for _ in 0..<count {
        form.choose(by: 1)
        seen.insert(form.fields[form.place].text)
        #expect(throws: Never.self) { try form.experiment.get() }
      }
      #expect(seen.count == count && form.fields[form.place].text == first)
      form.type("x")
      form.choose(by: 1)
      #expect(form.fields[form.place].text == first)
    }
  }

  @Test("what a file decides is not typed over") func fixedFields() throws {
    var form = ProblemForm(try Experiment(preset: Preset.all[0]), fixesShape: true)
    var typed: Set<ProblemError.Option> = []
    for _ in form.fields {
      typed.insert(form.fields[form.place].option)
      form.move(by: 1)
    }
    #expect(typed == [.tile, .units, .slots, .threads, .splits, .algorithm])
  }
}
