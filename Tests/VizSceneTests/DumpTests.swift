import AttentionCore
import CellFrame
import Foundation
import Testing
import VizPlayback
import VizScene

func ansi(_ frame: Frame, depth: ColorDepth) -> String {
  var text = ""
  for y in 0..<frame.height {
    text += "\u{1b}[\(y + 1);1H"
    for x in 0..<frame.width {
      let cell = frame[x, y]
      let p = Paint(cell.style, theme: .okabeIto, depth: depth)
      text += "\u{1b}[0"
      if p.bold { text += ";1" }
      if p.dim { text += ";2" }
      if p.reverse { text += ";7" }
      if let i = p.ink { text += depth == .truecolor ? ";38;2;\(i >> 16);\(i >> 8 & 255);\(i & 255)" : ";38;5;\(i)" }
      if let i = p.ground { text += depth == .truecolor ? ";48;2;\(i >> 16);\(i >> 8 & 255);\(i & 255)" : ";48;5;\(i)" }
      text += "m" + String(Character(cell.scalar))
    }
  }
  return text
}

@Test func dump() throws {
  for preset in Preset.all {
    let problem = try AttentionProblem(
      contexts: preset.contexts, queryHeads: preset.queryHeads, kvHeads: preset.kvHeads, headDim: preset.headDim,
      elementType: preset.elementType, tileTokens: preset.tileTokens)
    let experiment = try Experiment(problem: problem, units: preset.units, splits: preset.splits)
    var state = State(experiment, cores: 2, source: preset.name)
    var kernel = StandInKernel()
    let last = state.agenda.lastStep
    for (name, at) in [("a", 0), ("b", last * 9 / 22), ("c", last * 10 / 22), ("d", last)] {
      kernel.apply(.seek(state.agenda.moment(afterStep: at)), to: &state)
      if name == "b" { kernel.apply(.stepBack, to: &state) }
      for (w, h) in [(120, 36), (80, 24), (200, 60)] {
        let frame = Frame(state, width: w, height: h)
        try ansi(frame, depth: .truecolor).write(toFile: "/tmp/shots/\(preset.name)-\(name)-\(w).ansi", atomically: true, encoding: .utf8)
      }
      if name == "b" {
        kernel.apply(.toggleBig, to: &state)
        for (w, h) in [(120, 36), (80, 24), (200, 60)] {
          try ansi(Frame(state, width: w, height: h), depth: .truecolor).write(toFile: "/tmp/shots/\(preset.name)-big-\(w).ansi", atomically: true, encoding: .utf8)
        }
        kernel.apply(.toggleBig, to: &state)
      }
    }
  }
}
