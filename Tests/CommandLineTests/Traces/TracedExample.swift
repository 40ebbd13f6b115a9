import ArgumentParser
import AttentionCore
import AttentionKernel
import VizPlayback
import VizRecording

@testable import lean_viz

/// A small problem that was really run, and its trace.
struct TracedExample: Sendable {
  var setup: Setup
  var trace: Trace
  var json: String

  /// - Parameter line: problem options, as on a command line.
  init(_ line: String) throws {
    setup = try Setup(ProblemOptions.parse(line.split(separator: " ").map(String.init)))
    let session = try RunSession(setup)
    let contents = try TraceContents(session.schedules, isMeasured: setup.experiment.units == setup.cores)
    let results = try session.execute(recording: true)
    trace = session.trace(
      results, try session.time(runs: 3, isTraced: true), contents: contents, setup: setup)
    json = trace.json(writer: "lean-viz 0")
  }

  /// Read back.
  func parsed() throws -> Trace { try Trace(json: Array(json.utf8)) }

  /// One on each clock, with groups, several requests and short tiles; and the preset that opens the program.
  static let lines = [
    "--context 90,33 --heads 4 --kv-heads 2 --head-dim 8 --tile 8 --units 3 --threads 2 --seed 7",
    "--context 130,20 --heads 2 --head-dim 16 --tile 16 --units 2 --threads 2 --dtype f16 --splits 3",
    "--preset three-heads --threads 2",
  ]

  /// Small, for tests that read it hundreds of times.
  static let small = Result {
    try TracedExample("--context 30,9 --heads 2 --kv-heads 1 --head-dim 8 --tile 8 --units 3 --threads 1")
  }
}

/// A live run whose times are a trace's: everything else is executed.
struct LiveWithTracedTimes {
  private(set) var state: State
  private let laboratory: Laboratory
  private let archive: Archive

  init(_ setup: Setup, _ trace: Trace) {
    state = State(setup.subject)
    laboratory = Laboratory(setup, state: state)
    archive = Archive(trace, state: state)
  }

  mutating func apply(_ action: Action) throws {
    var pending = [action]
    while !pending.isEmpty {
      guard let effect = state.apply(pending.removeFirst()) else { continue }
      if case .measure = effect {
        archive.perform(.check, isCancelled: { false }) { action in
          if case .checked = action {} else { pending.append(action) }
        }
      } else {
        try laboratory.perform(effect, isCancelled: { false }, report: { pending.append($0) })
      }
    }
  }
}
